"""What firms add themselves to what a government does for them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents.world import World
from engine.groups import sum_by
from policies.instrument import Claims

Floats = NDArray[np.float64]


def shared(total: float, weight: Floats) -> Claims | None:
    """``total`` million yuan, borne by firms in proportion to ``weight`` (firms,); None where it is
    nobody's."""
    slots = np.flatnonzero(weight > 0.0)
    if total <= 0.0 or not len(slots):
        return None
    return Claims(total * weight[slots] / weight[slots].sum(), firms=slots)


def each(amounts: Floats) -> Claims | None:
    """``amounts`` (firms,) million yuan, each by its own firm; None where there are none."""
    slots = np.flatnonzero(amounts > 0.0)
    return Claims(amounts[slots], firms=slots) if len(slots) else None


def sales(world: World, destination: int, part: Floats) -> Floats:
    """Sales of the quarter at a destination times ``part`` (uses,) of each market, million yuan by
    firm."""
    lines = world.lines
    value = lines.sold[:, destination] * lines.price / 1e6 * part[lines.use]
    return sum_by(lines.firm, value, world.firms.n)
