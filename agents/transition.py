"""Makers of cars with engines turn to new-energy vehicles; who may build in the city."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def shift(share: Floats, national: float, speed: float, policy: float) -> Floats:
    """Rise of a maker's NEV share in a quarter: κ·(1 + o)·max(0, S − φ), at most 1 − φ.

    ``share`` φ of its capacity, ``national`` S of the country's sales, ``policy`` o what a
    government adds. A maker ahead of the country does not turn back.
    """
    found: Floats = np.minimum(
        speed * (1.0 + policy) * np.maximum(0.0, national - share), 1.0 - share
    )
    return found


def coproduction(share: Floats, target: float, speed: float) -> Floats:
    """Rise of the share that a brand without licence has built in the city: κ·max(0, s* − s)."""
    found: Floats = speed * np.maximum(0.0, target - share)
    return found


def followers(buyers: Floats, loyalty: float) -> Floats:
    """Buyers of engine cars who go along to their maker's NEVs: λ·buyers, any shape.

    The others choose among all NEVs anew: a maker of engine cars shrinks with their market as far
    as its own NEVs win none of them.
    """
    found: Floats = loyalty * buyers
    return found
