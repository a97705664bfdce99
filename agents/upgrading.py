"""What a plant does with itself once a year: stay, automate, start a brand, or leave the city.

Every value is that of three years by the plant's yearly wage bill, so that large and small plants
compare alike. Odds against staying are base·exp(slope·value), the logit with Gumbel noise.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

STAY, AUTOMATE, BRAND, FIRST_REGION = range(4)
"""Options in the order of their columns; the regions follow."""

HIGHEST = 3
"""Highest smart-factory level."""


def horizon(growth: Floats, bound: float) -> Floats:
    """Three years of orders by this year's: Σ_{t=1..3} (1 + g)^t, g within ± ``bound``."""
    factor = 1.0 + np.clip(growth, -bound, bound)
    found: Floats = factor + factor**2 + factor**3
    return found


def automation_value(
    years: Floats, gain: float, outlay: float, wage_year: float, support: Floats
) -> Floats:
    """v = x·[H − (1 − s)·k/w], x = a/(1 + a) the part of operators that a level saves.

    ``years`` H of ``horizon``, ``gain`` a of productivity, ``outlay`` k by operator saved and
    ``wage_year`` w a year in million yuan, ``support`` s the part of the outlay that others bear.
    """
    saved = gain / (1.0 + gain)
    found: Floats = saved * (years - (1.0 - support) * outlay / wage_year)
    return found


def relocation_value(
    years: Floats,
    wage_gap: Floats,
    *,
    rent_gap: Floats,
    rent: Floats,
    incentive: Floats,
    capital: Floats,
    cost: float,
) -> Floats:
    """v_r = H·[(1 − w_r) + ρ(1 − z_r)] + (i_r − m)·K, (plants, regions).

    ``wage_gap`` 1 − w_r (regions,) and ``rent_gap`` 1 − z_r (regions,): how much cheaper labour and
    space are there; ``rent`` ρ and ``capital`` K (plants,) by the yearly wage bill; ``incentive``
    i_r (plants, regions) of the region beyond the city's by capital; ``cost`` m of moving by
    capital. Source: assumed; packages of 10–25 % move projects in published cases.
    """
    running = years[:, None] * (wage_gap + rent[:, None] * rent_gap)
    found: Floats = running + (incentive - cost) * capital[:, None]
    return found


def brand_value(years: Floats, gain: Floats, part: float, turnover: Floats) -> Floats:
    """v = H·φ·Δm·Y: margin gained on the part φ of turnover that own goods would replace.

    ``gain`` Δm of net margin, own goods against orders; ``turnover`` Y by the yearly wage bill.
    """
    found: Floats = years * part * gain * turnover
    return found


def utility(base: Floats, slope: float, value: Floats, able: Flags) -> Floats:
    """U = ln base + slope·v against staying at 0; −inf where base is 0 or the plant is not able."""
    possible = able & (base > 0.0)
    found: Floats = np.where(
        possible, np.log(np.where(base > 0.0, base, 1.0)) + slope * value, -np.inf
    )
    return found
