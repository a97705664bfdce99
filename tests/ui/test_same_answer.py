"""The screen and the commands give one answer to one question."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from abm.city import city_cached
from experiments.command_line import main
from tests.littleton import ACTION, BASELINE, LITTLETON
from ui.results import CARDS
from ui.runs import Pasts, Run
from ui.state import View
from ui.study import Ensemble, specs_of
from ui.summary import headline

SEEDS = 4


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
        found = {seed: pasts.run(spec) for seed, spec in specs_of(of).items()}
        return {seed: run for seed, run in found.items() if run is not None}

    ensemble = Ensemble(view, runs(view), runs(reference))
    for outcome in CARDS:
        rows = answer.filter(pl.col("outcome") == outcome)
        scale = 100.0 if rows["unit"][0] == "million yuan" else 1.0
        own = rows.row(by_predicate=pl.col("plan") == "action_plan_2022", named=True)
        other = rows.row(by_predicate=pl.col("plan") == "baseline", named=True)
        found = headline(city, ensemble, outcome)
        assert found.own.median * scale == pytest.approx(own["median"], rel=1e-6)
        assert found.reference.median * scale == pytest.approx(other["median"], rel=1e-6)
        if own["target"] is not None:
            assert found.own.probability == own["probability"]
            assert found.reference.probability == other["probability"]
        assert found.difference is not None
        assert found.difference.mean * scale == pytest.approx(own["difference"], rel=1e-4)
