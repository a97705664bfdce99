"""Turnkey orders: what making costs, where principals place orders, what a maker can take."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def fee(
    labour_share: Floats,
    energy_share: Floats,
    wage: Floats | float,
    productivity: Floats | float,
    markup: Floats,
) -> Floats:
    """Fee of a maker by unit cost at the start: f = s_l·w/a + s_e + μ, pure number.

    Assembly and margin only: components are passed through at the same price everywhere. ``wage``
    is the wage over the city's at the start net of the productivity that everybody gains,
    ``productivity`` a the maker's own, ``markup`` μ over unit cost. Source: assumed.
    """
    found: Floats = labour_share * wage / productivity + energy_share + markup
    return found


def maker_value(fee: Floats, quality: Floats, fee_weight: float, quality_weight: float) -> Floats:
    """What a maker is worth to a principal: V = −θ ln f + α ln q, q against outside makers.

    Source: logit of MODEL's form, weights assumed.
    """
    found: Floats = -fee_weight * np.log(np.maximum(fee, 1e-6)) + quality_weight * np.log(quality)
    return found


def city_chance(tie: Floats, city: Floats, regions: Floats) -> Floats:
    """Chance that an order out to tender comes to the city, shape of ``tie`` (principals,).

    P = e^(c + V) / (e^(c + V) + Σ_r e^(U_r)): ``tie`` c, ``city`` V (−inf: nobody makes it there),
    ``regions`` U (principals, regions).
    """
    best = regions.max(axis=1)
    others = best + np.log(np.exp(regions - best[:, None]).sum(axis=1))
    gap = np.clip(others - tie - city, -600.0, 600.0)
    found: Floats = 1.0 / (1.0 + np.exp(gap))
    return found


def tie(share: Floats, city: Floats, regions: Floats) -> Floats:
    """Constant under which the city's chance is ``share``: c = ln(s/(1−s)) + ln Σ e^(U_r) − V."""
    best = regions.max(axis=1)
    others = best + np.log(np.exp(regions - best[:, None]).sum(axis=1))
    bounded = np.clip(share, 1e-6, 1.0 - 1e-6)
    known = np.isfinite(city)
    found: Floats = np.log(bounded / (1.0 - bounded)) + others - np.where(known, city, 0.0)
    return found


def contract_markup(
    norm: Floats, utilisation: Floats, *, target: float, response: float, low: float, high: float
) -> Floats:
    """μ = clip(μ₀·[1 + γ·(u/u* − 1)], μ_min, μ_max): a full maker asks more, an idle one less.

    ``utilisation`` u is orders by capacity, ``target`` u* its desired value, ``norm`` μ₀ the
    markup there. Form assumed; published gross margins of contract makers move within 3–10 %.
    """
    found: Floats = np.clip(norm * (1.0 + response * (utilisation / target - 1.0)), low, high)
    return found


def order_room(
    capacity: Floats, cash: Floats, credit: Floats, fullest: float, prepayment: float
) -> Floats:
    """Most orders that a maker takes, million yuan a quarter.

    min(full·capacity, (cash + credit)/(1 − prepaid part)): plant and the money to buy components
    with, of which principals advance a part. All money arguments in million yuan, ≥ 0.
    """
    money = (np.maximum(cash, 0.0) + np.maximum(credit, 0.0)) / max(1.0 - prepayment, 1e-6)
    found: Floats = np.minimum(fullest * capacity, money)
    return found


def lean_share(share: Floats, contract_part: Floats, most: float) -> Floats:
    """Cost share of a firm of which a part of revenue is orders: (1−c)·x + c·min(x, most).

    Who works to order needs no brand and few offices.
    """
    found: Floats = share + contract_part * (np.minimum(share, most) - share)
    return found
