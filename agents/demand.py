"""How large a market is, what a product is worth to a buyer, and the stocks of reach and brand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents.pricing import level

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


def real(price: Floats, inflation: float, years: float) -> Floats:
    """Price by consumer prices: p·e^(−π·t), against the start; any shape.

    Buyers weigh a price against what their incomes buy, so that prices and incomes that rise alike
    move no quantity. ``inflation`` π a year, ``years`` t since the start.
    """
    found: Floats = price / level(inflation, years)
    return found


def ceiling(
    base: Floats, price_index: Floats, elasticity: Floats, income: Floats, factor: Floats
) -> Floats:
    """Units that could be in use: K = K₀ · price^−ε · income · factor.

    ``price_index`` is the lagged mean price against the start, outside brands included, and like
    ``income`` in real terms; ``factor`` collects openness, trust and dated events. Any common
    shape; units as ``base``.
    """
    found: Floats = base * price_index**-elasticity * income * factor
    return found


def adoption(
    adopted: Floats, ceiling_units: Floats, innovation: Floats, imitation: Floats, life: Floats
) -> tuple[Floats, Floats]:
    """New and replacement sales of a quarter (Bass 1969 with replacement).

    ΔA = (p/4 + q/4 · A/K) · max(0, K − A);  replacement = A/(4·life) · min(1, K/A).
    ``innovation`` p, ``imitation`` q per year, ``life`` in years. Where K ≤ 0 nobody buys.
    """
    room = np.maximum(0.0, ceiling_units - adopted)
    fill = np.minimum(1.0, adopted / np.maximum(ceiling_units, 1e-12))
    new = (innovation + imitation * fill) / 4.0 * room
    # min(A, K) = A · min(1, K/A) without a division by an empty stock
    replaced = np.minimum(adopted, np.maximum(ceiling_units, 0.0)) / (4.0 * life)
    return new, replaced


def abandonment(adopted: Floats, ceiling_units: Floats, life: Floats) -> Floats:
    """Users lost in a quarter when the stock stands above its ceiling: (A − K)⁺/(4·life)."""
    lost: Floats = np.maximum(0.0, adopted - ceiling_units) / (4.0 * life)
    return lost


def utility(
    quality: Floats,
    net_price: Floats,
    *,
    brand: Floats,
    outside_quality: Floats,
    outside_price: Floats,
    alpha_quality: float,
    alpha_price: Floats | float,
    alpha_brand: Floats,
) -> Floats:
    """U = α_q ln(q/q_out) − α_p ln(p/p_out) + α_b·b, so that the outside brands stand at zero."""
    found: Floats = (
        alpha_quality * np.log(quality / outside_quality)
        - alpha_price * np.log(net_price / outside_price)
        + alpha_brand * brand
    )
    return found


def value_of_lead(scale: Floats, alpha_quality: float, alpha_price: Floats) -> Floats:
    """What a lead ln(q/q_out) adds to utility when the price follows the cost: α_q − α_p·s.

    ``scale`` s is the exponent of quality in unit cost: at one markup U(q) = U(q_out) + (α_q −
    α_p·s)·lead. All (lines,).
    """
    found: Floats = alpha_quality - alpha_price * scale
    return found


def reach_growth(
    value: Floats,
    mean_value: Floats,
    *,
    marketing: Floats,
    speed: float,
    effect: float,
    most_marketing: float,
    bound: float,
) -> Floats:
    """Growth of ln reach in a quarter: κ(I − Ī) + κ_m(√(m/m_ref) − 1), within ± ``bound``.

    ``value`` I is a line's inclusive value, ``mean_value`` Ī the sales-weighted mean of its
    market; ``marketing`` m/m_ref is intensity against the norm, at
    most ``most_marketing``, so that volume alone wins nothing.
    """
    found: Floats = np.clip(
        speed * (value - mean_value)
        + effect * (np.sqrt(np.minimum(marketing, most_marketing)) - 1.0),
        -bound,
        bound,
    )
    return found


def customers(size: Floats, *, reference: float, elasticity: float, most: float) -> Codes:
    """Customers, or orders, of a firm: n = ⌊max(1, S/S₀)^η⌋, at most ``most``, (firms,).

    ``size`` S is a year's sales, ``reference`` S₀ those of a firm with one customer, ``elasticity``
    η of their number by sales: about a half of the spread of sales among Belgian firms is the
    number of their customers (Bernard, Dhyne, Magerman, Manova and Moxnes 2022).
    """
    found = np.floor(np.maximum(1.0, size / reference) ** elasticity)
    return np.minimum(found, most).astype(np.int64)


def customer_share(place: Codes, count: Codes) -> Floats:
    """Part of a firm's sales that customer ``place`` of ``count`` buys: (1/(i+1)) / Σ_{k≤n} 1/k.

    By Zipf's law, as firms' own sizes go: most sellers, the largest too, have one or two customers
    that dwarf the others (Kramarz, Martin and Mejean 2020). Places count from 0; any common shape.
    """
    harmonic = np.cumsum(1.0 / np.arange(1, max(int(count.max(initial=1)), 1) + 1))
    found: Floats = 1.0 / ((place + 1.0) * harmonic[count - 1])
    return found


def brand_stock(
    brand: Floats,
    intensity: Floats,
    *,
    hit: Floats,
    decay: float,
    gain: float,
    effect: float,
    most: float,
) -> Floats:
    """Goodwill (Nerlove and Arrow 1962), bounded: b' = (1−δ)b + (1−b)·[γ·√m + ω·hit].

    ``intensity`` m is marketing over sales against the norm of the segment, at most ``most``;
    ``hit`` is 1 for a line that has a hit on sale, else 0; b stays in [0, 1].
    """
    gained = gain * np.sqrt(np.minimum(intensity, most)) + effect * hit
    found: Floats = (1.0 - decay) * brand + (1.0 - brand) * gained
    return np.clip(found, 0.0, 1.0)


def replaced_with_support(replaced: Floats, support: Floats, elasticity: Floats) -> Floats:
    """Replacement sales when a share of the price is borne: R·(1 − s)^−ε, any common shape.

    ``support`` s in [0, .95]; ε is the elasticity of the market's ceiling (assumed the same).
    """
    found: Floats = replaced * (1.0 - support) ** -elasticity
    return found


def with_reserve(
    share: Floats, outside: Floats, part: Floats, reserved: Floats, outside_reserve: Floats
) -> tuple[Floats, Floats]:
    """Shares in the city when a part of demand is kept for some makers.

    City makers: (1 − r)·w + r·e, outside: (1 − r)·w₀. ``share`` w and ``part`` e of each line, e
    its share among those eligible; ``reserved`` r by line, ``outside_reserve`` r by market, zero
    where nobody is eligible.
    """
    found: Floats = (1.0 - reserved) * share + reserved * part
    left: Floats = (1.0 - outside_reserve) * outside
    return found, left


def outside_quality(quality: Floats, growth: Floats, city_quality: Floats, answer: float) -> Floats:
    """Outside brands answer: Δln q = g/4 + χ·max(0, ln q_city − ln q), g per year."""
    gap = np.maximum(0.0, np.log(city_quality / quality))
    found: Floats = quality * np.exp(growth / 4.0 + answer * gap)
    return found
