"""The level that a budget bears, where what it costs need not go in proportion to it."""

from __future__ import annotations

from collections.abc import Callable

CLOSE = 1e-10
"""Part of the level and of the budget within which a solution is one."""


def affordable(
    cost: Callable[[float], float], neutral: float, level: float, budget: float
) -> float:
    """The level x between ``neutral`` and ``level`` at which cost(x) = ``budget``.

    ``cost`` (million yuan) is continuous and never falls from neutral, where it is nothing, towards
    ``level``. ``level`` itself where the budget bears it; neutral where there is no budget. So two
    levels that a budget does not bear are cut to the same one. Solved by Brent's method.
    """
    full = cost(level)
    if full <= budget:
        return level
    if budget <= 0.0:
        return neutral
    in_proportion = neutral + budget / full * (level - neutral)  # what many costs are
    if abs(cost(in_proportion) - budget) <= CLOSE * budget:
        return in_proportion
    from scipy.optimize import brentq  # seldom needed, and a tenth of a process's start-up

    return float(brentq(lambda x: cost(x) - budget, neutral, level, xtol=1e-12, rtol=CLOSE))
