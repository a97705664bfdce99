"""What a plan costs: the present value of gross local spending from the policy's start on."""

import numpy as np
from numpy.typing import NDArray

from engine.calendar import QUARTERS_PER_YEAR

SPENDING = "fiscal_spending"
"""The outcome that is added up: what local governments spend on instruments in a quarter."""

PRIVATE = "private_cost"
"""What firms have to pay themselves in a quarter so that instruments work for them."""

RATE = 0.04
"""Discount rate a year: assumed. No rate is set for public projects of this kind; 3 to 8 % are
usual."""

COST = "cost"
"""How the present value is called among outcomes."""


def discounts(quarters: NDArray[np.int64], policy_start: int, rate: float) -> NDArray[np.float64]:
    """Value at the policy's start of a yuan spent in each quarter: (1 + rate)^(−t/4).

    Zero before the policy's start: that money is spent whatever the plan.
    """
    later = quarters - policy_start
    worth: NDArray[np.float64] = (1.0 + rate) ** (-np.maximum(later, 0) / QUARTERS_PER_YEAR)
    return np.where(later >= 0, worth, 0.0)


def present_value(
    spending: NDArray[np.float64], quarters: NDArray[np.int64], policy_start: int, rate: float
) -> float:
    """Present value, million yuan, of ``spending`` a quarter; both (quarters,)."""
    return float(spending @ discounts(quarters, policy_start, rate))
