"""Brands of the small city that hire capacity, and the makers that let it."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import IndustryModel
from abm.steps.hiring.hired import for_hire, hires, load, margins
from agents.world import World
from tests.littleton import BASELINE, LITTLETON


def model(settings: str = "", quarters: int = 0) -> IndustryModel:
    found = IndustryModel(city=LITTLETON, plan=BASELINE, settings=settings, rng=4, check=True)
    for _ in range(quarters):
        found.step()
    return found


def room(world: World) -> np.ndarray:
    return world.parameters.contracting.fullest * world.firms.hire_capacity


def test_makers_of_the_segment_with_room() -> None:
    world = model().world
    firms = world.firms
    hired = hires(world)
    assert len(hired) > 3
    assert (firms.segment[firms.maker[hired]] == firms.segment[hired]).all()
    assert (load(world, hired) <= room(world) * (1.0 + 1e-12)).all()


def test_fees_pass_from_brands_to_makers() -> None:
    found = model()
    world = found.world
    world.ledger.begin()
    for step in found.schedule:
        step.run(world)
        if step.name == "accounts":
            break
    firms = world.firms
    hired = hires(world)
    assert (firms.operators[hired] == 0.0).all()
    assert (firms.labour[hired] == 0.0).all()
    fees = world.accounts.fees
    assert world.ledger.flow("making_fees") == pytest.approx(2.0 * fees.sum())
    norm = world.parameters.contracting.fee_margin
    maker = firms.maker[hired]
    ask = margins(world, maker, load(world, hired)[maker])
    want = (firms.making[hired] / (1.0 + norm) * (1.0 + ask)).sum()
    assert fees.sum() == pytest.approx(want)
    assert (np.delete(fees, for_hire(world)) == 0.0).all()


def test_a_full_maker_asks_more() -> None:
    world = model().world
    maker = for_hire(world)
    maker = maker[world.firms.hire_capacity[maker] > 0.0][:1]
    low, high = (
        margins(world, maker, use * world.firms.hire_capacity[maker]) for use in (0.5, 0.95)
    )
    assert low < world.parameters.contracting.fee_margin < high


def test_dear_labour_sends_making_away() -> None:
    def share(wage: float) -> float:
        found = model()
        world = found.world
        step = next(s for s in found.schedule if s.name == "hiring")
        for _ in range(4):
            world.economy.wage_operator = world.economy.outside_wage[0, 0] * wage
            step.run(world)
            world.quarter += 1
        hired = hires(world)
        return float(world.firms.local_share[hired].mean())

    assert share(1.3) < share(1.0) < share(0.8)


def test_an_orphan_seeks_another_maker() -> None:
    found = model(quarters=1)
    world = found.world
    firms = world.firms
    gone = int(firms.maker[hires(world)][0])
    found.retire_row(firms, gone)
    for _ in range(5):
        found.step()
    assert (firms.maker[hires(world)] != gone).all()
