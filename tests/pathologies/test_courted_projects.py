"""Courted projects live on their sales, not on what their parent gives them at first."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import IndustryModel


def fates(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Age at exit of every courted project watched beyond its parent's facility (−1 alive), and
    R&D over sales in its third year."""
    model = IndustryModel("shanghai", "baseline", rng=seed)
    world, firms = model.world, model.world.firms
    older = world.parameters.attraction.maker_age
    start, born, died, research = world.quarter, {}, {}, {}
    while world.quarter <= world.city.end:
        before, quarter = set(firms.lane[firms.alive].tolist()), world.quarter
        model.step()
        died.update(dict.fromkeys(before - set(firms.lane[firms.alive].tolist()), quarter))
        courted = (firms.born >= start) & (firms.founded == firms.born - older)
        courted &= firms.alive & (firms.parent_until + 4 <= world.city.end)
        for slot in np.flatnonzero(courted).tolist():
            lane = int(firms.lane[slot])
            born[lane] = int(firms.born[slot])
            if born[lane] == quarter - 8:
                research[lane] = firms.rd_own[slot] / max(firms.revenue[slot], 1e-9)
    age = [died[lane] - born[lane] if lane in died else -1 for lane in born]
    return np.array(age), np.array(list(research.values()))


@pytest.mark.slow
def test_the_end_of_a_parents_facility_closes_few():
    found = [fates(seed) for seed in range(3)]
    age = np.concatenate([ages for ages, _ in found])
    research = np.concatenate([shares for _, shares in found])
    assert len(age) > 50
    assert ((age >= 12) & (age <= 16)).mean() < 0.1
    assert np.median(research) < 0.15
