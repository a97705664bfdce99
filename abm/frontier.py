"""How far firms are from best practice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents.world import World
from engine.table import Slots

Floats = NDArray[np.float64]


def lead_of(world: World, slots: Slots) -> Floats:
    """ln of technology against best practice of the firm's main market, shape of ``slots``."""
    firms = world.firms
    found: Floats = np.log(firms.technology[slots] / world.markets.frontier[firms.use[slots]])
    return found
