"""When a firm looks for another place in its city, and what a move costs it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]


def lease_length(uniform: Floats, shortest: float, longest: float) -> Codes:
    """Quarters of a lease, a whole number from ``shortest`` to ``longest``, each as likely: any
    shape. Assumed."""
    return np.floor(shortest + uniform * (longest - shortest + 1.0)).astype(np.int64)


def owns(floor: Floats, named: Flags, least: float, least_named: float) -> Flags:
    """Whether a firm with so much ``floor``, m², owns its buildings, (firms,). Who needs that much
    builds for itself (assumed); ``named`` are firms that the city's data name."""
    found: Flags = floor >= np.where(named, least_named, least)
    return found


def is_cramped(floor: Floats, floor_begun: Floats, part: Floats, growth: float) -> Flags:
    """Whether a firm lacks room: its floor grew by ``growth`` since its lease began, and its park
    lets it only a ``part`` below 1 of it, (firms,)."""
    found: Flags = (floor > (1.0 + growth) * floor_begun) & (part < 1.0)
    return found


def cost_of_moving(
    km: Floats, plant: Flags, *, base: float, by_km: float, of_plant: float
) -> Floats:
    """Utility that a move takes: c + k·km + π where a plant goes along, (firms, parks).

    ``km`` (firms, parks) from the present place, ``plant`` (firms,). Form assumed.
    """
    found: Floats = base + by_km * km + of_plant * plant[:, None]
    return found


def without_own(mass: Floats, own: Floats, weight: float) -> Floats:
    """What a firm's own part adds to θ·ln(1 + M): θ·[ln(1 + M − own) − ln(1 + M)], at most zero.

    A firm is no company to itself, wherever it goes. ``mass`` M and ``own`` (firms, parks).
    """
    others = np.maximum(mass - own, 0.0)
    found: Floats = weight * (np.log1p(others) - np.log1p(mass))
    return found
