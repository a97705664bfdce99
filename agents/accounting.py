"""What a firm adds to what it buys."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def value_added(gross_profit: Floats, wages: Floats, bought: Floats) -> Floats:
    """V = G + W − B, million yuan a quarter, (firms,): revenue less all that is bought.

    ``gross_profit`` G is revenue less the cost of what was sold, in which materials, energy and
    making by others are; ``wages`` W of operators are in that cost and are no purchase; ``bought``
    B is what of running cost goes to other firms. From the side of incomes V is profit before tax,
    interest, and the wages of operators, engineers and staff (System of National Accounts 2008,
    6.8: output less intermediate consumption; depreciation is not taken off).
    """
    found: Floats = gross_profit + wages - bought
    return found


def purchases(
    *,
    marketing: Floats,
    research: Floats,
    research_wages: float,
    overhead: Floats,
    overhead_wages: float,
    rent: Floats,
    dues: Floats,
) -> Floats:
    """B = m + (1 − w_r)·R + (1 − w_o)·O + rent + dues, million yuan a quarter, (firms,).

    Of R&D R and overhead O the parts w_r and w_o are wages of the firm's own people; interest is
    no purchase but a part of what was earned.
    """
    found: Floats = (
        marketing
        + (1.0 - research_wages) * research
        + (1.0 - overhead_wages) * overhead
        + rent
        + dues
    )
    return found
