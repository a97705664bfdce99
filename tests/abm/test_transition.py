"""Vehicle makers of the small city turn to NEVs; brands without licence build at licensed plants.

Its scooters stand for cars: electric ones are the new-energy ones.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from abm.model import IndustryModel
from abm.steps import transition as steps
from agents.world import World
from engine.model import Step
from tests.littleton import BASELINE, LITTLETON
from tests.schedule import end_behind


def model(settings: str = "", bend: Callable[[World], None] | None = None) -> IndustryModel:
    """The small city, with terms that a test bends where an instrument would."""
    found = IndustryModel(city=LITTLETON, plan=BASELINE, settings=settings, check=True, rng=3)
    if bend is not None:
        found.schedule.insert_after("government", Step("bend", bend))
    return found


def capacity(world: World, firm: int) -> tuple[float, float]:
    """What a firm's engine and NEV lines can make."""
    markets, lines = world.markets, world.lines
    mine = (lines.firm == firm) & lines.alive
    nev = markets.is_nev[lines.use]
    engine = markets.is_vehicle[lines.use] & ~nev
    return float(lines.capacity[mine & engine].sum()), float(lines.capacity[mine & nev].sum())


def swiftwheel(world: World) -> int:
    row = world.city.firms.index["swiftwheel"]
    return int(np.flatnonzero(world.firms.name_row == row)[0])


def ahead(world: World) -> None:
    """As if the country had turned: the NEV market sold nine tenths of all."""
    world.markets.national_year[world.markets.is_nev] = 9e6
    world.markets.national_year[world.markets.is_vehicle & ~world.markets.is_nev] = 1e6


def test_capacity_and_loyal_buyers_move_and_none_is_lost() -> None:
    found = model("vehicles.loyalty=1")
    found.step()
    world = found.world
    ahead(world)
    firm = swiftwheel(world)
    engine, nev = capacity(world, firm)
    lines = world.lines
    old = np.flatnonzero(
        (lines.firm == firm) & (world.markets.is_vehicle & ~world.markets.is_nev)[lines.use]
    )
    expected = float(lines.expected[lines.firm == firm].sum())
    reach = lines.reach.copy()
    cash = float(world.firms.cash[firm])
    world.ledger.begin()
    steps.turn(world)
    engine_after, nev_after = capacity(world, firm)
    rise = world.parameters.vehicles.transition_speed * (0.9 - nev / (engine + nev))
    assert nev_after - nev == pytest.approx(rise * (engine + nev))
    assert engine_after + nev_after == pytest.approx(engine + nev)
    assert (lines.reach[old] < reach[old]).all()
    line = int(steps.nev_line_of(world, np.array([firm]))[0])
    assert (lines.reach[line] > reach[line]).all()
    moved = lines.expected[lines.firm == firm].sum()
    assert moved == pytest.approx(expected, rel=0.02)
    assert world.firms.cash[firm] < cash
    assert world.ledger.flow("equipment") > 0.0


def test_who_is_not_loyal_chooses_anew() -> None:
    """The maker loses buyers of engine cars as before, and wins fewer of NEVs."""
    won, lost = [], []
    for loyalty in (1.0, 0.25):
        found = model(f"vehicles.loyalty={loyalty}")
        found.step()
        world = found.world
        ahead(world)
        firm = swiftwheel(world)
        lines = world.lines
        markets = world.markets
        of_engines = (markets.is_vehicle & ~markets.is_nev)[lines.use]
        engine = np.flatnonzero((lines.firm == firm) & of_engines)
        nev = steps.nev_line_of(world, np.array([firm]))
        before = lines.reach.copy()
        world.ledger.begin()
        steps.turn(world)
        won.append(lines.reach[nev] - before[nev])
        lost.append(lines.reach[engine] - before[engine])
    assert won[1] == pytest.approx(0.25 * won[0], rel=0.05)
    assert lost[1] == pytest.approx(lost[0], rel=0.05)


def test_buyers_do_not_move_to_a_market_that_is_not_there() -> None:
    found = model()
    found.step()
    world = found.world
    ahead(world)
    lines, markets = world.lines, world.markets
    world.markets.size[markets.is_nev, 2] = 0.0
    lines.demand[(markets.is_vehicle & ~markets.is_nev)[lines.use], 2] = 5.0
    reach = lines.reach.copy()
    world.ledger.begin()
    with np.errstate(all="raise"):
        steps.turn(world)
    nev = steps.nev_line_of(world, np.array([swiftwheel(world)]))
    assert (lines.reach[nev, 0] > reach[nev, 0]).all()
    assert (lines.reach[nev, 2] == reach[nev, 2]).all()


def test_a_maker_without_nevs_opens_a_line_that_sells_after_its_permit() -> None:
    found = model(bend=ahead)
    world = found.world
    markets, lines = world.markets, world.lines
    engine = markets.is_vehicle & ~markets.is_nev
    makers = np.unique(lines.firm[lines.alive & engine[lines.use]])
    without = makers[steps.nev_line_of(world, makers) < 0]
    assert len(without) > 0
    lanes = world.firms.lane[without]
    found.run(world.quarter + 7)
    alive = world.firms.find(lanes)
    alive = alive[alive >= 0]
    line = steps.nev_line_of(world, alive)
    assert len(alive) > 0
    assert (line >= 0).all()
    assert (lines.sold[line].sum(axis=1) > 0.0).all()
    assert len(np.unique(lines.lane[lines.live])) == len(lines.live)
    assert len(np.unique(world.products.lane)) == len(world.products.lane)


def test_policy_hastens_the_turn_and_the_switch_stops_it() -> None:
    def hasten(world: World) -> None:
        ahead(world)
        world.terms.oem_transition = 3.0

    def share(settings: str, bend: Callable[[World], None]) -> float:
        found = model(settings, bend)
        found.run(found.world.quarter + 5)
        engine, nev = capacity(found.world, swiftwheel(found.world))
        return nev / (engine + nev)

    off = share("vehicles.transition_speed=0", ahead)
    plain, fast = share("", ahead), share("", hasten)
    assert off < plain < fast


def test_brands_without_licence_build_here_only_where_they_may() -> None:
    def allow(world: World) -> None:
        world.terms.coproduction = 0.6

    closed, opened = model(), model(bend=allow)
    lanes = np.zeros(0, dtype=np.int64)
    for found in (closed, opened):
        world = found.world
        # A brand of cars that has its goods made elsewhere.
        guests = np.flatnonzero(
            world.firms.alive & world.markets.is_vehicle[world.firms.use] & ~world.firms.licence
        )
        assert len(guests) > 0
        world.firms.local_share[guests] = 0.0
        world.firms.plant[guests] = -1
        lanes = world.firms.lane[guests]
        found.run(world.quarter + 3)
    idle = closed.world.firms
    still = idle.find(lanes)
    assert (idle.local_share[still[still >= 0]] == 0.0).all()
    firms = opened.world.firms
    alive = firms.find(lanes)
    alive = alive[alive >= 0]
    sells = np.isin(alive, opened.world.lines.firm[opened.world.lines.made > 0.0])
    assert sells.any()
    assert (firms.local_share[alive[sells]] > 0.0).all()
    assert (firms.local_share[alive] <= 0.6 + 1e-12).all()
    hosts = firms.plant[firms.alive & firms.licence]
    assert np.isin(firms.plant[alive[sells]], hosts).all()


def test_newcomers_in_vehicles_have_no_plant_here() -> None:
    found = model("entry.base=2")
    found.run(found.world.quarter + 9)
    world = found.world
    new = np.flatnonzero((world.firms.born > world.city.start) & (world.firms.name_row < 0))
    cars = new[world.markets.is_vehicle[world.firms.use[new]] & ~world.firms.licence[new]]
    assert len(cars) > 0
    assert (world.firms.local_share[cars] == 0.0).all()
    assert (world.firms.plant[cars] == -1).all()


def test_guests_pay_for_the_plant_and_a_fee_to_their_hosts() -> None:
    """Turning the plant over costs equipment; each quarter the hosts earn what the guests pay."""

    def allow(world: World) -> None:
        world.terms.coproduction = 0.6

    found = model(bend=allow)
    world = found.world
    firms = world.firms
    guests = firms.alive & world.markets.is_vehicle[firms.use] & ~firms.licence
    firms.local_share[guests], firms.plant[guests] = 0.0, -1
    lanes = firms.lane[guests]
    found.run(world.quarter + 3)
    end_behind(found, "finance")
    found.step()
    slots = firms.find(lanes)
    slots = slots[(slots >= 0)]
    slots = slots[(firms.local_share[slots] > 0.0) & (firms.maker[slots] < 0)]
    assert len(slots) > 0
    cash, profit, added = (x.copy() for x in (firms.cash, firms.profit, firms.value_added))
    steps.pay_hosts(world)
    fee = world.parameters.contracting.fee_margin * firms.making[slots]
    assert fee.sum() > 0.0
    assert cash[slots] - firms.cash[slots] == pytest.approx(fee)
    for before, after in ((cash, firms.cash), (profit, firms.profit), (added, firms.value_added)):
        assert (after - before).sum() == pytest.approx(0.0, abs=1e-9 * np.abs(before).sum())
    hosts = np.flatnonzero(firms.cash > cash)
    assert len(hosts) > 0 and firms.licence[hosts].all()
    before = firms.cash.copy()
    equipment = world.ledger.flow("equipment")
    firms.local_share[slots] *= 0.5
    steps.coproduce(world)
    assert world.ledger.flow("equipment") > equipment
    assert (firms.cash[slots] <= before[slots]).all()
