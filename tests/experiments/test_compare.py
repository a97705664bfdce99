"""``yuanqu compare`` as a user asks for it, on the small city."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from abm.simulation import RunSpec, simulate
from engine.calendar import quarter_index
from tests.experiments.commands import Said, tables_of
from tests.littleton import ACTION, BASELINE, LITTLETON

Yuanqu = Callable[..., Said]
UNTIL = "2022Q4"
SMALL = ("--city", LITTLETON, "--reference", BASELINE, "--until", UNTIL, "--outcome", "output_plan")


@pytest.mark.slow
def test_compare_recounted_from_runs(yuanqu: Yuanqu, tmp_path: Path) -> None:
    """Gain, cost and cost per gain are those of runs made one by one."""
    out = tmp_path / "out"
    said = yuanqu("compare", ACTION, "no_policy", *SMALL, "--seeds", 2, "--rate", 0.1, "--out", out)
    assert said.code == 0, said.err
    assert "action_plan_2022" in said.out
    assert "10 % a year" in said.out
    assert (out / "compare.png").stat().st_size > 5000
    table = pl.read_parquet(out / "compare.parquet")
    assert table.equals(pl.read_csv(out / "compare.csv", schema_overrides=table.schema))
    row = table.row(by_predicate=pl.col("plan") == "action_plan_2022", named=True)
    runs = {
        plan: [simulate(RunSpec(LITTLETON, plan, s, quarter_index(UNTIL))).outcomes for s in (1, 2)]
        for plan in (BASELINE, ACTION)
    }
    worth = 1.1 ** (-np.arange(4) / 4)  # the policy starts with 2022

    def mean(plan: str, name: str) -> float:
        return float(np.mean([run[name][-1] for run in runs[plan]]))

    costs = {p: np.mean([run["fiscal_spending"][-4:] @ worth for run in runs[p]]) for p in runs}
    gain = mean(ACTION, "output_plan") - mean(BASELINE, "output_plan")
    assert row["mean"] == pytest.approx(mean(ACTION, "output_plan"), rel=1e-6)
    assert row["gain"] == pytest.approx(gain, rel=1e-4, abs=1e-4)
    assert row["cost"] == pytest.approx(costs[ACTION], rel=1e-6)
    assert row["extra_cost"] == pytest.approx(costs[ACTION] - costs[BASELINE], rel=1e-5)
    assert row["target"] == 3500.0
    assert row["probability"] is row["probability_low"] is None  # of two runs no chance is told


def test_compare_goes_on_with_its_folder(yuanqu: Yuanqu, tmp_path: Path) -> None:
    """A second call runs nothing and changes no file; another question is a fault."""
    out = tmp_path / "out"
    call = ("compare", ACTION, *SMALL, "--seeds", 2, "--out", out)
    assert yuanqu(*call).code == 0
    before = tables_of(out)
    said = yuanqu(*call)
    assert "0 runs" in said.out
    assert tables_of(out) == before
    said = yuanqu(*call, "--seed", 5)
    assert said.code == 2
    assert "seeds.first: 1 -> 5" in said.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((ACTION, "--outcome", "output_plam"), "did you mean 'output_plan'?"),
        (("acton",), "a plan (action_plan_2022"),
        ((ACTION, "--reference", "basline"), "did you mean 'baseline'?"),
        ((ACTION, "--city", "nowhere"), "--city: expected a city"),
        ((ACTION, "--until", "2050Q1"), "--until: expected a quarter"),
    ],
)
def test_faults(yuanqu: Yuanqu, tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    """One line, code 2."""
    said = yuanqu("compare", *SMALL, "--out", tmp_path / "out", *arguments)
    assert said.code == 2
    assert says in said.err
    assert said.err.count("\n") == 1
