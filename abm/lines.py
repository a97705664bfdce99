"""A firm's first line in a market."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.start.founding import LINE_SPAN
from agents.entry import heavy_tailed
from agents.parameters.entry import Entry
from agents.world import World
from engine.draws import Decision
from engine.table import Slots

Floats = NDArray[np.float64]

REACH = Decision("entry.reach")


def tail_of(entry: Entry, spun_off: NDArray[np.bool_]) -> Floats:
    """Exponent of the tail of newcomers' size by origin, shape of ``spun_off``."""
    return np.where(spun_off, entry.tail_spinoff, entry.tail)


def add_lines(
    world: World,
    firms: Slots,
    use: Slots,
    price: Floats,
    units: Floats,
    made_past: Floats | float,
    markup: Floats | None = None,
    **more: Floats | NDArray[np.bool_],
) -> Slots:
    """A first line for each firm that sells ``units`` at the market's cost, and its markup if no
    other is given; capacity is a multiple of that. Returns slots of lines."""
    markets = world.markets
    cost = markets.reference_cost[use]
    return world.lines.add(
        len(firms),
        lane=world.firms.lane[firms] * LINE_SPAN,
        kind=0,
        born=world.quarter,
        firm=firms,
        use=use,
        markup=markets.reference_price[use] / cost - 1.0 if markup is None else markup,
        unit_cost=cost,
        price=price,
        capacity=world.parameters.capacity.newcomer * units,
        expected=units,
        made_past=made_past,
        **more,
    )


def open_lines(world: World, firms: Slots, sales: Floats | float = 0.0) -> Slots:
    """Give firms a line in their main market, with a newcomer's reach. Returns slots of lines.

    Reach at a destination is the newcomer's norm, heavy-tailed by the firm's origin, against the
    outside brands' weight of one, and at least what sells ``sales`` million yuan a quarter of goods
    as good and as dear as theirs. Capacity covers a multiple of what such a reach would sell.
    """
    markets, table, p = world.markets, world.firms, world.parameters.demand
    use = table.use[firms]
    size = world.markets.size[use]
    luck = world.draws.normal_pair(REACH, table.lane[firms], np.zeros(len(firms), dtype=np.int64))
    tail = tail_of(world.parameters.entry, table.spun_off[firms])
    reach = p.reach_newcomer * heavy_tailed(np.clip(luck, -3.0, 3.0), tail)
    by_destination = reach[:, None] * np.array([p.reach_home, 1.0, p.reach_export])
    price = markets.reference_price[use]
    newcomer = (by_destination * size).sum(axis=1)
    larger = np.maximum(1.0, sales * 1e6 / np.maximum(newcomer * price, 1e-9))
    by_destination = by_destination * larger[:, None]
    hoped = newcomer * larger
    hosted = markets.hosted_share[use]
    return add_lines(world, firms, use, price, hoped, 1.0, reach=by_destination, hosted=hosted)
