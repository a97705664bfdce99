"""Brands by name share out saturated world markets among themselves; their orders go with it."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from agents import brand_rivalry as rules
from agents.city import City
from agents.world import World
from engine.calendar import QUARTERS_PER_YEAR
from engine.draws import Decision

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]

BORN = Decision("contracting.brand")
SEEN = Decision("contracting.brand_seen")

BRANDS = 1 << 32
"""Luck ids of brands by name are from here on, made of their keys; other principals' are rows."""


def by_name(city: City) -> Flags:
    """Principals that share a saturated world market, (principals,)."""
    found: Flags = np.isin(np.arange(len(city.principals)), city.brand_shares.principal)
    return found


def luck_ids(city: City) -> Codes:
    """Of brands by their keys, so that one more moves nobody's luck; of other principals their
    place among their like, (principals,)."""
    named = by_name(city)
    found = np.cumsum(~named) - 1
    for row in np.flatnonzero(named).tolist():
        digest = blake2b(city.principals.keys[row].encode(), digest_size=4).digest()
        found[row] = BRANDS + (int.from_bytes(digest, "little") >> 1)
    return found.astype(np.int64)


def known_shares(city: City, quarter: int) -> Floats:
    """Shares as the data have them, (principals,): straight lines between middles of years, flat at
    the ends; 0 for principals that are no brands by name."""
    rows, found = city.brand_shares, np.zeros(len(city.principals))
    for principal in np.unique(rows.principal).tolist():
        mine = np.flatnonzero(rows.principal == principal)
        mine = mine[np.argsort(rows.year[mine])]
        found[principal] = np.interp(quarter, _middle(rows.year[mine]), rows.share[mine])
    use = city.principals.use
    total = np.bincount(use, found, minlength=len(city.uses))[use]
    return found / np.where(total > 0.0, total, 1.0)


def last_known(city: City) -> float:
    """The middle of the last year with shares, in quarters; rivalry goes on from there."""
    return float(_middle(city.brand_shares.year).max())


def units(city: City, quarter: int, cut: int) -> Floats:
    """Shipments a year of world markets as known at a cut, (uses,); 1 where there is none."""
    rows, found = city.brand_markets, np.ones(len(city.uses))
    seen = (rows.known < cut) & (rows.year <= city.year)
    for use in np.unique(rows.use).tolist():
        mine = np.flatnonzero((rows.use == use) & seen)
        mine = mine[np.lexsort((rows.known[mine], rows.year[mine]))]
        mine = mine[np.diff(rows.year[mine], append=np.inf) > 0]  # of a year what was known last
        found[use] = np.interp(quarter, _middle(rows.year[mine]), rows.units_per_year[mine])
    return found


def _middle(year: Codes) -> Floats:
    """The middle of years, in quarters."""
    return year.astype(np.float64) * QUARTERS_PER_YEAR + 1.5


def open_markets(world: World) -> None:
    """Shares of the data, and what buyers see in each brand at the start, drawn by its key."""
    principals, p = world.principals, world.parameters.contracting
    if not len(world.city.brand_shares):
        return
    principals.share = known_shares(world.city, world.quarter)
    named = np.flatnonzero(by_name(world.city))
    principals.attraction[named] = p.brand_spread * _luck(world, BORN, world.city.start, named)


def _luck(world: World, decision: Decision, quarter: int, named: Codes) -> Floats:
    """Standard normal by brand; of the rest, who are many, luck evens out: 0."""
    shares = world.city.brand_shares
    rest = np.isin(named, shares.principal[shares.rest])
    luck = world.draws.normal(decision, quarter, world.principals.lane[named])
    return np.where(rest, 0.0, luck)


def rivalry(world: World) -> None:
    """A quarter of brands' rivalry: as the data have it while they do, then by what buyers see."""
    city, principals, p = world.city, world.principals, world.parameters.contracting
    if not len(city.brand_shares):
        return
    named = np.flatnonzero(by_name(city))
    seen = rules.attraction(
        principals.attraction[named],
        _luck(world, SEEN, world.quarter, named),
        persistence=p.brand_persistence,
        spread=p.brand_spread,
    )
    principals.attraction[named] = seen
    if world.quarter <= last_known(city):
        principals.share = known_shares(city, world.quarter)
        return
    principals.share[named] = rules.replicated(
        principals.share[named], seen, principals.use[named], len(city.uses)
    )


def volume(world: World) -> Floats:
    """What each principal's market and its share in it make of its orders, (principals,): 1 at the
    start, and for those that are no brands by name."""
    city, found = world.city, np.ones(len(world.city.principals))
    if not len(city.brand_shares):
        return found
    named = np.flatnonzero(by_name(city))
    use = city.principals.use[named]
    found[named] = rules.volume(
        world.principals.share[named],
        known_shares(city, city.start)[named],
        units(city, world.quarter, world.cut)[use],
        units(city, city.start, world.cut)[use],
    )
    return found
