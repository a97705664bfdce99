"""Makers of cars take up assisted driving: what they spend on it, and with whom."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.component_contents import car_uses, held, level2_cost, told
from agents import driving as rules
from agents import kinds
from agents.world import World
from engine.choice import gumbel
from engine.draws import Decision
from engine.groups import sum_by
from engine.memory import push
from engine.table import Slots

Floats = NDArray[np.float64]

FINDS = Decision("driving.finds")
PARTNER = Decision("driving.partner")
OUTSIDE = Decision("driving.outside")


def driving(world: World) -> None:
    """Levels of makers and of the country rise towards what buyers pay for; fees are paid.

    Only where the city tells what a system costs by car (``component_contents.csv``).
    """
    if not told(world):
        return
    set_out(world)
    cost = level2_cost(world)
    makers, cars, price, own_cost = _makers(world, cost)
    if not len(makers):
        return
    p, firms = world.parameters.driving, world.firms
    mean = float(cost[cost > 0.0].mean())
    aim = rules.willing(_worth(world, price), own_cost, p.slope)
    join(world, makers, aim, cars)
    pace = rules.pace(p.pace, world.terms.oem_transition, firms.driving_allied[makers], p.allied)
    invest(world, makers, rules.rise(firms.level2[makers], aim, pace))
    pay_partners(world, makers)
    outside = rules.willing(_worth(world, np.ones(1)), mean, p.slope)
    national = world.economy.level2_national
    world.economy.level2_national = national + rules.rise(national, outside, p.pace)
    push(world.economy.level2_year, world.economy.level2_national)


def set_out(world: World) -> None:
    """New makers of cars begin where the country stands, or where the data say of them."""
    if not told(world):
        return
    firms, rows = world.firms, world.city.driving_levels
    makers = np.unique(world.lines.firm[_car_lines(world)])
    new = makers[firms.level2[makers] == 0.0]
    firms.level2[new] = world.economy.level2_national[0]
    for row, share in zip(rows.firm.tolist(), rows.share.tolist(), strict=True):
        firms.level2[new[firms.name_row[new] == row]] = share


def _car_lines(world: World) -> Slots:
    """Lines for buyers in markets whose cars hold a driving system at level 2."""
    lines = world.lines
    found: Slots = np.flatnonzero(car_uses(world)[lines.use] & ~lines.contracted)
    return found


def _makers(world: World, cost: Floats) -> tuple[Slots, Floats, Floats, Floats]:
    """Makers of cars; cars a year that they expect, their price by outside makers', and the cost of
    a system, by their cars."""
    lines, markets = world.lines, world.markets
    line = _car_lines(world)
    line = line[lines.expected[line] > 0.0]
    makers, row = np.unique(lines.firm[line], return_inverse=True)
    units, use, size = lines.expected[line], lines.use[line], len(makers)
    total = sum_by(row, units, size)
    price = sum_by(row, units * lines.price[line], size)
    price /= sum_by(row, units * markets.outside_price[use], size)
    return makers, 4.0 * total, price, sum_by(row, units * cost[use], size) / total


def _worth(world: World, price: Floats) -> Floats:
    p = world.parameters.driving
    rows = held(world.city, world.cut)
    before = np.zeros(world.markets.n)
    np.add.at(before, rows.use[rows.by_level], rows.value[0, rows.by_level])
    start = float(before[before > 0.0].mean()) * float(np.exp(p.worth))
    years = (world.quarter - world.city.start) / 4.0
    return rules.worth(start, p.worth_growth, years, price, p.price_weight)


def join(world: World, makers: Slots, aim: Floats, cars: Floats) -> None:
    """Makers that lag look for a technology firm's system where that is cheaper than one of their
    own, and find one by chance, which policy raises as it does the pace."""
    firms, p = world.firms, world.parameters.driving
    share = firms.level2[makers]
    lacks = (aim - share >= p.lacking) & ~firms.driving_allied[makers]
    lacks &= rules.joins(share, aim, cars, fee=p.fee, years=p.fee_years, development=p.development)
    looking = makers[lacks]
    if not len(looking):
        return
    luck = world.draws.uniform(FINDS, world.quarter, firms.lane[looking])
    joining = looking[luck < p.chance * (1.0 + world.terms.oem_transition)]
    if not len(joining):
        return
    firms.driving_allied[joining] = True
    firms.driving_partner[joining] = partners(world, joining)


def partners(world: World, joining: Slots) -> Slots:
    """The technology firm of each maker: one of the city's suppliers of such systems, or one from
    outside, −1: Gumbel-max on ln technology, with luck of the pair."""
    firms, p = world.firms, world.parameters.driving
    rows = held(world.city, world.cut)
    systems = np.isin(firms.use, rows.part[rows.by_level]) & firms.is_kind(kinds.SUPPLIER)
    there = np.flatnonzero(systems & firms.alive)
    if not len(there):
        return np.full(len(joining), -1)
    lane = firms.lane[joining]
    luck = [
        gumbel(world.draws.uniform_pair(PARTNER, lane, np.full(len(lane), code)))
        for code in firms.lane[there].tolist()
    ]
    skill = np.log(firms.technology[there])
    score = (skill - skill.mean())[:, None] + np.stack(luck)
    outside = gumbel(world.draws.uniform(OUTSIDE, 0, lane)) + np.log(max(p.outside, 1e-300))
    found: Slots = np.where(score.max(axis=0) > outside, there[score.argmax(axis=0)], -1)
    return found


def invest(world: World, makers: Slots, rise: Floats) -> None:
    """Raise levels, a system of one's own as far as the part of R&D that goes to it reaches."""
    firms, p = world.firms, world.parameters.driving
    own = rules.developed(rise, p.research * firms.rd_real[makers], p.development)
    firms.level2[makers] += np.where(firms.driving_allied[makers], rise, own)


def pay_partners(world: World, makers: Slots) -> None:
    """Makers with a technology firm's system pay it by car; one from outside, the rest."""
    firms, lines, ledger = world.firms, world.lines, world.ledger
    line = _car_lines(world)
    made = sum_by(lines.firm[line], lines.made[line], firms.n)
    paid = world.parameters.driving.fee * made * firms.level2
    paid = np.where(firms.driving_allied, paid, 0.0)
    if not paid.any():
        return
    partner = firms.driving_partner
    known = np.flatnonzero((partner >= 0) & (paid > 0.0))
    got = sum_by(partner[known], paid[known], firms.n)
    away = paid.copy()
    away[known] = 0.0
    ledger.pay("technology_fees", world.firm_rows(), "rest", away)
    ledger.pay("technology_fees", world.firm_rows(), "clearing", paid - away)
    ledger.pay("technology_fees", "clearing", world.firm_rows(), got)
    for past in (firms.profit_past, firms.value_added_past):
        past[:, 0] += got - paid
    firms.profit = firms.profit + got - paid
    firms.year_profit = firms.year_profit + got - paid
    firms.value_added = firms.value_added + got - paid
