"""Failing firms that a stronger firm of the same segment buys instead of letting them close."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.frontier import lead_of
from abm.market import price_level
from agents import acquisition as rules
from agents import kinds
from agents.world import World
from engine.choice import gumbel
from engine.draws import Decision
from engine.memory import added
from engine.ration import rounds_by_group
from engine.table import Slots

Floats = NDArray[np.float64]

OFFERED = Decision("acquisition.offered")
BUYER = Decision("acquisition.buyer")

COLUMNS = 251
"""Buyers share the noise of a target by luck id modulo this prime."""


def acquisitions(world: World, leaving: Slots) -> None:
    """Some leaving firms with sales or technology worth having find a buyer.

    The buyer pays the price into the firm, whose accounts are then settled by rank with all
    others that leave: owners get what is left. The firm's identity ends.
    """
    world.accounts.acquisitions = 0
    firms, p = world.firms, world.parameters.exit
    luck = world.draws.uniform(OFFERED, world.quarter, firms.lane[leaving])
    target = leaving[luck < p.acquisition_chance]
    year = added(firms.revenue_past[target], 4)
    lead = lead_of(world, target)
    least = 4.0 * p.minimal_revenue * price_level(world)
    worth = rules.worth_buying(year, least, lead, p.acquisition_behind)
    target, year, lead = target[worth], year[worth], lead[worth]
    if not len(target):
        return
    asked = rules.price(year, added(firms.rd_past[target], 4), p.acquisition_price)
    buyer = find_buyers(world, target, asked, year, leaving)
    found = buyer >= 0
    target, buyer = target[found], buyer[found]
    if not len(target):
        return
    world.accounts.acquisitions = len(target)
    world.ledger.pay("acquisitions", world.firm_rows(buyer), world.firm_rows(target), asked[found])
    firms.technology[buyer] *= np.exp(
        rules.learned(lead_of(world, buyer), lead[found], p.acquisition_absorbed)
    )
    merge_lines(world, target, buyer)
    merge_books(world, target, buyer)


def find_buyers(world: World, target: Slots, asked: Floats, year: Floats, leaving: Slots) -> Slots:
    """Buyer of each target, −1 without: Gumbel-max on ln revenue among firms that can pay.

    A buyer is larger, of the same segment, and keeps a reserve of cash; it buys one
    firm a quarter. The noise belongs to (quarter, target's luck id, buyer's luck id modulo a
    prime).
    """
    firms, p = world.firms, world.parameters.exit
    spare = firms.cash - p.acquisition_reserve * world.accounts.cost
    wanted = np.zeros(len(world.segments), dtype=bool)
    wanted[firms.segment[target]] = True
    able = (spare >= asked.min()) & wanted[firms.segment]
    able[leaving] = False
    buyers = np.flatnonzero(able)
    buyers = buyers[firms.kind[buyers] != kinds.STARTUP]
    size = added(firms.revenue_past, 4)[buyers]
    lane, column = firms.lane[target], firms.lane[buyers] % COLUMNS
    pull, means = np.log(np.maximum(size, 1e-12)), spare[buyers]

    def utility(row: Slots, place: Slots) -> Floats:
        fits = (means[place] >= asked[row]) & (size[place] > year[row])
        luck = world.draws.uniform_cells(BUYER, world.quarter, lane[row], column[place])
        return np.where(fits, pull[place] + gumbel(luck), -np.inf)

    place = rounds_by_group(
        firms.segment[target],
        firms.segment[buyers],
        utility,
        np.ones(len(target)),
        np.ones(len(buyers)),
        -year,
        lane,
    )
    return np.where(place >= 0, buyers[place], -1) if len(buyers) else place


def merge_lines(world: World, target: Slots, buyer: Slots) -> None:
    """Lines go over with models and plants; where the buyer has one of the kind, they join it.

    Of the kind: in the same market, and both for buyers or both to principals' orders. A joined
    line brings its reach, capacity, stock and orders; its models end with its name.
    """
    lines, firms = world.lines, world.firms
    to = np.full(firms.n, -1)
    to[target] = buyer
    moving = np.flatnonzero(to[lines.firm] >= 0)
    if not len(moving):
        return
    buys = np.zeros(firms.n, dtype=bool)
    buys[buyer] = True
    theirs = np.flatnonzero(buys[lines.firm])
    same = to[lines.firm[moving]][:, None] == lines.firm[theirs]
    same &= lines.use[moving][:, None] == lines.use[theirs]
    same &= lines.contracted[moving][:, None] == lines.contracted[theirs]
    row, column = np.nonzero(same)
    old, into = moving[row], theirs[column]
    lines.reach[into] += lines.reach[old]
    for name in ("capacity", "stock", "expected", "share"):
        column = getattr(lines, name)
        column[into] += column[old]
    lines.share_year[into] += lines.share_year[old]
    lines.stock[old] = 0.0
    if len(old) and world.orders.n:
        goes = np.append(np.arange(lines.n), -1)
        goes[old] = into
        world.orders.line = goes[world.orders.line]
    whole = moving[~same.any(axis=1)]
    lines.firm[whole] = to[lines.firm[whole]]


def merge_books(world: World, target: Slots, buyer: Slots) -> None:
    """The buyer's memory takes in the target's, so that a merger is no growth.

    Plants go over with the licence to build cars, the capacity for hire, and the brands that have
    their goods made there. Shares of one main market add up, of two the larger counts.
    """
    firms = world.firms
    size = firms.revenue_past[buyer, 0], firms.revenue_past[target, 0]
    total = np.maximum(size[0] + size[1], 1e-12)
    mean = size[0] * firms.local_share[buyer] + size[1] * firms.local_share[target]
    firms.local_share[buyer] = np.where(
        size[1] > 0.0, np.clip(mean / total, 0.0, 1.0), firms.local_share[buyer]
    )
    none = firms.plant[buyer] < 0
    firms.plant[buyer] = np.where(none, firms.plant[target], firms.plant[buyer])
    for name in ("revenue_past", "rd_past", "hire_capacity"):
        getattr(firms, name)[buyer] += getattr(firms, name)[target]
    own, bought = firms.share_past[buyer], firms.share_past[target]
    same = (firms.use[buyer] == firms.use[target])[:, None]
    firms.share_past[buyer] = np.where(same, own + bought, np.maximum(own, bought))
    firms.licence[buyer] |= firms.licence[target]
    goes = np.arange(firms.n)
    goes[target] = buyer
    hires = np.flatnonzero(firms.maker >= 0)
    firms.maker[hires] = goes[firms.maker[hires]]
