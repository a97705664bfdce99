"""Credit, equity and what a firm pays out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def borrowing(cash: Floats, debt: Floats, gross_profit_year: Floats, multiple: float) -> Floats:
    """New loan of a firm short of cash: min(−cash, max(0, m·G − debt)), G a year's gross profit."""
    room = np.maximum(0.0, multiple * np.maximum(gross_profit_year, 0.0) - debt)
    found: Floats = np.minimum(np.maximum(0.0, -cash), room)
    return found


def parent_support(cash: Floats, facility: Floats, open_: Flags) -> Floats:
    """What a parent gives: the hole in cash, up to its facility, until the facility ends."""
    found: Floats = np.where(open_, np.minimum(np.maximum(0.0, -cash), facility), 0.0)
    return found


def repayment(cash: Floats, debt: Floats, cost: Floats, rate: float) -> Floats:
    """A share of the debt, out of cash above a quarter's cost."""
    found: Floats = np.minimum(rate * debt, np.maximum(0.0, cash - cost))
    return found


def dividend(cash: Floats, cost: Floats, quarters: float) -> Floats:
    """Cash above so many quarters' cost goes to the owners."""
    found: Floats = np.maximum(0.0, cash - quarters * cost)
    return found


def seeks_round(cash: Floats, burn: Floats) -> Flags:
    """A startup seeks money when less than two quarters of burn are left."""
    found: Flags = cash < 2.0 * burn
    return found
