"""When a firm moves and what it costs, against scalar references and signs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.location import kilometres
from agents.moves import cost_of_moving, is_cramped, lease_length, owns, without_own
from tests.agents.numbers import number, rows

FIRMS, PARKS = 3, 4


@given(number(0, 0.999999), st.integers(1, 20), st.integers(0, 12))
def test_a_lease_is_a_whole_number_of_quarters_within_its_bounds(luck, shortest, more):
    (found,) = lease_length(np.array([luck]), shortest, shortest + more)
    assert found == math.floor(shortest + luck * (more + 1))
    assert shortest <= found <= shortest + more


def test_every_length_is_as_likely():
    luck = (np.arange(9000) + 0.5) / 9000
    assert (np.bincount(lease_length(luck, 12, 20))[12:] == 1000).all()


def test_who_needs_much_owns_and_named_firms_sooner():
    floor = np.array([49_999.0, 50_000.0, 19_999.0, 20_000.0])
    named = np.array([False, False, True, True])
    assert owns(floor, named, 50_000.0, 20_000.0).tolist() == [False, True, False, True]


@pytest.mark.parametrize(
    ("floor", "part", "lacks"), [(151.0, 0.9, True), (149.0, 0.9, False), (151.0, 1.0, False)]
)
def test_cramped_is_who_grew_in_a_full_park(floor, part, lacks):
    found = is_cramped(np.array([floor]), np.array([100.0]), np.array([part]), 0.5)
    assert found.tolist() == [lacks]


@given(rows(0, 100, (FIRMS, PARKS)), st.lists(st.booleans(), min_size=FIRMS, max_size=FIRMS))
def test_cost_of_moving_is_its_equation(km, plant):
    found = cost_of_moving(km, np.array(plant), base=3.5, by_km=0.05, of_plant=1.0)
    for i in range(FIRMS):
        for p in range(PARKS):
            assert found[i, p] == pytest.approx(3.5 + 0.05 * km[i, p] + 1.0 * plant[i])


@given(rows(0, 1e5, (FIRMS, PARKS)), rows(0, 1e5, (FIRMS, PARKS)), number(0, 1))
def test_a_firm_is_no_company_to_itself(mass, own, weight):
    found = without_own(mass, own, weight)
    for i in range(FIRMS):
        for p in range(PARKS):
            others = max(mass[i, p] - own[i, p], 0.0)
            expected = weight * (math.log(1 + others) - math.log(1 + mass[i, p]))
            assert found[i, p] == pytest.approx(expected, abs=1e-9)
    assert (found <= 0).all()


def test_kilometres_on_the_map():
    """A tenth of a degree of latitude is 11 km, of longitude at 31° north a seventh less."""
    found = kilometres(np.array([121.5, 121.5, 121.6]), np.array([31.0, 31.1, 31.05]))
    assert found[0, 1] == pytest.approx(11.12)
    east = 11.12 * math.cos(math.radians(31.05))
    assert found[0, 2] == pytest.approx(math.hypot(east, 5.56))
    assert (found == found.T).all()
    assert (np.diag(found) == 0).all()
