"""Incidents, trust, openness and permits in the small city."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from abm.model import IndustryModel
from abm.steps.research import permit_wait
from agents.world import World
from engine.model import Step
from tests.littleton import BASELINE, LITTLETON


def model(settings: str = "", bend: Callable[[World], None] | None = None) -> IndustryModel:
    """The small city, with terms that a test bends where an instrument would."""
    found = IndustryModel(city=LITTLETON, plan=BASELINE, settings=settings, check=True, rng=3)
    if bend is not None:
        found.schedule.insert_after("government", Step("bend", bend))
    return found


def graded(world: World) -> np.ndarray:
    return world.markets.permit_grade > 0


def test_an_incident_costs_trust_demand_in_the_city_and_money() -> None:
    calm, struck = model("safety.hazard=0"), model("safety.hazard=100; safety.drop=0.3")
    for one in (calm, struck):
        one.step()
    exposed = np.unique(calm.world.markets.segment[graded(calm.world)])
    assert (struck.world.segments.incidents[exposed] == 1.0).all()
    assert (struck.world.segments.trust[exposed] < 1.0).all()
    assert struck.world.ledger.flow("compensation") > 0.0
    assert calm.world.ledger.flow("compensation") == 0.0
    assert struck.world.firms.profit.sum() < calm.world.firms.profit.sum()
    for one in (calm, struck):
        one.step()
    fewer = struck.world.markets.size[:, 0] < calm.world.markets.size[:, 0]
    adopts = ~calm.world.markets.grows
    assert fewer[graded(calm.world) & adopts].all()
    assert struck.trust < calm.trust == 1.0


def test_full_supervision_prevents_them_all() -> None:
    def watch(world: World) -> None:
        world.terms.supervision[:] = 1.0

    guarded = model("safety.hazard=100", watch)
    guarded.run(guarded.world.quarter + 3)
    assert (guarded.world.segments.trust == 1.0).all()


def test_opening_raises_the_city_first_and_the_country_by_what_it_sees() -> None:
    def open_all(world: World) -> None:
        world.terms.openness[:] = 0.2

    plain, opened, blind = (
        model("safety.hazard=0"),
        model("safety.hazard=0", open_all),
        model("safety.hazard=0; demand.demonstration=0", open_all),
    )
    for one in (plain, opened, blind):
        one.run(one.world.quarter + 3)
    placed = (plain.world.markets.scenario >= 0) & ~plain.world.markets.grows
    assert (plain.world.markets.openness == 1.0).all()
    city, rest, export = opened.world.markets.openness.T
    assert (city[placed] > 1.0).all()
    assert ((rest > 1.0) & (rest < city))[placed].all()
    assert (export == 1.0).all()
    assert (blind.world.markets.openness[:, 1] == 1.0).all()
    more = opened.world.markets.size > plain.world.markets.size
    assert more[placed, 0].all()


def test_permits_are_eased_by_grades_and_hastened_by_approval() -> None:
    world = model().world
    uses = np.arange(world.markets.n)
    grade = world.markets.permit_grade
    full = permit_wait(world, uses)
    assert full.tolist() == [(0, 2, 4, 8)[g] for g in grade.tolist()]
    world.terms.approval_delay = 0.5
    assert permit_wait(world, uses).tolist() == (full // 2).tolist()
    world.terms.permit_grade[:] = 3
    assert permit_wait(world, uses).tolist() == [0] * len(uses)
