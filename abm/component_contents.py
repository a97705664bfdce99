"""What products hold of components (``component_contents.csv``), and the demand that follows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents import component_contents as rules
from agents.city import City
from agents.city.columns import PER_LEVEL2
from agents.world import World

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Held:
    """Rows of who holds what: ``use`` of the product, ``part`` the component's market,
    ``by_level`` where only cars at driving level 2 hold it, ``value`` (quarters, rows) in yuan."""

    use: Codes
    part: Codes
    by_level: NDArray[np.bool_]
    value: Floats


@dataclass(frozen=True)
class Split:
    """How a use's materials divide: ``need`` (uses, classes), ``part`` (uses, markets) of what it
    buys of each class; None where the city tells of no contents."""

    need: Floats
    part: Floats | None


_KNOWN: dict[tuple[str, int], Held] = {}


def held(city: City, cut: int) -> Held:
    """Contents as known at a cut, every quarter once in a process: straight lines between the
    quarters of the rows, flat at the ends; of rows about the same quarter what was known last."""
    if (city.digest, cut) not in _KNOWN:
        rows = city.component_contents
        seen = np.flatnonzero(rows.known < cut)
        seen = seen[np.lexsort((rows.known[seen], rows.quarter[seen]))]
        level = np.array([per == PER_LEVEL2 for per in rows.per], dtype=np.bool_)
        key = np.stack([rows.use, rows.component_use, level.astype(np.int64)])[:, seen]
        kinds = np.unique(key, axis=1)
        quarters = np.arange(city.start, city.end + 1)
        value = np.zeros((len(quarters), kinds.shape[1]))
        for place in range(kinds.shape[1]):
            mine = seen[(key == kinds[:, [place]]).all(axis=0)]
            mine = mine[np.diff(rows.quarter[mine], append=np.inf) > 0]
            value[:, place] = np.interp(quarters, rows.quarter[mine], rows.value_yuan[mine])
        _KNOWN[city.digest, cut] = Held(kinds[0], kinds[1], kinds[2] == 1, value)
    return _KNOWN[city.digest, cut]


def told(world: World) -> bool:
    """Whether the city tells of contents at all."""
    return len(world.city.component_contents) > 0


def content(world: World, quarter: int, level2: Floats) -> Floats:
    """Yuan of each component market in a unit of each use, (uses, uses).

    ``level2`` (uses,) is the share of units at driving level 2.
    """
    rows, size = held(world.city, world.cut), world.markets.n
    value = rows.value[quarter - world.city.start]
    value = value * np.where(rows.by_level, level2[rows.use], 1.0)
    found = np.zeros((size, size))
    np.add.at(found, (rows.use, rows.part), value)
    return found


def at_start(world: World) -> Floats:
    """``content`` of the first quarter, with the country's share at level 2 of then."""
    level2 = np.full(world.markets.n, world.parameters.driving.level2_start)
    return content(world, world.city.start, level2)


def split(world: World) -> Split:
    """Of this quarter, with the shares at level 2 that the city's makers had last."""
    if not told(world):
        return Split(world.static.need, None)
    return _split(world, content(world, world.quarter, world.markets.level2_share))


def split_at_start(world: World) -> Split:
    """That of the first quarter, when parts of classes are the data's."""
    return _split(world, at_start(world)) if told(world) else Split(world.static.need, None)


def _split(world: World, now: Floats) -> Split:
    s, markets = world.static, world.markets
    classes = len(s.classes)
    of = np.zeros((markets.n, classes))
    sells = np.flatnonzero(markets.use_class >= 0)
    of[sells, markets.use_class[sells]] = 1.0
    need = rules.need(s.need, now @ of, at_start(world) @ of)
    return Split(need, rules.parts(now, markets.use_class, markets.class_part))


def by_market(world: World, bought: Floats, part: Floats | None) -> Floats:
    """Purchases of component markets, (uses, …), of ``bought`` by use of the buyer and class,
    (uses, classes, …)."""
    markets = world.markets
    of = np.maximum(markets.use_class, 0)
    shape = (-1, *[1] * (bought.ndim - 2))
    if part is None:
        whole: Floats = bought.sum(axis=0)[of] * markets.class_part.reshape(shape)
        return whole
    found: Floats = (bought[:, of] * part.reshape(*part.shape, *shape[1:])).sum(axis=0)
    return found


def follow_products(world: World, size: Floats) -> None:
    """Outside the city a component market that has no path of its own is as large as the products
    at home that hold it, by what they hold; ``size`` (uses, 3) changes in place.

    It follows them in seasons and events too. Markets of another mode than ``growth`` keep theirs.
    """
    if not told(world):
        return
    markets = world.markets
    follows = np.zeros(markets.n, dtype=np.bool_)
    follows[held(world.city, world.cut).part] = True
    follows &= markets.grows
    follows[world.national.follows] = False
    start = at_start(world)
    level2 = np.full(markets.n, world.economy.level2_national[0])
    now = content(world, world.quarter, level2)
    home, before = size[:, :2].sum(axis=1), markets.size_start[:, :2].sum(axis=1)
    grown = rules.growth(home, before, now, start)
    size[follows, 1:] = markets.size_start[follows, 1:] * grown[follows, None]


def level2_cost(world: World) -> Floats:
    """Yuan of the parts that take a car of each use to driving level 2, (uses,); 0 where the data
    tell of none."""
    rows = held(world.city, world.cut)
    value = rows.value[world.quarter - world.city.start]
    found = np.zeros(world.markets.n)
    np.add.at(found, rows.use[rows.by_level], value[rows.by_level])
    return found


def car_uses(world: World) -> NDArray[np.bool_]:
    """Markets whose goods the city tells a cost of driving level 2 of, (uses,)."""
    found = np.zeros(world.markets.n, dtype=np.bool_)
    rows = held(world.city, world.cut)
    found[rows.use[rows.by_level]] = True
    return found
