"""The screen sees a budget that is used up, and not one that lasts."""

from __future__ import annotations

import numpy as np
import pytest

from abm.city.city import city_cached
from experiments.runs.past import Pasts
from ui.runs import SPENDING, Run, run_once
from ui.state import View
from ui.study import Ensemble, specs_of
from ui.summary import used_up

PASTS = Pasts()


def ensemble(level: float) -> Ensemble:
    """The action plan with the R&D subsidy at a level."""
    view = View(plan="action_plan_2022", levels=(("rd_subsidy", level),), seeds=1)
    found = {seed: run_once(spec, PASTS) for seed, spec in specs_of(view).items()}
    runs: dict[int, Run] = {seed: run for seed, run in found.items() if run is not None}
    return Ensemble(view, runs, runs)


@pytest.mark.slow
def test_a_budget_is_used_up_at_high_levels_alone() -> None:
    city, spent = city_cached("shanghai"), []
    for level, full in ((0.02, False), (0.2, True), (0.35, True), (0.5, True)):
        found = ensemble(level)
        assert ("rd_subsidy" in used_up(city, found)) is full, level
        assert "interoperability_standard" not in used_up(city, found)
        (run,) = found.own.values()
        spent.append(float(run.paths[SPENDING + "rd_subsidy"][-14:].sum()))
    assert np.diff(spent)[0] > 0.0
    # Where the budget holds everywhere the level no longer matters, but for how soon it does.
    assert spent[1] <= spent[2] * (1.0 + 1e-9) and spent[2] == pytest.approx(spent[3], rel=1e-3)
