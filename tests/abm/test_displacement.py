"""Jobs and output of special parks by where their firms came from."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import IndustryModel
from abm.outcomes.displacement import MOVED, NEW, OUTSIDE, STAYED, SUMS, WAYS, by_way, ways
from tests.littleton import ACTION, LITTLETON

EASY = "moves.cost=0.5; moves.cost_plant=0; moves.outlay=1; attraction.projects_per_year=6"


@pytest.fixture(scope="module")
def model() -> IndustryModel:
    return IndustryModel(city=LITTLETON, plan=ACTION, settings=EASY, rng=3).run()


def test_parts_add_up_to_the_whole_and_everybody_is_somewhere(model) -> None:
    for name in SUMS:
        parts = sum(model.record.latest(f"{name}_{way}") for way in WAYS)
        assert model.record.latest(name) == pytest.approx(parts)
    world = model.world
    jobs, output = by_way(world, np.ones(world.parks.n, dtype=bool))
    assert jobs.sum() == pytest.approx(world.segments.jobs.sum())
    assert output.sum() == pytest.approx(world.firms.output_year[world.firms.live].sum())
    assert (jobs > 0).all()


def test_how_a_firm_came_is_read_from_its_dates(model) -> None:
    firms, start = model.world.firms, model.world.city.policy_start
    found = ways(model.world)
    for slot in firms.live.tolist():
        if firms.last_move[slot] >= start:
            expected = MOVED
        elif firms.born[slot] < start:
            expected = STAYED
        else:
            expected = OUTSIDE if firms.arrived[slot] else NEW
        assert found[slot] == expected


def test_jobs_are_where_they_are_and_not_where_headquarters_are(model) -> None:
    world, firms = model.world, model.world.firms
    one = np.arange(world.parks.n) == 1
    jobs, _ = by_way(world, one)
    expected = 0.0
    for slot in firms.live.tolist():
        site = firms.plant[slot] if firms.plant[slot] >= 0 else firms.hq[slot]
        expected += (firms.engineers[slot] + firms.staff[slot]) * (firms.hq[slot] == 1)
        expected += firms.operators[slot] * (site == 1)
    assert jobs.sum() == pytest.approx(expected)


def test_before_the_policy_nobody_has_come_since(model) -> None:
    columns = model.record
    before = model.world.city.policy_start - model.world.city.start
    for name in SUMS:
        for way in WAYS[1:]:
            assert (columns.column(f"{name}_{way}")[:before] == 0).all()


@pytest.mark.slow
def test_entry_answers_what_places_are_worth() -> None:
    def births(response: float, bent: float) -> float:
        found = 0.0
        for seed in range(4):
            model = IndustryModel(
                city=LITTLETON,
                rng=seed,
                settings=f"entry.location_response={response}",
            )
            model.step()
            model.world.segments.worth_start = model.world.segments.worth_start - bent
            model.run()
            found += float(model.record.column("entrants").sum())
        return found

    assert births(0.3, 1.5) > 1.1 * births(0.3, 0.0)
    assert births(0.0, 1.5) == births(0.0, 0.0)
