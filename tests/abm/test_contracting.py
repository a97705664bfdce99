"""Orders of principals in the small city: nothing is lost, nobody takes more than it can make."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import IndustryModel
from abm.steps.contracting.order_book import level, makers, values
from abm.steps.plans import plans
from agents import contracting as rules
from agents.world import World
from engine.groups import sum_by
from tests.littleton import BASELINE, LITTLETON


def model(settings: str = "", seed: int = 1, quarters: int = 0) -> IndustryModel:
    found = IndustryModel(city=LITTLETON, plan=BASELINE, settings=settings, rng=seed)
    for _ in range(quarters):
        found.step()
    return found


def in_the_city(world: World) -> np.ndarray:
    live = world.orders.live
    return sum_by(world.orders.principal[live], world.orders.value[live], len(world.principals))


def test_the_start_gives_every_maker_its_turnover() -> None:
    world = model().world
    lines, live = world.lines, world.orders.live
    value = sum_by(world.orders.line[live], world.orders.value[live], lines.n)
    mine = np.flatnonzero(lines.contracted)
    assert len(mine) == 9
    assert value[mine] == pytest.approx(lines.expected[mine] * lines.price[mine] / 1e6)
    assert (lines.reach[mine] == 0.0).all()


def test_the_start_is_in_balance() -> None:
    """Each principal's chance for the city is the share that it has there."""
    world = model().world
    city, regions = values(world, makers(world))
    chance = rules.city_chance(world.principals.tie, city[world.principals.use], regions)
    # What engineers add to output per hour is counted once more after the ties are set.
    assert chance == pytest.approx(in_the_city(world) / world.principals.total, rel=1e-3)


def test_orders_are_conserved() -> None:
    found = model(seed=3)
    world = found.world
    total = world.principals.total.copy()
    for _ in range(12):
        found.step()
        assert in_the_city(world) + world.principals.elsewhere == pytest.approx(total, rel=1e-9)
        assert (world.principals.elsewhere >= 0.0).all()
        live = world.orders.live
        same = world.lines.use[world.orders.line[live]]
        assert (same == world.principals.use[world.orders.principal[live]]).all()


def test_nobody_is_given_more_than_it_can_make() -> None:
    """Orders placed in a quarter fit into what the maker has left beside its other orders."""
    found = model(seed=2)
    world = found.world
    for _ in range(12):
        found.step()
        live = world.orders.live
        now = world.orders.value[live] * level(world)[world.orders.principal[live]]
        booked = sum_by(world.orders.line[live], now, world.lines.n)
        fresh = np.unique(world.orders.line[live][world.orders.placed[live] == world.quarter - 1])
        # The step has since let capacity wear and grow; plants lose two per cent a quarter.
        room = world.lines.capacity * world.lines.price / 1e6 * 1.1
        assert (booked[fresh] <= room[fresh]).all()


def test_makers_sell_to_principals_alone() -> None:
    found = model(seed=1, quarters=4)
    world = found.world
    lines = world.lines
    mine = lines.contracted & lines.alive
    assert (lines.sold[mine, 0] == 0.0).all()
    assert world.ledger.flow("turnkey_orders") == pytest.approx(
        float((lines.sold[mine].sum(axis=1) * lines.price[mine]).sum()) / 1e6
    )


def test_a_full_maker_asks_more() -> None:
    found = model(quarters=1)
    lines = found.world.lines
    mine = np.flatnonzero(lines.contracted & lines.alive)
    lines.expected[mine] = lines.capacity[mine] * np.linspace(0.3, 1.0, len(mine))
    plans(found.world)
    ratio = lines.markup[mine] / lines.markup_norm[mine]
    assert (np.diff(ratio) >= 0.0).all()
    assert ratio[-1] > 1.0 > ratio[0]


@pytest.mark.parametrize("rise", [0.0, 0.3])
def test_geopolitics_takes_orders_of_the_sensitive(rise: float) -> None:
    world = model(f"contracting.geopolitics_rise={rise}", quarters=12).world
    world.quarter = world.city.end
    _, regions = values(world, makers(world))
    abroad = world.city.regions.abroad
    sensitive = world.city.principals.geopolitics == 1.0
    gain = regions[sensitive][:, abroad] - regions[~sensitive][:1, abroad]
    assert (gain > 0.5).all() if rise else (gain < 0.5).all()


def test_a_closed_maker_loses_its_orders() -> None:
    found = model(quarters=2)
    world = found.world
    big = int(world.lines.firm[world.orders.line[world.orders.live[0]]])
    found.retire_row(world.firms, big)
    found.step()
    live = world.orders.live
    assert (world.lines.firm[world.orders.line[live]] != big).all()
