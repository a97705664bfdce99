"""A run of the screen is the whole run, bit for bit, however its past was come by."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from abm.city.city import city_cached
from abm.simulation import RunSpec, simulate
from experiments.runs.past import Pasts
from tests.littleton import ACTION, BASELINE, LITTLETON
from ui.runs import paths_of, run_once

SPEC = RunSpec(LITTLETON, ACTION, 3, overrides=(("instruments.rd_subsidy", 0.4),))


def assert_whole(pasts: Pasts, spec: RunSpec) -> None:
    run, whole = run_once(spec, pasts), simulate(spec)
    assert run is not None
    assert run.start == whole.quarters[0]
    for name in paths_of(city_cached(spec.city)):
        assert np.array_equal(run.paths[name], whole.outcomes[name])
    named = len(run.jobs)  # parks that the run opens have no place on the map
    assert named == len(city_cached(spec.city).parks)
    assert np.array_equal(run.jobs, np.asarray(whole.parks["jobs"])[:named])
    assert run.specialty == tuple(whole.parks["specialty"][:named])


@pytest.mark.slow
def test_runs_that_share_their_past_are_whole() -> None:
    pasts = Pasts()
    for spec in (SPEC, replace(SPEC, overrides=()), replace(SPEC, plan=BASELINE), SPEC):
        assert_whole(pasts, spec)


@pytest.mark.slow
def test_a_plan_with_another_past_does_not_take_it() -> None:
    pasts = Pasts()
    for plan in (BASELINE, "no_policy", BASELINE):
        assert_whole(pasts, RunSpec(LITTLETON, plan, 3))


@pytest.mark.slow
def test_only_the_latest_pasts_are_kept() -> None:
    pasts = Pasts(most=1)
    for seed in (0, 1, 0):
        assert_whole(pasts, RunSpec(LITTLETON, BASELINE, seed))


def test_a_run_stops_at_the_end_of_a_quarter() -> None:
    asked = []

    def stopped() -> bool:
        asked.append(1)
        return len(asked) > 3

    assert run_once(SPEC, Pasts(), stopped) is None
    assert len(asked) == 4
