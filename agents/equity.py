"""Who sells shares, how likely buyers are found, and what is left of older stakes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def seeks_round(cash: Floats, burn: Floats, quarters: float) -> Flags:
    """A startup seeks money when less than so many quarters of burn are left."""
    found: Flags = cash < quarters * burn
    return found


def sales_growth(now: Floats, before: Floats) -> Floats:
    """Growth of a year's revenue on the year before, within 0–1; 1 for first sales, (firms,)."""
    ratio = np.divide(now, before, out=np.zeros_like(now), where=before > 0.0)
    found: Floats = np.where(before > 0.0, np.clip(ratio - 1.0, 0.0, 1.0), now > 0.0)
    return found


def money_found(
    base: float,
    appetite: float,
    *,
    response: float,
    backed: Flags,
    backer: float,
    growth: Floats,
    growth_weight: float,
    guided: Floats,
    pull: float,
    most_guided: float,
    lead: Floats,
    screening: float,
    mentored: Floats | float = 0.0,
) -> Floats:
    """Chance a quarter that a firm which seeks equity finds it, (firms,): 1 − (1 − p)^m,

    m = v^b·(1 + β·backed)·(1 + γ·g)·e^(σ·lead)·(1 + i)·(1 − s)^(−a), v the flow of venture money
    against its start, ``backed`` by earlier rounds or the stock market, g growth of sales within
    0–1, ``lead`` of the firm's technology in ln against a newcomer's usual distance from best
    practice, i what an incubator adds, s the guidance fund's share of the round, at most
    ``most_guided``. With a = 1 the private money that the fund spares goes into further rounds,
    with a = 0 it leaves. The form keeps hazards proportional (assumed); that funds choose the more
    productive is published (Chemmanur, Krishnan and Nandy 2011).
    """
    spared = 1.0 - np.clip(guided, 0.0, most_guided)
    times = appetite**response * (1.0 + backer * backed) * (1.0 + growth_weight * growth)
    times = times * (1.0 + mentored) * np.exp(screening * lead)
    found: Floats = 1.0 - (1.0 - base) ** (times * spared ** (-pull))
    return found


def after_sale(stake: Floats, sold: float, bought: Floats | float) -> Floats:
    """An owner's share of a firm after new shares were sold: (1 − δ)·stake + δ·part bought."""
    found: Floats = (1.0 - sold) * stake + sold * bought
    return found


def venture_factor(appetite: float, response: float, most: float) -> float:
    """Entry by the flow of venture money: (v/v₀)^b, at most ``most``: candidates are a finite
    list."""
    return float(min(appetite**response, most))
