"""Content that a good lives on: titles follow how many use it, and it is worth more with them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def titles(
    stock: Floats, base: Floats, base_start: Floats, support: Floats, *, entry: float, life: float
) -> Floats:
    """Titles on offer after a quarter: T' = T + [(A/A₀)^β·(1 + s) − T]/(4L), (uses,), 1 at first.

    Developers bring out titles by the installed ``base`` A, with an elasticity β ``entry``, since
    costs are shared by who buys; ``support`` s adds to what they bring out; titles age in ``life``
    L years. In balance T = (A/A₀)^β·(1 + s). Form: entry of software in two-sided markets (Clements
    and Ohashi 2005), log-linear.
    """
    brought = (base / np.maximum(base_start, 1e-12)) ** entry * (1.0 + support)
    found: Floats = stock + (brought - stock) / (4.0 * life)
    return found


def worth(stock: Floats, reference: Floats, value: float) -> Floats:
    """What titles make of the units that could be in use: (T/T*)^γ, (uses,).

    ``reference`` T* are the titles of the plan that the market's path contains, or the start's;
    γ ``value`` is the elasticity. With β·γ below one the loop settles: after a shock to either side
    the market comes to 1/(1 − β·γ) times it in logarithms.
    """
    found: Floats = (stock / reference) ** value
    return found
