"""Quality stays within headroom of best practice over a whole run."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import IndustryModel


def largest_leads(seed: int, settings: str = "") -> tuple[float, float, float]:
    """Largest ln(technology/frontier) of a run: of firms at entry, of all others; and its bound.

    The bound is the headroom and one step, of as many innovations as a quarter may bring.
    """
    model = IndustryModel("shanghai", "baseline", settings, rng=seed)
    world, firms = model.world, model.world.firms
    at_entry, later = -np.inf, -np.inf
    inside = set(firms.lane.tolist())  # have been within the headroom, from then on must be
    p = world.parameters.research
    while world.quarter <= world.city.end:
        quarter, known = world.quarter, set(firms.lane.tolist())
        use = dict(zip(firms.lane.tolist(), firms.use.tolist(), strict=True))
        model.step()
        # Who turned to another market brings what it knew elsewhere, as a newcomer does.
        now = zip(firms.lane.tolist(), firms.use.tolist(), strict=True)
        inside -= {lane for lane, mine in now if use.get(lane, mine) != mine}
        lead = np.log(firms.technology / world.markets.frontier[firms.use])
        fresh = firms.alive & (firms.born == quarter) & ~np.isin(firms.lane, list(known))
        inside |= set(firms.lane[lead <= p.headroom].tolist())
        at_entry = max(at_entry, float(lead[fresh].max(initial=-np.inf)))
        later = max(
            later, float(lead[firms.alive & np.isin(firms.lane, list(inside))].max(initial=-np.inf))
        )
    return at_entry, later, p.headroom + p.quality_step


@pytest.mark.parametrize("seed", [0, 1])
def test_research_carries_nobody_beyond_the_headroom_and_a_step(seed):
    _, later, bound = largest_leads(seed)
    assert 0.0 < later <= bound


@pytest.mark.slow
def test_newcomers_start_within_the_headroom_too():
    found = [largest_leads(seed) for seed in (0, 1)]
    assert all(entry <= bound for entry, _, bound in found)
