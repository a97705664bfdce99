"""A firm's first line in a market, and one in a market that opens later."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.start.founding import LINE_SPAN
from agents.entry import heavy_tailed
from agents.parameters.entry import Entry
from agents.world import World
from engine.draws import Decision
from engine.groups import count_by
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
    ordinal: Slots | int = 0,
    **more: Floats | NDArray[np.bool_],
) -> Slots:
    """A line for each firm, its first or ``ordinal``, that sells ``units`` at the market's cost.

    Its markup is the market's if no other is given; capacity is a multiple of those sales. Returns
    slots of lines.
    """
    markets = world.markets
    cost = markets.reference_cost[use]
    return world.lines.add(
        len(firms),
        lane=world.firms.lane[firms] * LINE_SPAN + ordinal,
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


def newcomers_norm(world: World, use: Slots) -> Floats:
    """Reach of a mean newcomer to each market, shape of ``use``: all outside brands are 1, and
    where fleets buy a maker among them is one by their number."""
    p, models = world.parameters, world.city.uses.outside_models[use]
    among = p.fleets.newcomer / np.maximum(models, 1)
    return np.where(world.markets.by_fleets[use], among, p.demand.reach_newcomer)


def newcomers_reach(world: World, firms: Slots, use: Slots, ordinal: Slots) -> Floats:
    """Reach of a newcomer to a market by destination, (firms, 3): the norm, heavy-tailed by the
    firm's origin.

    Its luck belongs to the firm and the ``ordinal`` of the line.
    """
    table, p = world.firms, world.parameters.demand
    luck = world.draws.normal_pair(REACH, table.lane[firms], ordinal)
    tail = tail_of(world.parameters.entry, table.spun_off[firms])
    reach = newcomers_norm(world, use) * heavy_tailed(np.clip(luck, -3.0, 3.0), tail)
    found: Floats = reach[:, None] * np.array([p.reach_home, 1.0, p.reach_export])
    return found


def open_lines(world: World, firms: Slots, sales: Floats | float = 0.0) -> Slots:
    """Give firms a line in their main market, with a newcomer's reach. Returns slots of lines.

    Reach at a destination is the newcomer's norm, heavy-tailed by the firm's origin, against the
    outside brands' weight of one, and at least what sells ``sales`` million yuan a quarter of goods
    as good and as dear as theirs. Capacity covers a multiple of what such a reach would sell.
    """
    use, markets = world.firms.use[firms], world.markets
    others = count_by(world.lines.firm, world.firms.n)[firms]
    ordinal = np.where(others > 0, 1 + others, 0)  # who turned to this market has some elsewhere
    by_destination = newcomers_reach(world, firms, use, ordinal)
    price = markets.reference_price[use]
    newcomer = (by_destination * markets.size[use]).sum(axis=1)
    larger = np.maximum(1.0, sales * 1e6 / np.maximum(newcomer * price, 1e-9))
    by_destination = by_destination * larger[:, None]
    hoped = newcomer * larger
    hosted = markets.hosted_share[use]
    return add_lines(
        world, firms, use, price, hoped, 1.0, ordinal=ordinal, reach=by_destination, hosted=hosted
    )


def open_another(world: World, line: Slots, use: Slots) -> Slots:
    """A line in the market ``use`` for the makers of ``line``: their name goes with them, buyers
    they have to find as newcomers do. Returns slots of lines."""
    lines, markets = world.lines, world.markets
    firms = lines.firm[line]
    ordinal = 1 + count_by(lines.firm, world.firms.n)[firms]
    reach = newcomers_reach(world, firms, use, ordinal)
    hoped = (reach * markets.size[use]).sum(axis=1)
    return add_lines(
        world,
        firms,
        use,
        markets.reference_price[use],
        hoped,
        1.0,
        ordinal=ordinal,
        reach=reach,
        hosted=markets.hosted_share[use],
        brand=lines.brand[line],
    )
