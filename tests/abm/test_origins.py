"""Where newcomers come from shows in their size: spin-offs have the heavier tail."""

from __future__ import annotations

import numpy as np

from abm.lines import newcomers_reach
from abm.model import IndustryModel
from abm.steps.entry.step import seed_burn
from tests.littleton import BASELINE, LITTLETON


def test_money_and_reach_have_the_tail_of_the_origin() -> None:
    """The same luck, told once as a startup's and once as a spin-off's: the lucky are larger as a
    spin-off, the median is not."""
    model = IndustryModel(city=LITTLETON, plan=BASELINE, rng=2)
    world = model.world
    lanes = np.arange(4001)
    alone, spun = (seed_burn(world, lanes, np.full(4001, off)) for off in (False, True))
    assert (spun > alone)[alone > np.median(alone)].all()
    assert np.median(spun) / np.median(alone) < 1.1
    firms = world.firms
    slots = np.flatnonzero(firms.use >= 0)
    reach = []
    for off in (False, True):  # the first line of either, told twice
        firms.spun_off[slots] = off
        first = np.zeros(len(slots), dtype=np.int64)
        reach.append(newcomers_reach(world, slots, firms.use[slots], first)[:, 1])
    norm = world.parameters.demand.reach_newcomer
    lucky = reach[0] > norm
    assert (reach[1] > reach[0])[lucky].all() and (reach[1] < reach[0])[~lucky].all()
    ratio = np.log(reach[1] / norm) / np.log(reach[0] / norm)
    tails = world.parameters.entry
    assert np.allclose(ratio, tails.tail / tails.tail_spinoff)


def test_who_left_a_firm_is_known() -> None:
    """Without parents nobody is spun off; with them about as many as the channel brings."""
    found = []
    for share in (0.0, 0.5):
        model = IndustryModel(
            city=LITTLETON, plan=BASELINE, settings=f"entry.klepper={share}", rng=2
        )
        for _ in range(8):
            model.step()
        firms = model.world.firms
        born = firms.lane >= model.world.candidates.first
        found.append(float(firms.spun_off[born].mean()))
        assert not firms.spun_off[~born].any()
    assert found[0] == 0.0 and found[1] > 0.25
