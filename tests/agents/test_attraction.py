"""Where projects go, against scalar references and the shares that the data give."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.attraction import city_constant, place_utility, rival_package
from engine.choice import logit_shares
from tests.agents.numbers import ROWS, array, number, rows

packages = rows(0, 0.5)


@given(packages, packages, packages, number(0, 1))
def test_rivals_answer_by_their_equation(start, before, city_start, answer):
    found = rival_package(start, before, city_start, answer)
    for i in range(ROWS):
        expected = start[i] + answer * max(0.0, before[i] - city_start[i])
        assert found[i] == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert (found >= start).all()


def test_rivals_answer_a_rise_and_no_cut():
    start = array(0.05, 0.05, 0.05)
    found = rival_package(start, array(0.0, 0.05, 0.15), start, 0.5)
    assert found == pytest.approx([0.05, 0.05, 0.10])


@given(
    number(-3, 3),
    packages,
    packages,
    rows(0, 1e6),
    rows(0, 1e6),
    number(0, 8),
    number(0, 1),
    st.integers(1, 6),
)
def test_place_utility_is_its_equation(c, package, rivals, mass, start, w, theta, regions):
    found = place_utility(c, package, rivals, mass, start, w, theta, regions)
    assert found.shape == (ROWS, 1 + regions)
    for i in range(ROWS):
        city = c + w * package[i] + theta * math.log((1 + mass[i]) / (1 + start[i]))
        assert found[i, 0] == pytest.approx(city, rel=1e-9, abs=1e-9)
        assert found[i, 1:].tolist() == pytest.approx([w * rivals[i]] * regions, abs=1e-12)


def chance_of_the_city(utility):
    """Logit share of column 0 in each row."""
    size, places = utility.shape
    share = logit_shares(utility.ravel(), np.repeat(np.arange(size), places), size)
    return share.reshape(size, places)[:, 0]


@given(number(0.05, 0.9), st.integers(1, 6), packages, rows(0, 1e6))
def test_at_equal_packages_and_the_start_s_mass_the_chance_is_the_data_s(
    chance, regions, package, mass
):
    c = city_constant(chance, regions)
    utility = place_utility(c, package, package, mass, mass, 4.0, 0.3, regions)
    assert chance_of_the_city(utility) == pytest.approx(np.full(ROWS, chance))


def test_a_package_and_a_larger_industry_draw_projects_and_an_answer_takes_them_back():
    c = city_constant(0.2, 4)
    three, mass = np.full(3, 0.05), np.full(3, 1000.0)

    def chance(package, rivals, jobs):
        return chance_of_the_city(place_utility(c, package, rivals, jobs, mass, 4.0, 0.3, 4))

    plain = chance(three, three, mass)
    assert (chance(three + 0.1, three, mass) > plain).all()
    assert (chance(three, three, 2 * mass) > plain).all()
    assert chance(three + 0.1, three + 0.1, mass) == pytest.approx(plain)
