"""What firms budget, and when they save."""

from __future__ import annotations

import numpy as np

from abm.model import IndustryModel
from abm.steps.plans import plans
from agents import kinds
from tests.littleton import BASELINE, LITTLETON


def test_a_firm_without_cash_saves_once_its_parent_has_left() -> None:
    model = IndustryModel(city=LITTLETON, plan=BASELINE, rng=2)
    model.step()
    world = model.world
    firms = world.firms
    slot = firms.of_kind(kinds.BRAND, kinds.OEM_)[0]
    firms.parent[slot] = 1e-3  # below what it spends by itself

    def marketing(cash: float, until: int) -> float:
        firms.unlocked("cash")[slot] = cash
        firms.parent_until[slot] = until
        plans(world)
        return float(firms.marketing[slot])

    norm = marketing(1.0, world.quarter - 1)
    assert norm > 0.0
    assert marketing(-1.0, world.quarter) == norm
    assert np.isclose(marketing(-1.0, world.quarter - 1), 0.5 * norm)
