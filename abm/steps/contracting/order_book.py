"""The order book: which principal's orders lie with which maker, and how makers look to them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm.market import hourly_output, outside_wage, relative_wage
from abm.start.first_quarter import split_by_destination
from abm.steps.contracting.rivalry import by_name, luck_ids, open_markets, volume
from agents import contracting as rules
from agents.world import World
from engine.draws import Decision
from engine.groups import sum_by
from engine.table import Slots

Floats = NDArray[np.float64]

PRINCIPAL = Decision("contracting.principal")
ARRIVAL = Decision("contracting.arrival")

LATER_LOTS = 1 << 12
"""Luck ids of orders after the start: those tendered are even from here on, arrivals' are odd."""


def open_book(world: World) -> None:
    """Principals, and orders that give every contracted line the turnover of the data.

    A line's turnover is n = ⌈lots·√(share of its market's orders)⌉ orders of equal size, each from
    a principal of the market drawn by P ∝ total·exp(−affinity·|difference of export shares|).
    """
    _principals(world)
    lines, principals, p = world.lines, world.principals, world.parameters.contracting
    contracted = np.flatnonzero(lines.contracted)
    lines.markup_norm = np.where(lines.contracted, lines.markup, 0.0)
    if not len(contracted):
        return
    use = lines.use[contracted]
    value = lines.expected[contracted] * lines.price[contracted] / 1e6
    share = value / sum_by(use, value, len(world.markets))[use]
    count = np.ceil(p.lots * np.sqrt(share)).astype(np.int64)
    row = np.repeat(np.arange(len(contracted)), count)
    ordinal = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    luck = world.draws.uniform_pair(
        PRINCIPAL, world.firms.lane[lines.firm[contracted]][row], ordinal
    )
    principal = _match(world, contracted, row, luck)
    size = (value / count)[row]
    world.orders.add(
        len(row),
        lane=np.arange(len(row)),
        kind=0,
        born=world.quarter,
        principal=principal,
        line=contracted[row],
        value=size,
        placed=world.quarter - 3 + principals.lane[principal] % 4,
    )
    here = sum_by(principal, size, len(principals))
    lots = np.bincount(principal, minlength=len(principals))
    principals.lot = np.where(
        lots > 0, here / np.maximum(lots, 1), principals.total / p.lots_elsewhere
    )
    principals.total = np.maximum(principals.total, here / p.start_share_most)
    principals.elsewhere = principals.total - here
    city, regions = values(world, makers(world))
    principals.tie = rules.tie(here / principals.total, city[principals.use], regions)
    write_orders(world)


def _principals(world: World) -> None:
    rows = world.city.principals
    total = rows.orders_million_per_year / 4.0
    world.principals.add(
        len(rows),
        lane=luck_ids(world.city),
        kind=0,
        born=world.quarter,
        use=rows.use,
        total=total,
        elsewhere=total,
        lot=total / world.parameters.contracting.lots_elsewhere,
    )
    open_markets(world)


def _match(world: World, contracted: Slots, row: Slots, luck: Floats) -> Slots:
    """A principal of the line's market for each order, by inverse distribution function."""
    lines, principals = world.lines, world.principals
    split = split_by_destination(world)[contracted]
    export = split[:, 2] / np.maximum(split[:, 1] + split[:, 2], 1e-12)
    abroad = world.city.principals.export_share
    near = np.exp(-world.parameters.contracting.affinity * np.abs(export[:, None] - abroad))
    same = lines.use[contracted][:, None] == principals.use
    weight = np.cumsum(np.where(same, principals.total * near, 0.0), axis=1)
    chosen = (weight[row] <= luck[:, None] * weight[row][:, -1:]).sum(axis=1)
    found: Slots = chosen.astype(np.int64)
    return found


def level(world: World) -> Floats:
    """Size of principals' orders against the start, seasons and events apart: (1 + g)^years.

    A brand's by name go with what it sells beside: its share of its world market, which others
    lose, and that market; g is then of what it pays for a unit.
    Of a principal that follows the national path of its market it is that until then, and behind
    it grows as the path does: in money, or in units at the price of materials, which principals
    bear.
    """
    rows, national, start = world.city.principals, world.national, world.city.start
    found: Floats = (1.0 + rows.growth_per_year) ** ((world.quarter - start) / 4.0)
    if len(world.city.brand_shares):
        found *= volume(world)
    follows = (rows.follows >= 0) & (rows.follows < world.quarter)
    follows &= np.isin(rows.use, national.follows)
    if not follows.any():
        return found
    since, use = rows.follows[follows], rows.use[follows]
    begun = np.array([national.place(quarter) for quarter in since.tolist()])
    now = national.trend[national.place(world.quarter), use] / national.trend[begun, use]
    dearer = (1.0 + world.parameters.price.input_inflation) ** ((world.quarter - since) / 4.0)
    before = (1.0 + rows.growth_per_year[follows]) ** ((since - start) / 4.0)
    found[follows] = before * now * np.where(national.in_money[use], 1.0, dearer)
    return found


def write_orders(world: World) -> None:
    """Units that each contracted line has been ordered this quarter, by destination.

    Value of its orders · growth · season · events / the line's price; nothing is for buyers in
    the city, since principals take the goods away. What events do to brands by name is in the
    shipments of their world market.
    """
    lines, orders, principals = world.lines, world.orders, world.principals
    live = orders.live
    principal, line = orders.principal[live], orders.line[live]
    use = principals.use
    season = world.static.seasonal[world.quarter % 4][use] * level(world)
    abroad = world.city.principals.export_share
    shock = np.where(by_name(world.city)[:, None], 1.0, world.markets.demand_factor[use])
    price = np.maximum(lines.price, 1e-9) / 1e6
    worth = orders.value[live]
    home = sum_by(line, worth * (season * (1.0 - abroad) * shock[:, 1])[principal], lines.n)
    away = sum_by(line, worth * (season * abroad * shock[:, 2])[principal], lines.n)
    lines.ordered[:, 1] = home / price
    lines.ordered[:, 2] = away / price


class Makers(NamedTuple):
    """Contracted lines, their value to principals, their capacity in million yuan a quarter."""

    line: Slots
    value: Floats
    capacity: Floats


def makers(world: World) -> Makers:
    """Who can make to order, by what they ask and how good they are."""
    lines, firms, markets = world.lines, world.firms, world.markets
    line = np.flatnonzero(lines.contracted)
    use, firm = lines.use[line], lines.firm[line]
    local = firms.local_share[firm]
    abroad = world.city.regions.abroad
    wages = world.city.regions.wage_index
    near = float(wages[~abroad].mean()) if (~abroad).any() else 1.0
    wage = local * relative_wage(world) + (1.0 - local) * near * outside_wage(world)
    asked = rules.fee(
        markets.labour_share[use],
        markets.energy_share[use],
        wage,
        hourly_output(world, firm),
        lines.markup[line],
    )
    quality = firms.technology[firm] / world.markets.outside_quality[use]
    worth = rules.maker_value(
        asked,
        quality,
        world.parameters.contracting.fee_weight,
        world.parameters.demand.alpha_quality,
    )
    return Makers(line, worth, lines.capacity[line] * lines.price[line] / 1e6)


def values(world: World, known: Makers) -> tuple[Floats, Floats]:
    """Value of the city's makers together by market (uses,), and of regions (principals, regions).

    The city's is the mean over capacity, −inf where nobody makes it. A region's makers have the
    market's margin at the start, their wages, and an incentive as a share of the fee; places
    abroad gain with geopolitics from a date on, by the principal's sensitivity.
    """
    markets, p, city = world.markets, world.parameters.contracting, world.city
    line, worth, capacity = known
    use = world.lines.use[line]
    room = sum_by(use, capacity, len(world.markets))
    mean = sum_by(use, capacity * worth, len(world.markets)) / np.maximum(room, 1e-12)
    here = np.where(room > 0.0, mean, -np.inf)
    regions, of = city.regions, world.principals.use
    wage = regions.wage_index * outside_wage(world)
    markup = np.minimum(
        markets.reference_price / markets.reference_cost - 1.0, p.margin / (1.0 - p.margin)
    )
    asked = rules.fee(
        markets.labour_share[of][:, None],
        markets.energy_share[of][:, None],
        wage,
        1.0,
        markup[of][:, None],
    )
    asked = asked * (1.0 - p.incentive * regions.incentive_index)
    until = min(world.quarter / 4.0, p.geopolitics_until)
    years = max(0.0, until - p.geopolitics_from)
    pull = p.geopolitics_rise * years * regions.abroad
    push = city.principals.geopolitics[:, None] * pull
    there = rules.maker_value(asked, np.ones(1), p.fee_weight, 0.0) + push
    return here, there


def bring_orders(world: World, lines: Slots, turnover: Floats) -> None:
    """Orders that arriving plants bring along, taken from what their principals had made elsewhere.

    One order each, from a principal of the market drawn by what lies elsewhere, at most a part of
    it. ``turnover`` in million yuan a quarter.
    """
    principals, owner = world.principals, world.lines.firm[lines]
    lane = world.firms.lane[owner]
    luck = world.draws.uniform_pair(ARRIVAL, lane, np.zeros(len(lane), dtype=np.int64))
    now, most = level(world), world.parameters.contracting.brought_most
    for i, line in enumerate(lines.tolist()):
        mine = np.flatnonzero(principals.use == world.lines.use[line])
        weight = np.cumsum(principals.elsewhere[mine])
        row = mine[min(int((weight <= luck[i] * weight[-1]).sum()), len(mine) - 1)]
        size = min(float(turnover[i] / now[row]), most * float(principals.elsewhere[row]))
        principals.elsewhere[row] -= size
        world.orders.add(
            1,
            lane=LATER_LOTS + 2 * int(lane[i]) + 1,
            kind=0,
            born=world.quarter,
            principal=row,
            line=line,
            value=size,
            placed=world.quarter,
        )
