"""The years behind the first question: their data are there, and the first question sees none."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from abm.city import factor_prices, public_rates
from abm.city.city import city_cached, known_cities
from abm.city.name import with_year
from abm.cut import cut_of, known_set
from abm.model import IndustryModel
from abm.national import paths
from abm.start.population import lanes_at_start
from abm.steps.contracting.order_book import level, makers, values
from abm.steps.contracting.rivalry import by_name
from abm.steps.events import strength
from agents.city import FACTOR_PRICES, City
from agents.world import World
from engine.calendar import QUARTERS_PER_YEAR, quarter_index
from experiments.studies.rival_trend import LATER, TREND, trend_of
from policies.city_plans import main_plan_of, plan_in
from tests.littleton import LITTLETON

SHANGHAI, LATER_SHANGHAI = "shanghai", "shanghai@2030"
START = quarter_index("2026Q1")


def later_questions() -> Iterator[str]:
    for name in known_cities():
        for year in city_cached(name).years[1:]:
            yield with_year(name, year)


@pytest.fixture(scope="module")
def world() -> World:
    return IndustryModel(city=LATER_SHANGHAI, plan="successor_2026", rng=1, world="middle").world


@pytest.mark.parametrize("name", list(later_questions()))
def test_a_later_question_has_its_data(name: str) -> None:
    city = city_cached(name)
    cut = cut_of(city, "middle")
    prices = city.factor_prices
    wanted = {(p, y) for p in FACTOR_PRICES for y in range(city.start // 4, city.year + 1)}
    seen = np.flatnonzero(prices.known < cut).tolist()
    assert not wanted - {(prices.name[row], int(prices.year[row])) for row in seen}
    assert paths(city, known_set(city), "middle").years[-1] >= city.year
    assert {"question", "plan"} <= set(city.targets.headline)
    assert city.year in city.targets.year
    plan, before = plan_in(city, main_plan_of(city)), plan_in(city, "baseline")
    differing = [k for k, s in plan.at(city.end).items() if s != before.at(city.end).get(k)]
    assert len(differing) > 10  # a plan that ends before the question is none
    assert any(first <= city.end <= last for first, last in zip(*_windows(city), strict=True))
    ready = [last for last in city.park_floor.last.tolist() if last > city.policy_start]
    assert max(ready) >= city.end
    assert (city.events.end[city.events.end > city.policy_start + 4] >= city.end).all()


def _windows(city: City) -> tuple[list[int], list[int]]:
    return city.giants.first.tolist(), city.giants.last.tolist()


@pytest.mark.parametrize("world", ["middle", "as-it-came"])
def test_the_first_question_sees_no_price_of_a_later_year(world: str) -> None:
    city = city_cached(SHANGHAI)
    cut = cut_of(city, world)  # type: ignore[arg-type]
    last = factor_prices.at(city, city.end, 1.0, cut)
    middle = factor_prices.at(city, city.end - 1, 1.0, cut)
    assert last == middle  # flat behind the middle of the last year
    assert public_rates.at(city, city.end, cut).car_tax_nev == 0.0
    assert lanes_at_start(city) == lanes_at_start(city_cached(LATER_SHANGHAI)) - 5


def test_taxes_and_wages_go_on_as_published() -> None:
    city = city_cached(LATER_SHANGHAI)
    cut = cut_of(city, "middle")
    tax = [public_rates.at(city, quarter_index(f"{y}Q1"), cut).car_tax_nev for y in (2025, 2026)]
    assert [*tax, public_rates.at(city, quarter_index("2028Q1"), cut).car_tax_nev] == [0, 0.05, 0.1]
    wages = [factor_prices.at(city, q, 1.0, cut).wage_engineer for q in range(START, city.end - 1)]
    assert (np.diff(wages) > 0.0).all()


def test_orders_follow_the_market_of_what_is_ordered(world: World) -> None:
    """By 2030 robots' principals would order 23 times what they did; their market is 15 times."""
    rows, national = world.city.principals, world.national
    growth = (1.0 + rows.growth_per_year) ** 7.0
    named = by_name(world.city)  # whose world market and shares are another test's
    world.quarter = START
    assert level(world)[~named] == pytest.approx(growth[~named])
    begun, last = national.place(START), national.place(world.city.end)
    world.quarter = world.city.end
    found = level(world) / growth
    robots = np.array([key.startswith("robots") for key in rows.keys])
    money = (national.trend[last] / national.trend[begun])[rows.use]
    assert found[robots] == pytest.approx(money[robots])
    dearer = (1.0 + world.parameters.price.input_inflation) ** (
        (world.city.end - START) / QUARTERS_PER_YEAR
    )
    plain = ~robots & ~named
    assert found[plain] == pytest.approx(money[plain] * dearer)
    assert level(world)[robots].max() < 18.0


def test_the_pull_of_places_abroad_ends(world: World) -> None:
    rows = world.city.principals.index
    american, asian = rows["apple_phones"], rows["xiaomi_phones"]

    def pull(quarter: str) -> float:
        world.quarter = quarter_index(quarter)
        there = values(world, makers(world))[1]
        return float((there[american] - there[asian]).max())

    assert pull("2023Q1") < pull("2025Q1") < pull("2026Q1") == pytest.approx(pull("2030Q4"))


def test_no_segment_jumps_when_the_known_years_end() -> None:
    """A fall of demand that was known to 2025 is not made up for in the quarter behind it."""
    model = IndustryModel(city=LATER_SHANGHAI, plan="successor_2026", rng=1, world="middle")
    rows = model.world.city.events
    for row in range(len(rows)):
        if rows.field[row] in ("demand", "ceiling") and strength(model.world, row):
            assert rows.end[row] != START - 1, rows.keys[row]


def test_the_study_of_rivals_asks_for_the_trend_of_the_last_cut() -> None:
    assert trend_of(SHANGHAI) == TREND
    assert trend_of(LATER_SHANGHAI) == LATER


def test_output_without_vehicles_is_the_rest_of_the_plans() -> None:
    model = IndustryModel(city=LITTLETON, plan="no_policy", rng=1)
    for _ in range(5):
        model.step()
    found = {name: float(path[-1]) for name, path in model.record.table().items()}
    rest = found["output_plan"] - found["nev_output"]
    assert found["output_without_vehicles"] == pytest.approx(rest)
    assert found["output_without_vehicles"] > 0.0
