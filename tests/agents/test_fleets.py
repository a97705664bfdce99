"""Fleets against their equations: what a vehicle saves, how many are wanted and bought, permits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents import fleets

A = np.array


def save(**changed: object) -> float:
    """What a taxi without driver saves, with some values changed."""
    values = {
        "drivers": A([1.6]),
        "posts": A([0.32]),
        "wage": 120_000.0,
        "liability": 0.1,
        "work": A([1.0]),
        "spared": A([0.0]),
        "price": A([480_000.0]),
    } | changed
    price = values.pop("price")
    return float(fleets.saving(A([130_000.0]), price, A([6.0]), **values)[0])


def test_the_saving_is_of_the_cost_of_ownership() -> None:
    before = 130_000 / 6 + 1.6 * 120_000
    after = 480_000 / 6 + 0.32 * 120_000 + 48_000
    assert save() == pytest.approx(1 - after / before)
    assert save(spared=A([0.2])) == pytest.approx(1 - 0.8 * after / before)
    assert save(work=A([0.5])) == pytest.approx(1 - 2 * after / before)


@pytest.mark.parametrize(
    ("name", "more", "sign"),
    [
        ("wage", 150_000.0, 1),
        ("posts", A([1.6]), -1),
        ("price", A([600_000.0]), -1),
        ("liability", 0.2, -1),
        ("work", A([1.2]), 1),
        ("spared", A([0.05]), 1),
    ],
)
def test_signs_of_the_saving(name: str, more: object, sign: int) -> None:
    assert np.sign(save(**{name: more}) - save()) == sign


def test_drivers_stay_until_the_grade_is_open() -> None:
    found = fleets.staff(A([2.0, 2.0, 2.0]), A([1, 2, 3]), A([2, 2, 2]), 0.2)
    assert found.tolist() == pytest.approx([2.0, 0.4, 0.4])


def test_wanted_by_saving() -> None:
    """Trials alone where nothing is saved, half the rest at no saving, all where it pays."""

    def of(saved: float, roads: float = 0.5) -> float:
        return float(fleets.wanted(A([100.0]), A([roads]), A([saved]), spread=0.1, trials=0.1)[0])

    assert of(-100.0) == pytest.approx(5.0)
    assert of(0.0) == pytest.approx(50 * (0.1 + 0.9 / 2))
    assert of(100.0) == pytest.approx(50.0)
    assert of(100.0, roads=0.0) == 0.0
    assert of(-0.05) < of(0.05)


def test_bought_at_a_pace_and_replaced() -> None:
    life = A([5.0])

    def buy(vehicles: float, target: float, pace: float = 0.1) -> float:
        return float(fleets.bought(A([vehicles]), A([target]), life, pace=pace, first=3.0)[0])

    assert buy(0.0, 100.0) == pytest.approx(0.3)  # the first licences
    assert buy(40.0, 100.0) == pytest.approx(4.0 + 2.0)  # growth, and a twentieth that wears out
    assert buy(40.0, 41.0) == pytest.approx(1.0 + 2.0)  # no more than wanted
    assert buy(40.0, 38.5) == pytest.approx(0.5)  # replaced in part
    assert buy(40.0, 10.0) == 0.0
    assert buy(40.0, 100.0, pace=0.0) == pytest.approx(2.0)  # halted: replacement goes on


MOST = st.one_of(st.just(0.0), st.floats(1e-6, 1e6))


@given(MOST, MOST, st.floats(0.5, 30), st.floats(1e-6, 1), st.floats(1e-6, 100))
def test_a_fleet_never_passes_what_it_wants_or_had(
    vehicles: float, target: float, life: float, pace: float, first: float
) -> None:
    bought = fleets.bought(A([vehicles]), A([target]), A([life]), pace=pace, first=first)
    after = float((fleets.left(A([vehicles]), A([life])) + bought)[0])
    assert bought[0] >= 0.0
    assert after <= max(vehicles, target) * (1 + 1e-9) + 1e-9
    assert after >= min(vehicles * (1 - 1 / (4 * life)), target) * (1 - 1e-9) - 1e-9


def test_roads_open_by_pace_openness_and_law() -> None:
    found = fleets.opened_roads(A([0.0, 0.5, 1.0]), A([1.0, 1.5, 2.0]), pace=0.02, speed=2.0)
    assert found.tolist() == pytest.approx([0.04, 0.5 + 0.06 * 0.5, 1.0])
    assert fleets.opened_roads(A([0.2]), A([1.0]), pace=0.9, speed=9.0).tolist() == [1.0]


def test_experience_counts_at_the_same_grade_or_above() -> None:
    use, grade = A([0, 0, 0, 1]), A([1, 2, 1, 1])
    found = fleets.experience(use, grade, A([10.0, 5.0, 1.0, 7.0]))
    assert found.tolist() == [16.0, 5.0, 16.0, 7.0]


def test_an_accident_shakes_whom_it_would_have_taught() -> None:
    use, grade = A([0, 0, 0, 1]), A([1, 2, 1, 1])
    by_easy = fleets.shaken(use, grade, A([True, False, False, False]))
    assert by_easy.tolist() == [True, False, True, False]
    by_hard = fleets.shaken(use, grade, A([False, True, False, False]))
    assert by_hard.tolist() == [True, True, True, False]


def test_accidents_fall_with_experience_and_by_what_prevents_them() -> None:
    def of(vehicles: float = 100.0, driven: float = 0.0, prevented: float = 0.0) -> float:
        found = fleets.accident_rate(
            A([vehicles]), A([driven]), hazard=0.002, settling=400.0, prevented=A([prevented])
        )
        return float(found[0])

    assert of() == pytest.approx(0.2)
    assert of(driven=400.0) == pytest.approx(0.1)
    assert of(prevented=0.25) == pytest.approx(0.15)
    assert of(vehicles=0.0) == of(prevented=1.0) == 0.0


def test_grades_open_one_by_one_and_end_at_the_strictest() -> None:
    grade, driven = fleets.next_grade(A([1, 1, 3]), A([399.0, 400.0, 9e9]), 400.0, 1.0)
    assert grade.tolist() == [1, 2, 3]
    assert driven.tolist() == [399.0, 0.0, 9e9]
    assert fleets.next_grade(A([1]), A([399.0]), 400.0, 1.5)[0].tolist() == [2]
