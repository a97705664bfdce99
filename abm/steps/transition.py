"""Vehicle makers: from engines to new-energy vehicles, and where brands without licence build."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.start.founding import LINE_SPAN, PRODUCT_SPAN, driving_level
from abm.steps.research import LEVEL, nev_line_of, permit_wait
from agents import transition as rules
from agents.world import World
from engine.choice import gumbel
from engine.draws import Decision
from engine.groups import sum_by
from engine.memory import added
from engine.table import Slots

Floats = NDArray[np.float64]

PLANT = Decision("vehicles.plant")


def transition(world: World) -> None:
    """Shift capacity and buyers to NEVs, open NEV lines, build at licensed plants."""
    if world.parameters.vehicles.transition_speed > 0.0:
        turn(world)
    if world.terms.coproduction > 0.0:
        coproduce(world)
    pay_hosts(world)


def national_share(world: World) -> float:
    """NEVs in the country's car sales of the last four quarters."""
    markets, units = world.markets, added(world.markets.national_year)
    total = float(units[markets.is_vehicle].sum())
    return float(units[markets.is_nev].sum()) / total if total > 0.0 else 0.0


def turn(world: World) -> None:
    """Each maker with an engine line moves towards the country's NEV share.

    What it moves it pays for; the loyal of those who bought its engine cars come along. A maker
    without an NEV line opens one when it lags by ``transition_opening``; that line starts with its
    permit.
    """
    markets, lines, firms, p = world.markets, world.lines, world.firms, world.parameters.vehicles
    engine = np.flatnonzero((markets.is_vehicle & ~markets.is_nev)[lines.use])
    if not len(engine):
        return
    makers = np.unique(lines.firm[engine])
    old = sum_by(lines.firm[engine], lines.capacity[engine], firms.n)[makers]
    nev = nev_line_of(world, makers)
    has = nev >= 0
    new = np.where(has, lines.capacity[np.maximum(nev, 0)], 0.0)
    share = new / np.maximum(old + new, 1e-12)
    firms.nev_share[makers] = share
    national = national_share(world)
    policy = world.terms.oem_transition
    found = world.accounts.offers
    on_sale = has & np.isfinite(found.value[np.maximum(nev, 0)])
    lag = (national - share) * (1.0 + policy)
    opens = ~has & (lag >= p.transition_opening)
    if opens.any():
        open_nev_lines(world, makers[opens], engine)
    rise = np.where(on_sale, rules.shift(share, national, p.transition_speed, policy), 0.0)
    rise *= old > 0.0
    if not (rise > 0.0).any():
        return
    units = rise * (old + new)
    segment = firms.segment[makers]
    price = markets.reference_price[lines.use[np.maximum(nev, 0)]]
    bill = p.retooling * 4.0 * units * price / 1e6 * world.segments.capital[segment]
    bill *= np.minimum(1.0, np.maximum(0.0, firms.cash[makers]) / np.maximum(bill, 1e-12))
    affordable = bill / np.maximum(
        p.retooling * 4.0 * price / 1e6 * world.segments.capital[segment], 1e-12
    )
    units = np.minimum(units, affordable) if p.retooling > 0.0 else units
    world.ledger.pay("equipment", world.firm_rows(makers), "rest", bill)
    _move(world, makers, engine, nev, np.minimum(1.0, units / np.maximum(old, 1e-12)))


def _move(world: World, makers: Slots, engine: Slots, nev: Slots, part: Floats) -> None:
    """Move ``part`` (makers,) of engine lines' capacity and of their buyers to NEV lines."""
    lines, markets, accounts = world.lines, world.markets, world.accounts
    row = np.full(world.firms.n, -1)
    row[makers] = np.arange(len(makers))
    own = row[lines.firm[engine]]
    gone = part[own]
    buyers = np.zeros((len(makers), 3))
    np.add.at(buyers, own, gone[:, None] * lines.demand[engine])
    buyers = rules.followers(buyers, world.parameters.vehicles.loyalty)
    capacity = np.bincount(own, gone * lines.capacity[engine], len(makers))
    lines.capacity[engine] *= 1.0 - gone
    lines.expected[engine] *= 1.0 - gone
    lines.reach[engine] *= (1.0 - gone)[:, None]
    moves = part > 0.0
    line, buyers = nev[moves], buyers[moves]
    use = lines.use[line]
    # The weight that these buyers are worth among all weights of the cell this quarter.
    size = markets.size[use]
    share = np.divide(buyers, size, out=np.zeros_like(buyers), where=size > 0.0)
    outside = np.maximum(accounts.outside_share[use], 1e-12)
    weight = share * markets.outside_reach[use] / outside
    lines.reach[line] += weight * np.exp(-accounts.offers.value[line])[:, None]
    lines.capacity[line] += capacity[moves]
    lines.expected[line] += buyers.sum(axis=1)


def open_nev_lines(world: World, makers: Slots, engine: Slots) -> None:
    """A first NEV line for makers of engine cars: name and standing are theirs, buyers follow."""
    lines, firms, markets = world.lines, world.firms, world.markets
    old = np.full(firms.n, -1)
    old[lines.firm[engine]] = engine
    first = {int(markets.segment[use]): int(use) for use in np.flatnonzero(markets.is_nev)[::-1]}
    use = np.array([first.get(int(code), -1) for code in firms.segment[makers]])
    makers, use = makers[use >= 0], use[use >= 0]
    if not len(makers):
        return
    of = lines.use[old[makers]]
    lane, ordinal = firms.lane[makers], firms.launches[makers]
    slots = lines.add(
        len(makers),
        lane=lane * LINE_SPAN + 1 + np.array([int((lines.firm == m).sum()) for m in makers]),
        kind=0,
        born=world.quarter,
        firm=makers,
        use=use,
        brand=lines.brand[old[makers]],
        markup=markets.reference_price[use] / markets.reference_cost[use] - 1.0,
        unit_cost=markets.reference_cost[use],
        price=markets.reference_price[use],
        made_past=1.0,
    )
    world.products.add(
        len(makers),
        lane=lane * PRODUCT_SPAN + ordinal,
        kind=0,
        born=world.quarter,
        line=slots,
        quality=firms.technology[makers]
        * markets.outside_quality[use]
        / markets.outside_quality[of],
        launched=world.quarter,
        level=driving_level(world, world.draws.uniform_pair(LEVEL, lane, ordinal), use, makers),
        on_sale=world.quarter + permit_wait(world, use),
    )
    firms.launches[makers] += 1


def coproduce(world: World) -> None:
    """Brands without licence have a rising share built where licensed plants stand idle.

    They pay for turning the plant over to their cars, as far as cash or a parent reaches.
    """
    markets, lines, firms, p = world.markets, world.lines, world.firms, world.parameters.vehicles
    cars = np.flatnonzero(markets.is_vehicle[lines.use])
    owner = lines.firm[cars]
    idle = idle_at_hosts(world, cars)
    made = sum_by(owner, lines.made[cars], firms.n)
    guest = ~firms.licence & (made > 0.0)
    if not (guest.any() and (idle > 0.0).any()):
        return
    here = np.where(guest, firms.local_share, 0.0)
    rise = np.where(guest, rules.coproduction(here, world.terms.coproduction, p.coproduction), 0.0)
    wanted = float((rise * made).sum())
    room = max(0.0, float(idle.sum()) - float((here * made).sum()))
    rise *= min(1.0, room / max(wanted, 1e-12))
    yearly = 4.0 * rise * made * markets.reference_price[firms.use] / 1e6
    bill = p.retooling * yearly * world.segments.capital[firms.segment]
    backed = (firms.parent > 0.0) & (firms.parent_until >= world.quarter)
    able = np.minimum(1.0, np.maximum(0.0, firms.cash) / np.maximum(bill, 1e-12))
    rise *= np.where(backed, 1.0, able)
    bill *= np.where(backed, 1.0, able)
    lacking = np.where(backed, np.maximum(0.0, bill - np.maximum(0.0, firms.cash)), 0.0)
    world.ledger.pay("parent_support", "rest", world.firm_rows(), lacking)
    world.ledger.pay("equipment", world.firm_rows(), "rest", bill)
    firms.local_share = firms.local_share + rise
    seeks = np.flatnonzero(guest & (rise > 0.0) & (firms.plant < 0))
    if len(seeks):
        firms.plant[seeks] = _plants(world, seeks, owner, idle)


def idle_at_hosts(world: World, cars: Slots) -> Floats:
    """What licensed plants in the city could make besides, units a quarter, shape of ``cars``."""
    lines, firms = world.lines, world.firms
    owner = lines.firm[cars]
    licensed = firms.licence & (firms.plant >= 0)
    idle = np.maximum(0.0, lines.capacity[cars] - lines.made[cars]) * firms.local_share[owner]
    return np.where(licensed[owner], idle, 0.0)


def pay_hosts(world: World) -> None:
    """Brands that build at licensed plants pay these a fee for it, by what stands idle there.

    It is the margin that makers for hire ask on labour and energy, which the brands bear
    themselves; those who have a maker pay it already.
    """
    markets, lines, firms, ledger = world.markets, world.lines, world.firms, world.ledger
    cars = np.flatnonzero(markets.is_vehicle[lines.use])
    builds = sum_by(lines.firm[cars], lines.made[cars], firms.n) > 0.0
    guest = builds & ~firms.licence & (firms.plant >= 0) & (firms.maker < 0)
    paid = np.where(guest, world.parameters.contracting.fee_margin * firms.making, 0.0)
    room = sum_by(lines.firm[cars], idle_at_hosts(world, cars), firms.n)
    if not (paid.any() and room.any()):
        return
    got = paid.sum() * room / room.sum()
    ledger.pay("making_fees", world.firm_rows(), "clearing", paid)
    ledger.pay("making_fees", "clearing", world.firm_rows(), got)
    for past in (firms.profit_past, firms.value_added_past):
        past[:, 0] += got - paid
    firms.profit = firms.profit + got - paid
    firms.year_profit = firms.year_profit + got - paid
    firms.value_added = firms.value_added + got - paid


def _plants(world: World, seeks: Slots, owner: Slots, idle: Floats) -> Slots:
    """A licensed plant's park for each brand: Gumbel-max on ln idle capacity."""
    firms = world.firms
    room = sum_by(owner, idle, firms.n)
    hosts = np.flatnonzero(room > 0.0)
    lane = firms.lane[seeks]
    noise = [
        gumbel(world.draws.uniform_pair(PLANT, lane, np.full(len(seeks), code)))
        for code in firms.lane[hosts].tolist()
    ]
    score = np.log(room[hosts])[:, None] + np.stack(noise)
    found: Slots = firms.plant[hosts[np.argmax(score, axis=0)]]
    return found
