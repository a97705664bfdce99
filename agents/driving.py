"""How far makers of cars take assisted driving, alone or with a technology firm's system.

A maker's level is the share of its new cars with driving level 2 and above.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def willing(worth: Floats | float, cost: Floats | float, slope: float) -> Floats:
    """Share of buyers to whom a system is worth its cost: 1/(1 + (c/w)^k).

    What buyers would pay is spread log-logistically about the middle one's ``worth`` w, yuan, by
    1/``slope`` k (form assumed; diffusion by a spread of reservation prices: Davies 1979).
    """
    found: Floats = 1.0 / (1.0 + (np.asarray(cost, np.float64) / worth) ** slope)
    return found


def worth(start: float, growth: float, years: float, price: Floats, weight: float) -> Floats:
    """What a system is worth to the middle buyer of a maker's car: w₀·e^(g·t)·(p/p̄)^ρ, yuan.

    ``price`` p/p̄ is the maker's price by its market's: who buys a dear car pays more for it.
    """
    found: Floats = start * np.exp(growth * years) * price**weight
    return found


def rise(share: Floats, aim: Floats | float, pace: Floats | float) -> Floats:
    """Rise of a maker's level in a quarter: min(1, κ)·max(0, s* − s). None goes back."""
    found: Floats = np.minimum(pace, 1.0) * np.maximum(0.0, aim - share)
    return found


def pace(own: float, policy: float, allied: Flags, faster: float) -> Floats:
    """κ(1 + o), times 1 + b with a technology firm's system; ``policy`` o is what a government
    adds."""
    found: Floats = own * (1.0 + policy) * np.where(allied, 1.0 + faster, 1.0)
    return found


def developed(rise: Floats, spent: Floats, development: float) -> Floats:
    """Rise that a maker can develop itself: min(Δs, x/D), ``spent`` x of its R&D in the quarter,
    ``development`` D what takes it from no car to all, million yuan."""
    if development <= 0.0:
        return rise
    found: Floats = np.minimum(rise, spent / development)
    return found


def joins(
    share: Floats, aim: Floats, cars: Floats, *, fee: float, years: float, development: float
) -> Flags:
    """Whether a technology firm's system costs a maker less than its own.

    f·T·s*·N < D·(s* − s): the fee ``fee`` f, million yuan a car, on ``cars`` N a year at the level
    aimed at for ``years`` T, against what is left of the development D, million yuan.
    """
    found: Flags = fee * years * aim * cars < development * (aim - share)
    return found
