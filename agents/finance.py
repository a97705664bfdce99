"""Credit, parents and what a firm pays out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


HOLE = -1e-9
"""Cash below which a firm is out of money, million yuan: what rounding leaves of a hole that was
just filled is none."""


def credit_limit(
    gross_profit_year: Floats, capital: Floats, multiple: float, collateral: float
) -> Floats:
    """Most debt that banks bear, million yuan: m·G⁺ + c·K, a year's gross profit G, own plant K."""
    found: Floats = multiple * np.maximum(gross_profit_year, 0.0) + collateral * capital
    return found


def borrowing(cash: Floats, debt: Floats, limit: Floats) -> Floats:
    """New loan of a firm short of cash: min(−cash, max(0, limit − debt))."""
    found: Floats = np.minimum(np.maximum(0.0, -cash), np.maximum(0.0, limit - debt))
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
