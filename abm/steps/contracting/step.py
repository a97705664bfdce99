"""Principals place their year-long orders."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.steps.contracting.order_book import LATER_LOTS, Makers, level, makers, values, write_orders
from abm.steps.contracting.rivalry import BRANDS, rivalry
from agents import contracting as rules
from agents.world import World
from engine.choice import gumbel, poisson_by_inverse
from engine.draws import Decision
from engine.groups import sum_by
from engine.ration import rounds_by_group
from engine.table import Slots

Floats = NDArray[np.float64]

TENDER = Decision("contracting.tender")
FRESH = Decision("contracting.fresh")
SIZE = Decision("contracting.size")
MAKER = Decision("contracting.maker")

MOST_FRESH = 8
"""Most orders that one principal brings to the city in one quarter."""
ORDER_BITS = 37
"""Bits that hold a brand's luck id and the number of an order of one quarter."""
COLUMNS = 127
"""Makers share the noise of an order by luck id modulo this prime."""


def contracting(world: World) -> None:
    """A year after it was placed an order is renewed or tendered; makers without firm lose theirs.

    What is tendered goes to the city or to a region; in the city to a maker with room, in rounds.
    Brands by name share out their world markets beforehand.
    """
    if world.principals.n:
        rivalry(world)
        tender(world)
        write_orders(world)


def tender(world: World) -> None:
    """Orders that are due, and those that come from elsewhere; who finds no maker leaves."""
    orders, principals, lines = world.orders, world.principals, world.lines
    known = makers(world)
    city, regions = values(world, known)
    chance = rules.city_chance(principals.tie, city[principals.use], regions)
    principal = orders.principal
    orphan = orders.line < 0
    orphan[~orphan] = ~lines.contracted[orders.line[~orphan]]
    due = (world.quarter - orders.placed) % 4 == 0
    luck = world.draws.uniform(TENDER, world.quarter, orders.lane)
    kept = np.where(orphan, 0.0, world.city.principals.renewal[principal])
    out = (due & (luck >= kept)) | orphan
    stays = (luck - kept) < chance[principal] * (1.0 - kept)
    again = np.flatnonzero(out & stays)
    size, of, lane = fresh(world, chance)
    value = np.concatenate([orders.value[again], size])
    who = np.concatenate([orders.principal[again], of])
    luck_id = np.concatenate([orders.lane[again], lane])
    line = choose_makers(world, known, value, who, luck_id, np.flatnonzero(~out))
    count = len(again)
    placed = line[:count] >= 0
    orders.line[again[placed]] = line[:count][placed]
    orders.placed[again[placed]] = world.quarter
    gone = np.concatenate([np.flatnonzero(out & ~stays), again[~placed]])
    principals.elsewhere += sum_by(orders.principal[gone], orders.value[gone], principals.n)
    if len(gone):
        orders.retire(gone)
    new = np.flatnonzero(line[count:] >= 0)
    if len(new):
        principals.elsewhere -= sum_by(of[new], size[new], principals.n)
        orders.add(
            len(new),
            lane=lane[new],
            kind=0,
            born=world.quarter,
            principal=of[new],
            line=line[count:][new],
            value=size[new],
            placed=world.quarter,
        )


def fresh(world: World, chance: Floats) -> tuple[Floats, Slots, Slots]:
    """Orders made elsewhere that are tendered and come to the city: size, principal, luck id.

    Their number has the mean (1 − renewal)·elsewhere·P/size, once a year a principal; sizes are
    lognormal about the principal's mean order, each at most a part of what is elsewhere.
    """
    principals, q, p = world.principals, world.quarter, world.parameters.contracting
    due = np.flatnonzero((q - world.city.start - 1 - principals.lane) % 4 == 0)
    moves = 1.0 - world.city.principals.renewal[due]
    mean = moves * principals.elsewhere[due] * chance[due] / np.maximum(principals.lot[due], 1e-12)
    luck = world.draws.uniform(FRESH, q, principals.lane[due])
    count = np.minimum(poisson_by_inverse(np.minimum(mean, 40.0), luck), MOST_FRESH)
    of = np.repeat(due, count)
    ordinal = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    place = principals.lane[of] * MOST_FRESH + ordinal
    noise = np.clip(world.draws.normal(SIZE, q, place), -p.lot_bound, p.lot_bound)
    sd = p.lot_log_sd
    size = principals.lot[of] * np.exp(sd * noise - 0.5 * sd * sd)
    size = np.minimum(size, p.fresh_most * principals.elsewhere[of])
    return size, of, _order_ids(world, of, place)


def _order_ids(world: World, of: Slots, place: Slots) -> Slots:
    """Luck ids of orders that come in this quarter: even, those of brands behind all others."""
    passed = world.quarter - world.city.start
    plain = int((world.principals.lane < BRANDS).sum())
    before = np.where(
        world.principals.lane[of] < BRANDS, passed * plain * MOST_FRESH, passed << ORDER_BITS
    )
    return LATER_LOTS + 2 * (before + place)


def choose_makers(
    world: World,
    known: Makers,
    value: Floats,
    principal: Slots,
    luck_id: Slots,
    staying: Slots,
) -> Slots:
    """A line for each order, −1 where no maker has room: P ∝ capacity·e^V with keyed noise.

    ``staying`` are the orders that makers keep: their room is what is left beside them.
    """
    if not len(value):
        return np.zeros(0, dtype=np.int64)
    lines, firms, orders, p = world.lines, world.firms, world.orders, world.parameters
    line, worth, capacity = known
    now = level(world)
    kept = orders.value[staying] * now[orders.principal[staying]]
    committed = sum_by(orders.line[staying], kept, lines.n)[line]
    firm = lines.firm[line]
    gross = np.maximum(firms.revenue[firm] - firms.revenue[firm] / (1.0 + lines.markup[line]), 0.0)
    credit = 4.0 * p.finance.credit_multiple * gross - firms.debt[firm]
    room = rules.order_room(
        capacity,
        firms.cash[firm],
        credit,
        p.contracting.fullest,
        p.contracting.prepayment,
    )
    room = np.maximum(0.0, room - committed)
    pull = np.where(capacity > 0.0, np.log(np.maximum(capacity, 1e-12)) + worth, -np.inf)
    column = firms.lane[firm] % COLUMNS

    def utility(order: Slots, maker: Slots) -> Floats:
        luck = world.draws.uniform_cells(MAKER, world.quarter, luck_id[order], column[maker])
        return pull[maker] + gumbel(luck)

    found = rounds_by_group(
        world.principals.use[principal],
        lines.use[line],
        utility,
        value * now[principal],
        room,
        world.draws.uniform_cells(MAKER, world.quarter, luck_id, np.array([COLUMNS])),
        luck_id,
    )
    return np.where(found >= 0, line[found], -1)
