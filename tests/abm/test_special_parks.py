"""What makes a specialty park, against plain loops over firms, and what the thresholds mean."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from abm.model import IndustryModel
from abm.outcomes.definitions import MicroPark, SpecialtyPark, of_city
from abm.outcomes.prices import prices_since
from abm.outcomes.specialty import Profile, profile, qualifies
from agents import kinds
from agents.parks import chains
from engine.calendar import quarter_index
from experiments.studies.special_parks import agreement, levels, streaks
from tests.littleton import BASELINE, LITTLETON


@pytest.fixture(scope="module")
def model() -> IndustryModel:
    return IndustryModel(city=LITTLETON, plan=BASELINE, rng=3).run(until=quarter_index("2019Q4"))


def test_tenants_and_output_are_those_of_the_focus_and_who_sells_to_it(model) -> None:
    world = model.world
    firms, need = world.firms, world.static.component_need
    found = profile(world)
    past = world.output_by_place.sum(axis=0)
    some = 0
    for park in range(world.parks.n):
        focus = int(found.focus[park])
        chain = {focus} | {
            s for s in range(len(need)) if need[focus, s] > 0 and world.segments.is_component[s]
        }
        there = [
            slot
            for slot in firms.live.tolist()
            if park in (firms.hq[slot], firms.plant[slot]) and firms.segment[slot] in chain
        ]
        assert found.tenants[park] == len(there)
        assert found.output[park] == pytest.approx(sum(past[s, park] for s in chain))
        some += len(there)
    assert some > 0


def test_output_by_place_adds_up_to_that_of_parks_and_of_firms(model) -> None:
    world = model.world
    assert pytest.approx(world.parks.output_year) == world.output_by_place.sum(axis=1).T
    assert world.output_by_place.sum() > 0


def test_components_that_sell_belong_to_a_chain_and_nobody_else(model) -> None:
    world = model.world
    found = chains(world.static.component_need, world.segments.is_component)
    for s in range(len(found)):
        for t in range(len(found)):
            sells = world.static.component_need[s, t] > 0 and world.segments.is_component[t]
            assert found[s, t] == (s == t or sells)


@pytest.mark.parametrize("short", ["", "share", "odds", "tenants", "output"])
def test_each_threshold_binds(short: str) -> None:
    d = SpecialtyPark(
        job_share=0.25, odds_quotient=2, tenants=12, output_floor=1000, prices_of=2021, quarters=4
    )
    world = SimpleNamespace(
        quarter=quarter_index("2021Q4"),
        parks=SimpleNamespace(kind=np.array([kinds.PARK, kinds.REMAINDER])),
        parameters=SimpleNamespace(price=SimpleNamespace(input_inflation=0.02)),
    )
    enough = {"share": 0.25, "odds": 2.0, "tenants": 12, "output": 1000.0}
    enough |= {short: enough[short] * 0.99 - 1e-9} if short else {}
    two = {name: np.array([value, value]) for name, value in enough.items()}
    x = Profile(focus=np.zeros(2, np.int64), segment_output=np.full(2, 1e9), **two)
    assert qualifies(world, x, d).tolist() == [not short, False]
    # Four years on the same output buys less.
    world.quarter += 16
    assert not qualifies(world, x, d).any()


def test_prices_are_those_of_the_year_asked_for(model) -> None:
    world = model.world
    rate = world.parameters.price.input_inflation
    years = (world.quarter - quarter_index("2016Q4")) / 4
    assert float(prices_since(world, 2016)) == pytest.approx(math.exp(rate * years))
    assert float(prices_since(world, None)) == 1.0


def test_a_city_kept_elsewhere_may_still_ask_for_a_share() -> None:
    d = SpecialtyPark(
        job_share=0.2, odds_quotient=2, tenants=4, output_floor=20, output_cap=200,
        output_share=0.1, quarters=4,
    )  # fmt: skip
    assert MicroPark(area=0.5, tenants=3, output_by_area=36).prices_of is None
    world = SimpleNamespace(quarter=0, parks=SimpleNamespace(kind=np.zeros(2, np.int64)))
    world.parameters = SimpleNamespace(price=SimpleNamespace(input_inflation=0.02))
    full = np.full(2, 0.5), np.full(2, 9.0), np.full(2, 9)
    x = Profile(np.zeros(2, np.int64), *full, np.full(2, 100.0), np.array([500.0, 5000.0]))
    assert qualifies(world, x, d).tolist() == [True, False]


def test_errors_against_designation() -> None:
    passed = np.array([True, True, False, False, False])
    official = np.array([True, False, True, True, False])
    assert agreement(passed, official) == pytest.approx((2 / 3, 1 / 2))


def test_looser_levels_never_count_less() -> None:
    model = IndustryModel(city=LITTLETON, plan=BASELINE, rng=5)
    default = of_city(model.world.city).specialty_parks.default
    found = streaks(model, levels(default), quarter_index("2019Q4")).sum(axis=1)
    assert (np.diff(found.reshape(3, 2), axis=0) <= 0).all()
    assert (np.diff(found.reshape(3, 2), axis=1) <= 0).all()
    assert found[0] > 0
