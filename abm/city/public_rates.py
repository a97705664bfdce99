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


def at(city: City, quarter: int) -> Rates:
    """The rates in force. Each holds from its quarter until the next row's."""
    return _all(city.digest, city)[quarter - city.start]


_KNOWN: dict[str, tuple[Rates, ...]] = {}


def _all(digest: str, city: City) -> tuple[Rates, ...]:
    """Every quarter of a city once in a process, to ten years after its end."""
    if digest not in _KNOWN:
        _KNOWN[digest] = tuple(_of(city, q) for q in range(city.start, city.end + 41))
    return _KNOWN[digest]


def _of(city: City, quarter: int) -> Rates:
    rows = city.rates
    names, since = np.array(rows.name), rows.since
    found = {}
    for name in RATES:
        mine = np.flatnonzero((names == name) & (since <= quarter))
        if not len(mine):
            found[name] = 0.0  # of cars, in a city without them
            continue
        found[name] = float(rows.value[mine[np.argmax(since[mine])]])
    found["nev_subsidy"] /= 1e6
    return Rates(**found)
