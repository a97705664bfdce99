"""The search for the best mix: on a problem with a known answer, and on the small city."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from abm.city.city import city_cached
from engine.calendar import quarter_index
from experiments.studies.optimisation import (
    Aim,
    Floats,
    Mix,
    Search,
    Trial,
    frontier,
    mix_of,
    plan_of,
    searched,
    whom_of,
    winner,
)
from policies.city_plans import plan_in
from policies.plan import read_plan
from policies.registry import INSTRUMENTS
from policies.scope import bind, key_of
from tests.experiments.commands import Said
from tests.littleton import ACTION, BASELINE, LITTLETON

Yuanqu = Callable[..., Said]
KEYS = ("expo", "rd_subsidy")
AIM = Aim("gain", 10.0, float("nan"), np.zeros(4))
LUCK = np.array([-0.3, 0.1, 0.4, -0.2])


def concave(mix: Mix) -> tuple[Floats, Floats]:
    """A yuan of expo brings twice what one of R&D brings; the budget buys ten of twenty."""
    outcome = 2.0 * mix["expo"] ** 0.5 + mix["rd_subsidy"] ** 0.5 + LUCK
    return outcome, 10.0 * mix["expo"] + 10.0 * mix["rd_subsidy"] + LUCK


def search(folder: Path, trials: int, seed: int = 1) -> list[Trial]:
    found = Search(folder, KEYS, AIM, seed)
    for _ in found.go_on(trials, [dict.fromkeys(KEYS, 0.0)], concave):
        pass
    return found.trials()


def plain(trials: list[Trial]) -> list[tuple[object, ...]]:
    return [(t.number, sorted(t.mix.items()), t.outcome.tolist(), t.cost.tolist()) for t in trials]


def test_search_finds_the_known_best(tmp_path: Path) -> None:
    """max 2√a + √b with a + b ≤ 1: a = 0.8, b = 0.2, worth √5; chance alone comes less near."""
    trials = search(tmp_path, 60)
    best = winner(trials, AIM)
    assert best is not None
    assert AIM.feasible(best)
    assert AIM.score(best.outcome) > 5**0.5 - 0.06
    assert best.mix["expo"] == pytest.approx(0.8, abs=0.15)
    front = frontier(trials, AIM)
    costs, scores = [t.cost.mean() for t in front], [AIM.score(t.outcome) for t in front]
    assert costs == sorted(costs)
    assert scores == sorted(set(scores))
    for trial in trials:
        assert any(
            c <= trial.cost.mean() and s >= AIM.score(trial.outcome)
            for c, s in zip(costs, scores, strict=True)
        )


def test_search_goes_on_as_if_never_stopped(tmp_path: Path) -> None:
    """Killed in the middle of a trial, it tries what it would have tried."""
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    whole = search(tmp_path / "one", 20)
    begun = Search(tmp_path / "two", KEYS, AIM, 1)
    for number, _ in enumerate(begun.go_on(20, [dict.fromkeys(KEYS, 0.0)], concave)):
        if number == 13:
            break
    begun.study.ask()  # a trial that never ends
    assert plain(search(tmp_path / "two", 20)) == plain(whole)
    assert plain(search(tmp_path / "two", 20)) == plain(whole)
    assert plain(search(tmp_path / "one", 20, seed=2)) == plain(whole)


def test_no_winner_where_the_budget_bears_nothing() -> None:
    assert winner([Trial(0, {}, np.ones(4), np.full(4, 11.0))], AIM) is None


def test_probability_is_the_part_of_seeds_that_reach_the_target() -> None:
    aim = Aim("probability", 1.0, 3.0, np.zeros(4))
    assert aim.score(np.array([2.9, 3.0, 3.1, 0.0])) == 0.5


def test_plan_of_a_mix() -> None:
    """From the policy's start on at levels between neutral and high, without budgets of its own."""
    reference, start = read_plan(BASELINE), quarter_index("2022Q1")
    plan = plan_of({"rd_subsidy": 0.5, "approval_time": -0.5}, reference, start, {})
    assert plan.at(start - 1) == reference.at(start - 1)
    at, known = plan.at(start), reference.at(start)["rd_subsidy"]
    research = INSTRUMENTS["rd_subsidy"]
    assert at["rd_subsidy"].level == pytest.approx(0.5 * (research.neutral + research.high))
    assert (at["rd_subsidy"].budget, at["rd_subsidy"].cap) == (float("inf"), known.cap)
    assert at["park_rent_subsidy"] == reference.at(start)["park_rent_subsidy"]
    assert at["approval_time"].level == pytest.approx(0.7)  # 0.4 quickest, 1 neutral, 2 slowest
    assert mix_of(plan, ("approval_time",), start) == {"approval_time": -0.5}
    mix = mix_of(reference, ("rd_subsidy", "expo"), start)
    assert mix == {"rd_subsidy": 0.1, "expo": 0.0}
    assert set(searched(["expo"], "littleton")) == {"expo"}


def test_a_mix_serves_whom_the_city_says() -> None:
    """Smart roads are for cars, of the uses that the main plan names, not for all that is made."""
    city = city_cached("shanghai")
    reference, start = plan_in(city, "baseline"), city.policy_start
    assert "smart_roads" not in reference.at(start)
    plan = plan_of({"smart_roads": 1.0, "rd_subsidy": 1.0}, reference, start, whom_of(city))
    assert plan.at(start)["smart_roads"].uses == ("vehicles.nev",)
    assert plan.at(start)["rd_subsidy"].segments == reference.at(start)["rd_subsidy"].segments
    bare = plan_of({"smart_roads": 1.0}, reference, start, {})
    scope = bind(bare, city)[key_of("smart_roads", bare.at(start)["smart_roads"])]
    served = {city.uses.keys[use] for use in np.flatnonzero(scope.uses)}
    assert served and all(use.startswith("vehicles.") for use in served)
    assert "smart_roads" in searched([], "shanghai")


def test_optimise(yuanqu: Yuanqu, tmp_path: Path) -> None:
    """Tables, picture, a plan that can be run; a second call tries nothing new."""
    out = tmp_path / "out"
    call = (
        *("optimise", "--budget", 0.2, "--target", "firms", "--city", LITTLETON),
        *("--reference", BASELINE, "--until", "2022Q1", "--seeds", 2, "--trials", 4),
        *("--instrument", "rd_subsidy", "--instrument", "expo", "--start", ACTION),
        *("--out", out),
    )
    said = yuanqu(*call)
    assert said.code == 0, said.err
    assert "optimism" in said.out
    assert "fresh, 3 to 4" in said.out
    assert (out / "optimise.png").stat().st_size > 5000
    trials = pl.read_parquet(out / "trials.parquet")
    assert len(trials) == 4
    assert trials["frontier"].any()
    assert trials["expo"].to_list()[:3] == [0.0, 0.0, 0.005]  # none, the baseline, the action plan
    assert (trials["within_budget"] == (trials["cost"] <= 20.0)).all()
    plan = read_plan(str(out / "plan.yaml"))
    start = quarter_index("2022Q1")
    levels = {trials.row(n, named=True)["rd_subsidy"] for n in range(4)}
    assert plan.at(start)["rd_subsidy"].level in levels
    before = (out / "trials.csv").read_bytes()
    assert yuanqu(*call).code == 0
    assert (out / "trials.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--instrument", "exp"), "did you mean 'expo'?"),
        (("--target", "frims"), "--target: expected an outcome (did you mean 'firms'?)"),
        (("--target", "firms", "--by", "probability"), "--enough: expected a number"),
        (("--budget", "-1"), "--budget"),
    ],
)
def test_faults(yuanqu: Yuanqu, tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    """One line, code 2."""
    small = ("--budget", 1, "--city", LITTLETON, "--reference", BASELINE, "--until", "2022Q1")
    said = yuanqu("optimise", *small, "--seeds", 1, "--out", tmp_path / "out", *arguments)
    assert said.code == 2
    assert says in said.err
