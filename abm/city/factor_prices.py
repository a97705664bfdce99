"""Wages, interest and rents of a quarter, from the city's yearly figures."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from agents.city import City
from engine.calendar import QUARTERS_PER_YEAR

YUAN_PER_MILLION = 1e6
MONTHS_PER_QUARTER = 3.0


@dataclass(frozen=True)
class FactorPrices:
    """Wages in million yuan a person and quarter, with contributions; lending rate a quarter; land
    in million yuan/m²."""

    wage_operator: float
    wage_engineer: float
    lending_rate: float
    land: float


def at(city: City, quarter: int, employer_cost: float) -> FactorPrices:
    """Prices of a quarter, straight lines between the middles of years, flat at the ends.

    ``employer_cost`` is the wage bill by the wage, contributions included.
    """
    found = _all(city.digest, city)[quarter - city.start + 8]
    cost = quarterly(employer_cost)
    return replace(
        found,
        wage_operator=found.wage_operator * cost,
        wage_engineer=found.wage_engineer * cost,
    )


def ratio(city: City, above: str, below: str) -> float:
    """One price by another at the start, such as factory rent by office rent."""
    return _of(city, above, city.start) / _of(city, below, city.start)


def quarterly(employer_cost: float) -> float:
    """Cost of a quarter, million yuan, by wage of a month, yuan."""
    return MONTHS_PER_QUARTER * employer_cost / YUAN_PER_MILLION


def _of(city: City, name: str, quarter: int) -> float:
    rows = city.factor_prices
    mine = np.array([n == name for n in rows.name])
    middle = rows.year[mine] * QUARTERS_PER_YEAR + 1.5
    order = np.argsort(middle, kind="stable")
    value = rows.value[mine]
    return float(np.interp(quarter, middle[order], value[order]))


_KNOWN: dict[str, tuple[FactorPrices, ...]] = {}


def _all(digest: str, city: City) -> tuple[FactorPrices, ...]:
    """Every quarter once in a process, two years before the start to ten after the end; wages in
    yuan a month."""
    if digest not in _KNOWN:
        _KNOWN[digest] = tuple(
            FactorPrices(
                wage_operator=_of(city, "wage_operator", q),
                wage_engineer=_of(city, "wage_engineer", q),
                lending_rate=_of(city, "lending_rate", q) / QUARTERS_PER_YEAR,
                land=_of(city, "land_price", q) / YUAN_PER_MILLION,
            )
            for q in range(city.start - 8, city.end + 41)
        )
    return _KNOWN[digest]
