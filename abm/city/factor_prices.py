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


def at(city: City, quarter: int, employer_cost: float, cut: int) -> FactorPrices:
    """Prices of a quarter as known at a cut: straight lines between the middles of years, flat at
    the ends.

    ``employer_cost`` is the wage bill by the wage, contributions included.
    """
    found = _all(city.digest, cut, city)[quarter - city.start + 8]
    cost = quarterly(employer_cost)
    return replace(
        found,
        wage_operator=found.wage_operator * cost,
        wage_engineer=found.wage_engineer * cost,
    )


def ratio(city: City, above: str, below: str, cut: int) -> float:
    """One price by another at the start, such as factory rent by office rent."""
    return _of(city, above, city.start, cut) / _of(city, below, city.start, cut)


def quarterly(employer_cost: float) -> float:
    """Cost of a quarter, million yuan, by wage of a month, yuan."""
    return MONTHS_PER_QUARTER * employer_cost / YUAN_PER_MILLION


def _of(city: City, name: str, quarter: int, cut: int) -> float:
    rows = city.factor_prices
    # A year behind the one that is asked about belongs to a later question.
    seen = (rows.known < cut) & (rows.year <= city.year)
    mine = np.flatnonzero(np.array([n == name for n in rows.name]) & seen)
    mine = mine[np.lexsort((rows.known[mine], rows.year[mine]))]
    mine = mine[np.diff(rows.year[mine], append=np.inf) > 0]  # of a year what was known last
    middle = rows.year[mine] * QUARTERS_PER_YEAR + 1.5
    return float(np.interp(quarter, middle, rows.value[mine]))


_KNOWN: dict[tuple[str, int], tuple[FactorPrices, ...]] = {}


def _all(digest: str, cut: int, city: City) -> tuple[FactorPrices, ...]:
    """Every quarter once in a process, two years before the start to ten after the end; wages in
    yuan a month."""
    if (digest, cut) not in _KNOWN:
        _KNOWN[digest, cut] = tuple(
            FactorPrices(
                wage_operator=_of(city, "wage_operator", q, cut),
                wage_engineer=_of(city, "wage_engineer", q, cut),
                lending_rate=_of(city, "lending_rate", q, cut) / QUARTERS_PER_YEAR,
                land=_of(city, "land_price", q, cut) / YUAN_PER_MILLION,
            )
            for q in range(city.start - 8, city.end + 41)
        )
    return _KNOWN[digest, cut]
