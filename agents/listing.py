"""Who may go public, and how much it raises."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def may_list(
    year: Floats, growth: Floats, revenue_asked: float, growth_asked: float, smaller: float
) -> Flags:
    """A year's revenue at the threshold, or at ``smaller`` of it with fast growth, (firms,)."""
    large = year >= revenue_asked
    fast = (year >= smaller * revenue_asked) & (growth >= growth_asked)
    found: Flags = large | fast
    return found


def proceeds(
    year: Floats,
    multiple: float,
    sold: float,
    cash: Floats,
    debt: Floats,
    cost: Floats,
    loss: Floats,
    quarters: float,
) -> Floats:
    """Money raised by new shares, million yuan: min(δ·V, need), V = multiple·year's revenue.

    Need: cash up to so many quarters' cost, the debt, and a year's loss (L a quarter). A firm
    that needs nothing lists old shares only.
    """
    need = np.maximum(0.0, quarters * cost - cash) + debt + 4.0 * loss
    found: Floats = np.minimum(sold * multiple * year, need)
    return found
