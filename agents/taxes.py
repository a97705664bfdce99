"""Taxes on profit and value added."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def profit_tax_rate(
    research: Floats, revenue: Floats, rate: float, high_tech_rate: float, asked: float
) -> Floats:
    """Rate of each firm: that of high-tech firms where R&D ≥ ``asked``·revenue, else the plain one.

    The law also asks for patents and scores; R&D intensity alone stands for them (simple).
    """
    found: Floats = np.where(research >= asked * revenue, high_tech_rate, rate)
    return found


def profit_tax(
    year_profit: Floats, deducted: Floats, loss_forward: Floats, rate: Floats
) -> tuple[Floats, Floats, Floats]:
    """Tax of a year, tax forgone by extra deductions, losses carried on; million yuan, (firms,).

    With taxable profit T = Π − D: τ·(T − L)⁺; forgone τ·(Π − L)⁺ − τ·(T − L)⁺; L' = (L − T)⁺.
    """
    base = year_profit - loss_forward
    tax: Floats = rate * np.maximum(0.0, base - deducted)
    forgone: Floats = rate * np.maximum(0.0, base) - tax
    carried: Floats = np.maximum(0.0, deducted - base)
    return tax, forgone, carried


def value_added_tax(
    value_added: Floats, revenue: Floats, city: Floats, rest: Floats, rate: float
) -> tuple[Floats, Floats]:
    """VAT on goods sold in the city and in the rest of the country, (firms,) each.

    τ·V⁺·sales there / revenue; exports bear none.
    """
    by_sale = rate * np.maximum(value_added, 0.0) / np.maximum(revenue, 1e-12)
    return by_sale * city, by_sale * rest
