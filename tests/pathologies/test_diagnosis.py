"""What the plan found wrong with the city's industry stands in the base run at the end of 2021."""

from __future__ import annotations

from statistics import median

import pytest

from abm.simulation import RunSpec, simulate
from engine.calendar import quarter_index

pytestmark = pytest.mark.slow

SEEDS = range(5)
END = quarter_index("2021Q4")


@pytest.fixture(scope="module")
def at_the_end() -> dict[str, list[float]]:
    """Every outcome at the end of 2021, by seed."""
    runs = [simulate(RunSpec("shanghai", "baseline", seed, END)).outcomes for seed in SEEDS]
    return {name: [float(run[name][-1]) for run in runs] for name in runs[0]}


@pytest.mark.parametrize("segment", ["home", "wearables"])
def test_no_brand_of_the_city_is_among_the_national_top_ten(
    segment: str, at_the_end: dict[str, list[float]]
) -> None:
    """At most one, a maker of lamps that is known by name."""
    assert median(at_the_end[f"top_ten_{segment}"]) <= 1.0


def test_next_to_nothing_works_together_across_segments(
    at_the_end: dict[str, list[float]],
) -> None:
    """Under 5 %, in the median; without cars too, whose sales would drown the rest."""
    assert median(at_the_end["ecosystem"]) < 0.05
    assert median(at_the_end["ecosystem_without_vehicles"]) < 0.05


def test_own_brands_lose_money_on_new_energy_vehicles(at_the_end: dict[str, list[float]]) -> None:
    assert max(at_the_end["own_vehicle_margin"]) < 0.0


def test_contract_makers_add_little_and_earn_less(at_the_end: dict[str, list[float]]) -> None:
    """Value added at most 14 % of output, gross margin 3–7 %: what they have is other people's."""
    assert median(at_the_end["contract_value_added_rate"]) <= 0.14
    assert 0.03 <= median(at_the_end["contract_gross_margin"]) <= 0.07
    assert 0.0 <= median(at_the_end["contract_operating_margin"]) <= 0.04
