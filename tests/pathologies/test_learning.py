"""A newcomer's learning does not run away: doublings of a small own stock lower cost by little."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.model import IndustryModel
from agents.pricing import learning


def least(rate: float, part: float, spill: float) -> float:
    """Lowest factor on cost, however much is made.

    Experience counts as s + σ against the nation's, s the own share of all that was ever made. It
    can rise from σ to 1 + σ, so that the factor never falls below ((1 + σ)/σ)^(−b·part).
    """
    return ((1.0 + spill) / spill) ** (np.log2(1.0 - rate) * part)


@given(
    st.floats(0.0, 0.3), st.floats(0.1, 1.0), st.floats(0.01, 0.3), st.lists(st.floats(0.0, 3.0))
)
def test_doublings_without_end_lower_cost_by_a_bounded_factor(rate, part, spill, pace):
    own, national, cost = np.ones(1), np.array([1e6]), 1.0
    for step in [*pace, *([1.0] * 60)]:  # sixty doublings: from one unit to 10^18
        added = own * step
        national_added = added + 1e4
        cost *= float(
            learning(
                own,
                added,
                national=national,
                national_added=national_added,
                rate=np.array([rate]),
                own_part=part,
                spill=spill,
            )[0]
        )
        own, national = own + added, national + national_added
    assert cost >= least(rate, part, spill) * (1.0 - 1e-9)


def test_on_own_stock_alone_it_would_run_away():
    """What the common ground is for: by own doublings alone cost would fall twentyfold."""
    assert 0.95**60 < 0.05 < least(0.05, 1.0, 0.05)


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.slow
def test_no_newcomer_of_a_run_learns_more_than_that(seed):
    model = IndustryModel("shanghai", "baseline", rng=seed)
    world = model.world
    first = set(world.lines.lane.tolist())
    levels = dict(zip(world.lines.lane.tolist(), world.lines.cost_level.tolist(), strict=True))
    while world.quarter <= world.city.end:
        model.step()
        pairs = zip(world.lines.lane.tolist(), world.lines.cost_level.tolist(), strict=True)
        levels = dict(pairs) | levels
    lines, p = world.lines, world.parameters.price
    rate = world.markets.learning_rate[lines.use]
    bound = np.array([least(r, p.learning_own, p.learning_spill) for r in rate.tolist()])
    doublings = np.log2(lines.made_past / np.maximum(1.0, lines.made_past.min()))
    newer = np.array([lane not in first for lane in lines.lane.tolist()])
    at_birth = np.array([levels[lane] for lane in lines.lane.tolist()])
    assert doublings[newer].max() > 10.0
    assert (lines.cost_level / at_birth >= bound).all()
