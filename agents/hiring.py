"""Capacity for hire: where brands without a plant have their goods made, and for which fee."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def local_target(start: Floats, advantage: Floats, weight: float, edge: float) -> Floats:
    """Part of a brand's goods made in the city: s = s₀ + σ(c + θ·a) − σ(c), c = ln(s₀/(1−s₀)).

    ``start`` s₀ is the data's share, ``advantage`` a the fall of the city's fee against outside
    since the start, in logs; σ the logistic function; in c s₀ keeps ``edge`` from 0 and 1. Bounded
    to 0..1; s₀ where a = 0.
    """
    bounded = np.clip(start, edge, 1.0 - edge)
    constant = np.log(bounded / (1.0 - bounded))
    then = 1.0 / (1.0 + np.exp(-constant))
    now = 1.0 / (1.0 + np.exp(-np.clip(constant + weight * advantage, -600.0, 600.0)))
    found: Floats = np.clip(start + now - then, 0.0, 1.0)
    return found


def next_share(share: Floats, target: Floats, renewal: float, full: NDArray[np.bool_]) -> Floats:
    """A year's orders: the part 1 − renewal is placed anew, none added with a maker that is full.

    s' = s + (1 − r)·(s* − s), at most s where ``full``.
    """
    moved = share + (1.0 - renewal) * (target - share)
    found: Floats = np.where(full, np.minimum(moved, share), moved)
    return found


def split_fee(conversion: Floats, norm: float, margin: Floats) -> tuple[Floats, Floats]:
    """Fee that a brand pays and cost that its maker bears, million yuan a quarter.

    ``conversion`` is labour and energy in the brand's unit cost, which hold a fee at the margin
    ``norm``: cost = conversion/(1 + norm), fee = cost·(1 + ``margin``). Components pass through.
    """
    cost: Floats = conversion / (1.0 + norm)
    fee: Floats = cost * (1.0 + margin)
    return fee, cost
