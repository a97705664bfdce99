"""What instruments that refund R&D share: the rate that a firm can reckon with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents.world import World
from policies.instrument import Order


def rates(world: World, order: Order, served: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Refunded share of R&D by firm, (firms,): the level, or what cap and budget leave of it.

    r = min(level, cap/4/B), all times min(1, budget/4 / Σ r·B/(1 − r)), B a quarter's planned R&D:
    programmes are tendered, so a firm counts on no money that the year's budget does not hold.
    """
    own = world.firms.rd_own
    rate = np.where(served, np.minimum(order.level, order.cap / 4.0 / np.maximum(own, 1e-9)), 0.0)
    claimed = float((rate * own / (1.0 - rate))[served].sum())
    if claimed * 4.0 > order.yearly:
        rate = rate * (order.yearly / (4.0 * claimed))
    return rate
