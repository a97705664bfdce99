"""``yuanqu attribute`` on the small city."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from abm.simulation import RunSpec, simulate
from engine.calendar import quarter_index
from experiments.studies.cost import COST
from policies.mixture import differing, mixture
from policies.plan import read_plan
from policies.plan_text import plan_text
from tests.experiments.commands import Said
from tests.littleton import ACTION, BASELINE, LITTLETON, setting, write_plan

Yuanqu = Callable[..., Said]
SMALL = ("--city", LITTLETON, "--reference", BASELINE, "--until", "2022Q2")
OUTCOMES = ("--outcome", "output_plan", "--outcome", "firms")
MADE = ("attribution.csv", "attribution.parquet", "seeds/1.json", "seeds/2.json", "seeds/3.json")


def made(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in MADE}


@pytest.fixture
def few(tmp_path: Path) -> str:
    """A plan that differs from the baseline in four instruments; one serves some segments only."""
    return write_plan(
        tmp_path,
        setting("rd_subsidy", 0.15, "2022Q1", budget=40, cap=4),
        setting("park_rent_subsidy", 0.3, "2022Q1", budget=15),
        setting("purchase_voucher", 0.05, "2022Q1", segments=["drones"]),
        setting("expo", 0.02, "2022Q2"),
        extends=BASELINE,
        key="few",
    )


@pytest.mark.slow
def test_attribute(yuanqu: Yuanqu, tmp_path: Path, few: str) -> None:
    """Values are those of whole runs; parts add up; a folder that lost a seed is gone on with."""
    out = tmp_path / "out"
    call = ("attribute", few, *SMALL, *OUTCOMES, "--seeds", 3, "--out", out)
    said = yuanqu(*call)
    assert said.code == 0, said.err
    assert "purchase_voucher" in said.out
    assert (out / "attribution.png").stat().st_size > 5000
    table = pl.read_parquet(out / "attribution.parquet")
    assert table.equals(pl.read_csv(out / "attribution.csv", schema_overrides=table.schema))
    answers = [json.loads((out / "seeds" / f"{seed}.json").read_text()) for seed in (1, 2, 3)]
    whole = {
        (a["seed"], len(e["instruments"])): dict(zip(a["measures"], e["values"], strict=True))
        for a in answers
        for e in a["values"]
    }
    for name in ("output_plan", "firms"):
        rows = table.filter(pl.col("outcome") == name)
        assert len(rows) == 4
        assert rows["shapley"].is_sorted(descending=True)
        total = sum(whole[s, 4][name] - whole[s, 0][name] for s in (1, 2, 3)) / 3
        assert rows["shapley"].sum() == pytest.approx(total, abs=1e-9)
        costs = sum(whole[s, 4][COST] - whole[s, 0][COST] for s in (1, 2, 3)) / 3
        assert rows["shapley_cost"].sum() == pytest.approx(costs)
    # One of the sets, run as a plan's file.
    entry = next(e for e in answers[1]["values"] if len(e["instruments"]) == 2)
    mixed = mixture(read_plan(few), read_plan(BASELINE), entry["instruments"])
    file = tmp_path / "mixed.yaml"
    file.write_text(plan_text(mixed), encoding="utf-8")
    run = simulate(RunSpec(LITTLETON, str(file), 2, quarter_index("2022Q2"))).outcomes
    assert entry["values"][:2] == [run["output_plan"][-1], run["firms"][-1]]

    before = made(out)
    (out / "seeds" / "2.json").unlink()
    (out / "attribution.csv").unlink()
    assert yuanqu(*call).code == 0
    assert made(out) == before
    said = yuanqu(*call, "--rate", 0.05)
    assert said.code == 2
    assert "rate: 0.04 -> 0.05" in said.err


@pytest.mark.slow
def test_processes_give_the_same_bytes(yuanqu: Yuanqu, tmp_path: Path, few: str) -> None:
    call = ("attribute", few, *SMALL, *OUTCOMES, "--seeds", 3)
    assert yuanqu(*call, "--out", tmp_path / "one").code == 0
    assert yuanqu(*call, "--out", tmp_path / "two", "--workers", 2).code == 0
    assert made(tmp_path / "one") == made(tmp_path / "two")


def test_mixture() -> None:
    """None of a plan is the reference, all of it the plan, quarter by quarter."""
    plan, reference = read_plan(ACTION), read_plan(BASELINE)
    keys = differing(plan, reference, 8072, 8099)
    assert {"rd_subsidy", "purchase_voucher"} <= set(keys)
    assert differing(reference, reference, 8072, 8099) == ()
    for quarter in range(8072, 8100):
        assert mixture(plan, reference, ()).at(quarter) == reference.at(quarter)
        assert mixture(plan, reference, keys).at(quarter) == plan.at(quarter)
        some = mixture(plan, reference, {"rd_subsidy"}).at(quarter)
        assert some.pop("rd_subsidy") == plan.at(quarter)["rd_subsidy"]
        rest = reference.at(quarter)
        rest.pop("rd_subsidy")
        assert some == rest


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("attribute", BASELINE, *SMALL), "a plan that differs from baseline"),
        (("attribute", ACTION, *SMALL, "--outcome", "frims"), "did you mean 'firms'?"),
        (("attribute", ACTION, *SMALL, "--until", "2019Q1"), "a quarter from 2022Q1"),
        (("attribute", ACTION, *SMALL, "--city", "nowhere"), "--city: expected a city"),
        (("attribute", ACTION, *SMALL, "--set", "entry.bsae=1"), "did you mean 'entry.base'?"),
        (("attribute", "acton", *SMALL), "a plan (action_plan_2022"),
    ],
)
def test_faults(yuanqu: Yuanqu, tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    """One line, code 2."""
    said = yuanqu(*arguments, "--out", tmp_path / "out")
    assert said.code == 2
    assert says in said.err
    assert said.err.count("\n") == 1
