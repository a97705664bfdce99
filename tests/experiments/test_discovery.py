"""Scenario discovery finds a box that is there, and says so when there is none."""

import numpy as np
import pytest
from scipy import stats

from engine.document import InputError
from experiments.studies.discovery import Condition, condition, prim

NAMES = ("a", "b", "c")


def uniform(points: int) -> np.ndarray:
    return np.random.Generator(np.random.Philox(3)).random((points, 3))


def test_a_box_is_found() -> None:
    """Cases in a > .6 and b < .5: both limits come out near, and c stays free."""
    x = uniform(2000)
    found = prim(NAMES, x, (x[:, 0] > 0.6) & (x[:, 1] < 0.5)).box
    assert set(found.limits) == {"a", "b"}
    assert found.limits["a"][0] == pytest.approx(0.6, abs=0.05)
    assert found.limits["b"][1] == pytest.approx(0.5, abs=0.05)
    assert found.coverage > 0.9 and found.density > 0.9
    assert all(p < 1e-6 for p in found.p_values.values())


def test_seeds_of_a_point_are_no_further_points() -> None:
    """Forty points told three times over are forty: p is not the smaller for it."""
    x = uniform(40)
    cases = (x[:, 0] > 0.55) ^ (np.arange(40) % 7 == 0)
    once = prim(NAMES, x, cases)
    again = np.repeat(np.arange(40), 3)
    told = prim(NAMES, x[again], cases[again], again)
    naive = prim(NAMES, x[again], cases[again])
    assert told.box.limits == naive.box.limits
    assert set(told.box.limits) >= set(once.box.limits)
    for place, box in enumerate(told.boxes):
        for name, p in box.p_values.items():
            assert p >= naive.boxes[place].p_values[name]
    first = next(n for n, box in enumerate(told.boxes) if box.p_values)
    density, size = told.boxes[first].density, told.boxes[first].mass * 40
    (p,) = told.boxes[first].p_values.values()
    by_points = stats.binomtest(round(density * size), round(size), cases.mean(), "greater").pvalue
    assert p == pytest.approx(by_points, rel=0.2)
    assert naive.boxes[first].p_values != told.boxes[first].p_values


def test_p_is_scipys_where_each_run_has_a_point() -> None:
    """The one-sided binomial test of every box of the path."""
    x = uniform(300)
    cases = x[:, 0] + 0.3 * x[:, 2] > 0.9
    for box in prim(NAMES, x, cases).boxes:
        within = {
            name: (x[:, NAMES.index(name)] >= low) & (x[:, NAMES.index(name)] <= high)
            for name, (low, high) in box.limits.items()
        }
        for name, p in box.p_values.items():
            others = [flags for key, flags in within.items() if key != name]
            without = np.logical_and.reduce(others) if others else np.ones(300, dtype=bool)
            inside = without & within[name]
            hits, size = int(cases[inside].sum()), int(inside.sum())
            there = stats.binomtest(hits, size, float(cases[without].mean()), "greater").pvalue
            assert p == pytest.approx(there, rel=1e-9)


def test_coverage_density_and_mass_are_what_they_say() -> None:
    """Each box of the path recounted by hand; boxes shrink and get denser."""
    x = uniform(500)
    cases = x[:, 0] + 0.3 * x[:, 2] > 0.9
    found = prim(NAMES, x, cases)
    for box in found.boxes:
        inside = np.ones(500, dtype=bool)
        for name, (low, high) in box.limits.items():
            column = x[:, NAMES.index(name)]
            inside &= (column >= low) & (column <= high)
        assert box.mass == pytest.approx(inside.mean())
        assert box.density == pytest.approx(cases[inside].mean())
        assert box.coverage == pytest.approx((cases & inside).sum() / cases.sum())
    density = [box.density for box in found.boxes]
    assert density == sorted(density)


def test_listed_values_are_peeled_whole() -> None:
    """A factor of three values: the box takes the ones with cases."""
    x = uniform(600)
    x[:, 1] = np.repeat([1.0, 2.0, 3.0], 200)
    found = prim(NAMES, x, x[:, 1] == 3.0).box
    assert found.limits == {"b": (3.0, 3.0)}
    assert found.density == found.coverage == 1.0


@pytest.mark.parametrize(("cases", "says"), [(True, "all points"), (False, "no point")])
def test_nothing_to_discover(cases: bool, says: str) -> None:
    """Where every run or none is a case."""
    with pytest.raises(ValueError, match=says):
        prim(NAMES, uniform(50), np.full(50, cases))


def test_a_condition_is_read() -> None:
    """An outcome, a sign and a number; else one clear line."""
    assert condition("competitive_firms >= 50") == Condition("competitive_firms", ">=", 50.0)
    assert condition("output_plan<7e5").holds(np.array([6.9e5, 7e5])).tolist() == [True, False]
    for text in (
        "competitive_firms",
        "a = 3",
        ">= 3",
        "a >= many",
        "a >= 3 or b < 2",
        "a > 1.2.3",
        "a > .",
    ):
        with pytest.raises(InputError, match="--when"):
            condition(text)
