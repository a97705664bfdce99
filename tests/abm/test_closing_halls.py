"""Halls that stand idle are closed for good; those that are used, or hired, stay."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import IndustryModel
from abm.steps.finance.credit import owns_plant
from abm.steps.finance.investment import invest
from agents import kinds
from agents.world import World
from engine.model import Step
from tests.littleton import BASELINE, LITTLETON
from tests.schedule import end_behind


def after(world: World, part: float, quarters: int) -> tuple[float, float]:
    """Capacity of the first own plant before and after quarters in which it is wanted in part."""
    lines = world.lines
    line = int(np.flatnonzero(owns_plant(world)[lines.firm] & (lines.capacity > 0.0))[0])
    before = float(lines.capacity[line])
    wanted = part * before * world.parameters.capacity.utilisation
    for _ in range(quarters):
        lines.expected[line], lines.demand[line] = wanted, 0.0
        world.ledger.begin()
        invest(world)
    return before, float(lines.capacity[line])


@pytest.fixture
def world() -> World:
    """Right behind the accounts of a quarter, where investment stands."""
    model = IndustryModel(city=LITTLETON, plan=BASELINE, rng=6)
    model.step()
    end_behind(model, "accounts")
    model.step()
    return model.world


def test_when_orders_move_away_the_halls_are_closed(world: World) -> None:
    p = world.parameters.capacity
    patience = int(p.closing_quarters)
    before, waiting = after(world, 0.1, patience - 1)
    assert waiting == pytest.approx(before * (1.0 - p.depreciation) ** (patience - 1))
    line = int(np.flatnonzero(world.lines.idle == patience - 1)[0])
    world.ledger.begin()
    invest(world)
    assert world.lines.capacity[line] == pytest.approx(0.1 * before)
    # Orders that return find no halls: they have to be built, at most so many a quarter.
    world.lines.expected[line] = before * p.utilisation
    world.firms.parent[world.lines.firm[line]] = 1e9
    world.firms.parent_until[world.lines.firm[line]] = world.quarter
    world.ledger.begin()
    invest(world)
    assert world.lines.capacity[line] < 0.2 * before


def test_halls_in_use_stay(world: World) -> None:
    p = world.parameters.capacity
    before, left = after(world, 0.6, 12)
    assert left >= before * (1.0 - p.depreciation) ** 12 * 0.999 or left >= 0.599 * before


def test_a_contract_maker_whose_principals_move_is_gone_within_years() -> None:
    """The largest of the city, once nobody orders from it any more."""
    model = IndustryModel(city=LITTLETON, plan=BASELINE, check=True, rng=6)
    world = model.world
    makers = world.firms.of_kind(kinds.CONTRACT)
    lane = world.firms.lane[makers[[int(np.argmax(world.firms.revenue[makers]))]]]

    def move_away(world: World) -> None:
        mine = world.lines.contracted & (world.firms.lane[world.lines.firm] == lane)
        world.lines.ordered[mine] = 0.0

    model.schedule.insert_after("contracting", Step("move_away", move_away))
    patience = int(world.parameters.capacity.closing_quarters)
    capacity = []
    while (slot := int(world.firms.find(lane)[0])) >= 0 and len(capacity) < 20:
        capacity.append(float(world.lines.capacity[world.lines.firm == slot].sum()))
        model.step()
    assert len(capacity) < 20  # gone
    assert capacity[patience - 1] > 0.8 * capacity[0]
    assert all(left == 0.0 for left in capacity[patience:])
