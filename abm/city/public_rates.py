"""Rates of public money and the flow of venture money in a quarter, from the city's dated table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agents.city import RATES, City


@dataclass(frozen=True)
class Rates:
    """Rates of a quarter.

    ``vat`` is on value added that is sold at home, ``wage_tax`` on wages without contributions,
    ``contributions`` a share of wage cost, car taxes shares of the price, ``nev_subsidy`` million
    yuan a car. ``venture_flow`` is venture money invested in the nation against its first year.
    """

    vat: float
    vat_local_share: float
    wage_tax: float
    wage_tax_local_share: float
    contributions: float
    car_tax: float
    car_tax_nev: float
    nev_subsidy: float
    venture_flow: float


def at(city: City, quarter: int, cut: int) -> Rates:
    """The rates in force, as known at a cut. Each holds from its quarter until the next row's."""
    return _all(city.digest, cut, city)[quarter - city.start]


_KNOWN: dict[tuple[str, int], tuple[Rates, ...]] = {}


def _all(digest: str, cut: int, city: City) -> tuple[Rates, ...]:
    """Every quarter of a city once in a process, to ten years after its end."""
    if (digest, cut) not in _KNOWN:
        quarters = range(city.start, city.end + 41)
        _KNOWN[digest, cut] = tuple(_of(city, q, cut) for q in quarters)
    return _KNOWN[digest, cut]


def _of(city: City, quarter: int, cut: int) -> Rates:
    rows = city.rates
    names, since = np.array(rows.name), rows.since
    there = (since <= quarter) & (rows.known < cut)
    found = {}
    for name in RATES:
        mine = np.flatnonzero((names == name) & there)
        if not len(mine):
            found[name] = 0.0  # of cars, in a city without them
            continue
        found[name] = float(rows.value[mine[np.lexsort((rows.known[mine], since[mine]))[-1]]])
    found["nev_subsidy"] /= 1e6
    return Rates(**found)
