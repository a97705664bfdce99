"""The screen and the commands give one answer to one question."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from abm.city.city import city_cached
from experiments.command.main import main
from experiments.runs.past import Pasts
from tests.littleton import ACTION, BASELINE, LITTLETON
from ui.runs import Run, run_once
from ui.state import View
from ui.study import Ensemble, specs_of
from ui.summary import cards_of, headline

SEEDS = 10


@pytest.mark.slow
def test_numbers_of_the_screen_are_those_of_run(tmp_path: Path) -> None:
    """Same city, plans and number of runs: same medians, chances and difference."""
    arguments = ["--city", LITTLETON, "--plan", BASELINE, "--plan", ACTION]
    with pytest.raises(SystemExit, match="0"):
        main(["run", *arguments, "--seeds", str(SEEDS), "--out", str(tmp_path / "out")])
    answer = pl.read_csv(tmp_path / "out" / "answer.csv")

    city, pasts = city_cached(LITTLETON), Pasts()
    view = View(city=LITTLETON, plan=ACTION, seeds=SEEDS)
    reference = View(city=LITTLETON, plan=BASELINE, seeds=SEEDS)

    def runs(of: View) -> dict[int, Run]:
        found = {seed: run_once(spec, pasts) for seed, spec in specs_of(of).items()}
        return {seed: run for seed, run in found.items() if run is not None}

    def told(outcome: str, statistic: str, plan: str, minus: str | None = None) -> float:
        asked = (pl.col("outcome") == outcome) & (pl.col("statistic") == statistic)
        asked &= pl.col("minus").is_null() if minus is None else pl.col("minus") == minus
        row = answer.row(by_predicate=asked & (pl.col("plan") == plan), named=True)
        money = row["unit"] == "million yuan" and statistic != "chance"
        return float(row["estimate"]) / (100.0 if money else 1.0)

    ensemble = Ensemble(view, runs(view), runs(reference))
    for outcome in cards_of(city):
        found = headline(city, ensemble, outcome)
        for plan, spread in (("action_plan_2022", found.own), ("baseline", found.reference)):
            assert spread.median == pytest.approx(told(outcome, "median", plan), rel=1e-6)
            if found.target == found.target:
                assert spread.probability == told(outcome, "chance", plan)
        assert found.difference is not None
        gain = told(outcome, "difference", "action_plan_2022", "baseline")
        assert found.difference.mean == pytest.approx(gain, rel=1e-4)
