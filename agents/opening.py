"""How far places of use are open to new devices, at home and elsewhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def city_factor(start: Floats, added: Floats) -> Floats:
    """Openness against the start: min(1, o + Δ)/o, ``start`` o and ``added`` Δ by scenario.

    A scenario that is closed at the start (o = 0) has no yardstick and stays at 1.
    """
    known = start > 0.0
    opened = np.clip(start + added, 0.0, 1.0)
    found: Floats = np.where(known, opened / np.where(known, start, 1.0), 1.0)
    return found


def demonstration(elsewhere: Floats, city: Floats, penetration: Floats, speed: float) -> Floats:
    """Others follow what they see at work: x' = x + δ·A/K·max(0, x_city − x).

    ``penetration`` A/K is the installed stock in the city by its ceiling, in [0, 1]. So openness
    elsewhere never passes the city's, and an open city without devices teaches nobody. Assumed.
    """
    found: Floats = elsewhere + speed * penetration * np.maximum(0.0, city - elsewhere)
    return found
