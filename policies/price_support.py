"""What instruments for buyers share: what supports of the price cost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents.world import World
from policies.instrument import Claims

Floats = NDArray[np.float64]


def sales_of_makers(world: World) -> Floats:
    """What the city's makers sold in the city in the quarter, yuan, (uses,)."""
    found: Floats = world.markets.makers_value[:, 0]
    return found


def to_buyers(world: World, rate: Floats) -> Claims:
    """The municipality bears ``rate`` (uses,) of all that was sold in the city."""
    markets = world.markets
    outside = markets.outside_units[:, 0] * markets.outside_price
    total = float((rate * (sales_of_makers(world) + outside)).sum()) / 1e6
    leaked = float((rate * outside).sum()) / 1e6
    return Claims(np.array([total]), receiver="households", leaked=leaked)
