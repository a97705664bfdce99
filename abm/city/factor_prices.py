"""Wages, interest and rents of a quarter, from the city's yearly figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agents.city import City
from engine.calendar import QUARTERS_PER_YEAR

YUAN_PER_MILLION = 1e6
EMPLOYER_COST = 1.35
"""Wage bill by wage: employers' contributions in the city are about a third (assumed)."""

QUARTERLY = 3.0 * EMPLOYER_COST / YUAN_PER_MILLION
"""Cost of a quarter, million yuan, by wage of a month, yuan."""


@dataclass(frozen=True)
class FactorPrices:
    """Wages in million yuan a person and quarter, with contributions; lending rate a quarter; land
    in million yuan/m²."""

    wage_operator: float
    wage_engineer: float
    lending_rate: float
    land: float


def at(city: City, quarter: int) -> FactorPrices:
    """Prices of a quarter, straight lines between the middles of years, flat at the ends."""
    return _all(city.digest, city)[quarter - city.start + 8]


def ratio(city: City, above: str, below: str) -> float:
    """One price by another at the start, such as factory rent by office rent."""
    return _of(city, above, city.start) / _of(city, below, city.start)


def monthly(cost: float) -> float:
    """Wage in yuan a month of what a person costs a quarter, million yuan."""
    return cost / QUARTERLY


def _of(city: City, name: str, quarter: int) -> float:
    rows = city.factor_prices
    mine = np.array([n == name for n in rows.name])
    middle = rows.year[mine] * QUARTERS_PER_YEAR + 1.5
    order = np.argsort(middle, kind="stable")
    value = rows.value[mine]
    return float(np.interp(quarter, middle[order], value[order]))


_KNOWN: dict[str, tuple[FactorPrices, ...]] = {}


def _all(digest: str, city: City) -> tuple[FactorPrices, ...]:
    """Every quarter once in a process, two years before the start to ten after the end."""
    if digest not in _KNOWN:
        _KNOWN[digest] = tuple(
            FactorPrices(
                wage_operator=_of(city, "wage_operator", q) * QUARTERLY,
                wage_engineer=_of(city, "wage_engineer", q) * QUARTERLY,
                lending_rate=_of(city, "lending_rate", q) / QUARTERS_PER_YEAR,
                land=_of(city, "land_price", q) / YUAN_PER_MILLION,
            )
            for q in range(city.start - 8, city.end + 41)
        )
    return _KNOWN[digest]
