"""A factor of one plan: what each plan gets, the others to the bit, and the folder run again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from abm.city.city import city_cached
from abm.model import IndustryModel
from abm.settings import for_plan, known_factors, pairs
from abm.simulation import RunSpec, simulate
from engine.calendar import quarter_index
from engine.document import InputError
from experiments.runs.past import simulate_plans
from experiments.studies.question import ask, run_plan
from policies.city_plans import plan_in
from tests.experiments.commands import Said
from tests.littleton import ACTION, BASELINE, LITTLETON

Yuanqu = Callable[..., Said]
BUDGET = "plans.action_plan_2022.rd_subsidy.budget"
LEVEL = "plans.action_plan_2022.rd_subsidy.level"
SPENT = "spending_rd_subsidy"
UNTIL = quarter_index("2022Q4")
KEYS = {BASELINE: "baseline", ACTION: "action_plan_2022", "no_policy": "no_policy"}

HEAD = f"""\
name: bound
city: {LITTLETON}
plans: [no_policy, baseline, action_plan_2022]
seeds: {{count: 1}}
until: 2022Q2
outcomes: [spending_rd_subsidy, spending_trade_in, firms]
tables: []
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    def written(more: str) -> Path:
        path = tmp_path / "bound.yaml"
        path.write_text(HEAD + more, encoding="utf-8")
        return path

    return written


@pytest.mark.slow
def test_a_number_of_one_plan_leaves_the_others_bit_identical() -> None:
    """In whatever order runs of one past are carried out, and each alone."""
    numbers = ((BUDGET, 90.0), (LEVEL, 0.3), ("plans.action_plan_2022.scale", 1.5))
    plain = {plan: RunSpec(LITTLETON, plan, 3, UNTIL) for plan in KEYS}
    bound = {p: replace(s, overrides=for_plan(numbers, KEYS[p])) for p, s in plain.items()}
    whole = {plan: simulate(spec).outcomes for plan, spec in plain.items()}
    alone = simulate(bound[ACTION]).outcomes
    for order in ((BASELINE, ACTION, "no_policy"), (ACTION, "no_policy", BASELINE)):
        for plan, run in zip(order, simulate_plans([bound[p] for p in order]), strict=True):
            expected = alone if plan == ACTION else whole[plan]
            for name, values in expected.items():
                assert np.array_equal(run.outcomes[name], values, equal_nan=True), (plan, name)
    start = city_cached(LITTLETON).policy_start - city_cached(LITTLETON).start
    assert np.array_equal(alone[SPENT][:start], whole[ACTION][SPENT][:start])
    assert alone[SPENT][start:].sum() > 1.2 * whole[ACTION][SPENT][start:].sum()


def test_runs_that_differ_in_more_than_their_own_numbers_share_no_past() -> None:
    one, other = RunSpec(LITTLETON, BASELINE, 3), RunSpec(LITTLETON, ACTION, 3)
    with pytest.raises(ValueError, match="nothing but the plan"):
        simulate_plans([one, replace(other, overrides=(("demand.alpha_price", 3.0),))])


def test_the_model_takes_numbers_of_its_plan_and_knows_those_of_others() -> None:
    model = IndustryModel(city=LITTLETON, plan=ACTION, settings=f"{BUDGET}=90")
    setting = model.plan.at(model.world.city.policy_start)["rd_subsidy"]
    assert (setting.level, setting.budget, setting.cap) == (0.15, 90.0, 4.0)
    other = IndustryModel(city=LITTLETON, plan=BASELINE, settings=f"{BUDGET}=90")
    assert other.plan == plan_in(city_cached(LITTLETON), BASELINE)
    for settings, says in (
        ("plans.acton_plan_2022.scale=2", "did you mean 'action_plan_2022'?"),
        ("plans.action_plan_2022.rd_subsidy.levl=0.2", "did you mean"),
        (f"{BUDGET}=-1", "0 to 1e+09 (million yuan/year), got -1"),
    ):
        with pytest.raises(InputError, match=r"^plans\.") as caught:
            IndustryModel(city=LITTLETON, plan=ACTION, settings=settings)
        assert says in str(caught.value)


def test_every_number_of_a_plan_is_a_factor_with_unit_and_range() -> None:
    city = city_cached(LITTLETON)
    plans = [plan_in(city, plan) for plan in KEYS]
    found = known_factors(LITTLETON, plans)
    mine = {name: factor for name, factor in found.items() if name.startswith("plans.")}
    assert {BUDGET, LEVEL, "plans.baseline.scale"} <= set(mine)
    assert not [name for name in mine if name.startswith("plans.no_policy")]
    for factor in mine.values():
        assert factor.unit
        assert factor.ends[0] <= factor.low <= factor.high
    assert set(found) - set(mine) == set(known_factors(LITTLETON))


@pytest.mark.slow
def test_a_sweep_over_a_plans_numbers_moves_that_plan_alone_and_can_be_repeated(
    write: Callable[[str], Path], yuanqu: Yuanqu, tmp_path: Path
) -> None:
    factors = f"factors:\n  - {{name: {BUDGET}, grid: [5, 90]}}\n"
    factors += "  - {name: plans.action_plan_2022.scale, grid: [1, 2]}\n"
    path = write(f"{factors}constants: {{{LEVEL}: 0.3}}\n")
    said = yuanqu("sweep", path, "--out", tmp_path / "out")
    assert said.code == 0, said.err
    last = (
        pl.read_parquet(tmp_path / "out" / "metrics.parquet")
        .join(pl.read_parquet(tmp_path / "out" / "runs.parquet"), on="run")
        .group_by("plan", "point")
        .agg(pl.col(SPENT).sum())
        .sort("plan", "point")
    )
    by_plan = {key: frame[SPENT].to_list() for (key,), frame in last.group_by("plan")}
    assert len(set(by_plan["baseline"])) == len(set(by_plan["no_policy"])) == 1
    assert len(set(by_plan["action_plan_2022"])) == 4 or max(by_plan["action_plan_2022"]) > 1.5 * (
        min(by_plan["action_plan_2022"])
    )
    again = yuanqu("sweep", tmp_path / "out" / "experiment.yaml", "--out", tmp_path / "again")
    assert again.code == 0, again.err
    first, second = (tmp_path / name / "metrics.parquet" for name in ("out", "again"))
    assert first.read_bytes() == second.read_bytes()
    assert yuanqu("verify", tmp_path / "out", "--sample", "3").code == 0


def test_the_check_says_what_each_plan_gets(
    write: Callable[[str], Path], yuanqu: Yuanqu, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "220")
    factors = f"factors: [{{name: {BUDGET}, grid: [5, 90]}}]\n"
    said = yuanqu("sweep", "check", write(f"{factors}constants: {{instruments.rd_subsidy: 0.3}}\n"))
    assert said.code == 0, said.err
    shown = said.out
    assert "What each plan gets" in shown
    for part in ("no budget", "no cap", "budget 40", "budget 5, 90", "2022Q1–", "million"):
        assert part in shown, part
    assert "no_policy has no setting of rd_subsidy" in said.err
    assert "in force without budget and cap" in said.err
    assert "plans.baseline.rd_subsidy.level means one plan alone" in said.err


def test_a_free_level_without_money_is_no_remark(
    write: Callable[[str], Path], yuanqu: Yuanqu
) -> None:
    said = yuanqu("sweep", "check", write("constants: {instruments.park_land: 0.3}\n"))
    assert (said.code, said.err) == (0, "")


@pytest.mark.parametrize(
    ("more", "place", "says"),
    [
        ("constants: {plans.headline.scale: 2}", "8:13", "(action_plan_2022, baseline)"),
        (f"factors: [{{name: {BUDGET}t, grid: [2]}}]", "8:18", f"did you mean '{BUDGET}'?"),
        (f"factors: [{{name: {BUDGET}, grid: [-2]}}]", "8:67", "0 to 1e+09 (million yuan/year)"),
        (f"factors: [{{name: {LEVEL}, grid: [7]}}]", "8:66", "0 to 0.5 (share of reported R&D)"),
        (
            f"constants: {{instruments.rd_subsidy: 0.1, {LEVEL}: 0.2}}",
            "8:13",
            f"in all plans or in single ones, got {LEVEL}",
        ),
        (
            (
                f"constants: {{{LEVEL}: 0.2}}\n"
                "factors: [{name: instruments.rd_subsidy, grid: [0.1]}]"
            ),
            "9:18",
            f"in all plans or in single ones, got {LEVEL}",
        ),
        ("factors: [{match: 'finance.*', prior: log_uniform}]", "8:39", "a range above 0 for log"),
        (
            "factors: [{name: instruments.rd_subsidy, prior: log_uniform}]",
            "8:49",
            "instruments.rd_subsidy begins at 0",
        ),
    ],
)
def test_a_number_that_cannot_be_set_so(
    write: Callable[[str], Path], yuanqu: Yuanqu, more: str, place: str, says: str
) -> None:
    path = write(more + "\n")
    said = yuanqu("sweep", "check", path)
    assert said.code == 2
    assert said.err.startswith(f"yuanqu: {path}:{place}: "), said.err
    assert says in said.err


@pytest.mark.slow
def test_a_pattern_means_numbers_of_plans_only_where_it_says_so(
    write: Callable[[str], Path], yuanqu: Yuanqu, tmp_path: Path
) -> None:
    design = "design: {kind: latin_hypercube, size: 1}\n"
    for pattern, count in (("*", 0), ("plans.baseline.*.budget", 3)):
        out = tmp_path / f"out{count}"
        path = write(f"{design}factors: [{{match: '{pattern}', prior: uniform}}]\n")
        said = yuanqu("sweep", path, "--out", out)
        assert said.code == 0, said.err
        header = (out / "design.csv").read_text(encoding="utf-8").splitlines()[0]
        assert header.count("plans.") == count


def test_values_of_a_comparison_hold_in_its_plans() -> None:
    """A level or number on the command line acts in every run that it is meant for."""

    def spent(*settings: str) -> dict[str, float]:
        question, _ = ask(
            LITTLETON,
            BASELINE,
            [ACTION],
            [SPENT],
            0.04,
            until=quarter_index("2022Q4"),
            settings=pairs("; ".join(settings)),
        )
        plans = (BASELINE, ACTION)
        return {KEYS[p]: run_plan(question, question.plan(p), 3)[0] for p in plans}

    plain, free = spent(), spent("instruments.rd_subsidy=0.3")
    bound = spent(f"{LEVEL}=0.3", f"{BUDGET}=90")
    assert free["baseline"] != plain["baseline"]
    assert bound["baseline"] == plain["baseline"]
    assert bound["action_plan_2022"] > plain["action_plan_2022"]
    with pytest.raises(InputError, match="one of the plans action_plan_2022, baseline"):
        spent("plans.no_policy.scale=2")
