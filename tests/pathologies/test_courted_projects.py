"""Courted projects live on their sales, not on what their parent gives them at first."""

from __future__ import annotations

import numpy as np

from abm.model import IndustryModel


def fates(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Age at exit of every courted project watched beyond its parent's facility (−1 alive), and
    R&D over sales in its third year."""
    model = IndustryModel("shanghai", "baseline", rng=seed)
    world, firms = model.world, model.world.firms
    first, died, research = firms.n, {}, {}
    while world.quarter <= world.city.end:
        before, quarter = firms.alive.copy(), world.quarter
        model.step()
        died.update(dict.fromkeys(np.flatnonzero(before & ~firms.alive[: len(before)]), quarter))
        for slot in np.flatnonzero(firms.alive & (firms.born == quarter - 8)):
            research[slot] = firms.rd_own[slot] / max(firms.revenue[slot], 1e-9)
    older = world.parameters.attraction.maker_age
    courted = np.arange(first, firms.n)
    courted = courted[firms.founded[courted] == firms.born[courted] - older]
    courted = courted[firms.parent_until[courted] + 4 <= world.city.end]
    age = [died[slot] - firms.born[slot] if slot in died else -1 for slot in courted]
    return np.array(age), np.array([research[slot] for slot in courted if slot in research])


def test_the_end_of_a_parents_facility_closes_few():
    found = [fates(seed) for seed in range(3)]
    age = np.concatenate([ages for ages, _ in found])
    research = np.concatenate([shares for _, shares in found])
    assert len(age) > 50
    assert ((age >= 12) & (age <= 16)).mean() < 0.1
    assert np.median(research) < 0.15
