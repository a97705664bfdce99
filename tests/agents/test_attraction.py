"""Where projects go and what districts bid, against scalar references, signs and limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.attraction import (
    bids,
    city_offer,
    generosity,
    leader_pull,
    place_utility,
    place_value,
    rival_package,
    shortfall,
)
from engine.choice import logit_shares
from tests.agents.numbers import ROWS, array, number, rows

REGIONS, DISTRICTS = 4, 3

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
    rows(0.05, 0.9),
    rows(-0.5, 0.7),
    rows(0, 0.5, (ROWS, REGIONS)),
    rows(-0.5, 0.5, (ROWS, REGIONS)),
    rows(0, 1e6),
    rows(0, 1e6),
    number(-1, 1),
    number(0, 8),
    number(0, 1),
)
def test_place_utility_is_its_equation(chance, city, rivals, value, mass, start, delay, w, theta):
    found = place_utility(
        chance,
        city,
        regions=rivals,
        region_value=value,
        mass=mass,
        mass_start=start,
        delay=delay,
        weight=w,
        mass_weight=theta,
    )
    assert found.shape == (ROWS, 1 + REGIONS)
    for i in range(ROWS):
        alone = sum(math.exp(w * value[i, r]) for r in range(REGIONS))
        c = math.log(chance[i] / (1 - chance[i])) + math.log(alone)
        own = c + w * city[i] + theta * math.log((1 + mass[i]) / (1 + start[i])) - delay
        assert found[i, 0] == pytest.approx(own, rel=1e-9, abs=1e-9)
        for r in range(REGIONS):
            assert found[i, 1 + r] == pytest.approx(w * (value[i, r] + rivals[i, r]), abs=1e-9)


def chance_of_the_city(utility):
    """Logit share of column 0 in each row."""
    size, places = utility.shape
    share = logit_shares(utility.ravel(), np.repeat(np.arange(size), places), size)
    return share.reshape(size, places)[:, 0]


@given(rows(0.05, 0.9), rows(-0.5, 0.5, (ROWS, REGIONS)), rows(0, 1e6))
def test_without_packages_at_the_start_s_mass_the_chance_is_the_data_s(chance, value, mass):
    nothing, none = np.zeros(ROWS), np.zeros((ROWS, REGIONS))
    utility = place_utility(
        chance,
        nothing,
        regions=none,
        region_value=value,
        mass=mass,
        mass_start=mass,
        delay=0.0,
        weight=4.0,
        mass_weight=0.3,
    )
    assert chance_of_the_city(utility) == pytest.approx(chance)


def test_each_thing_pulls_in_its_direction():
    chance, mass = np.full(3, 0.2), np.full(3, 1000.0)
    rivals, value = np.full((3, 4), 0.05), np.zeros((3, 4))

    def found(city=0.05, rivals=rivals, jobs=mass, delay=0.0):
        own = np.full(3, city)
        return chance_of_the_city(
            place_utility(
                chance,
                own,
                regions=rivals,
                region_value=value,
                mass=jobs,
                mass_start=mass,
                delay=delay,
                weight=4.0,
                mass_weight=0.3,
            )
        )

    plain = found()
    assert plain == pytest.approx(chance)
    assert (found(city=0.15) > plain).all()
    assert (found(jobs=2 * mass) > plain).all()
    assert (found(delay=0.5) < plain).all()
    assert (found(delay=-0.2) > plain).all()
    assert found(city=0.15, rivals=rivals + 0.1) == pytest.approx(plain)
    assert (found(city=0.15, rivals=rivals + 0.05) < found(city=0.15)).all()


@given(rows(0, 0.5), rows(0, 0.2), rows(0.3, 2), rows(0.3, 2), rows(0.1, 2), number(0, 8))
def test_value_of_cost_is_its_equation_and_bounded(labour, rent, wage, rental, capital, years):
    found = place_value(
        labour,
        rent,
        wage=wage,
        rental=rental,
        capital=capital,
        horizon=years,
        least_capital=0.05,
        most=0.5,
    )
    for i in range(ROWS):
        cost = labour[i] * (wage[i] - 1) + rent[i] * (rental[i] - 1)
        expected = max(-0.5, min(0.5, -years * cost / capital[i]))
        assert found[i] == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_dear_wages_and_rents_lower_a_place_s_value():
    one, half = np.ones(1), np.full(1, 0.5)
    norm = place_value(
        half, half, wage=one, rental=one, capital=one, horizon=0.5, least_capital=0.05, most=0.5
    )
    assert norm == 0.0
    assert (
        place_value(
            half,
            half,
            wage=1.2 * one,
            rental=one,
            capital=one,
            horizon=0.5,
            least_capital=0.05,
            most=0.5,
        )
        < norm
    )
    assert (
        place_value(
            half,
            half,
            wage=one,
            rental=1.2 * one,
            capital=one,
            horizon=0.5,
            least_capital=0.05,
            most=0.5,
        )
        < norm
    )


# Bids --------------------------------------------------------------------------------------


@given(
    rows(0, 1e5, (DISTRICTS, ROWS)),
    rows(0, 1, DISTRICTS),
    rows(1, 1e6, DISTRICTS),
    number(0, 1.5),
    number(0, 8),
)
def test_generosity_is_its_equation(jobs, part, floor, a, b):
    used = part * floor
    found = generosity(jobs, used, floor=floor, specialisation=a, spare=b, overlooked=0.01)
    mean = 1 - used.sum() / floor.sum()
    for d in range(DISTRICTS):
        own = jobs[d].sum()
        for s in range(ROWS):
            city = jobs[:, s].sum() / max(jobs.sum(), 1e-9)
            share = jobs[d, s] / own if own > 1e-9 else city
            z = a * math.log((share + 0.01) / (city + 0.01))
            z += b * ((1 - part[d]) - mean)
            assert found[d, s] == pytest.approx(1 / (1 + math.exp(-z)), rel=1e-6)


@given(
    packages,
    rows(0, 1, (DISTRICTS, ROWS)),
    rows(0, 100, DISTRICTS),
    rows(1, 100, DISTRICTS),
    number(0, 1),
)
def test_no_district_bids_above_the_ceiling_nor_beyond_its_means(c, g, owed, means, bidding):
    found = bids(c, g, owed, means, bidding)
    for d in range(DISTRICTS):
        for s in range(ROWS):
            room = max(0.0, 1 - owed[d] / means[d])
            expected = c[s] * (1 - bidding * (1 - g[d, s])) * room
            assert found[d, s] == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert (found <= c + 1e-12).all()
    assert (found[owed >= means] == 0).all()


@given(packages, number(0, 8))
def test_equal_bids_are_worth_what_they_are(package, weight):
    share = np.array([0.2, 0.3, 0.5])
    found = city_offer(np.tile(package, (3, 1)), share, weight)
    assert found == pytest.approx(package, abs=1e-9)


def test_one_generous_district_is_worth_more_than_the_mean():
    bid = np.array([[0.0], [0.0], [0.3]])
    share = np.full(3, 1 / 3)
    assert 0.1 < city_offer(bid, share, 4.0)[0] < 0.3
    assert city_offer(bid, share, 0.0)[0] == pytest.approx(0.1)


# Leaders and broken words --------------------------------------------------------------------


@given(rows(0, 1), rows(0, 1e5), rows(0, 1, (ROWS, ROWS)), number(0, 1))
def test_the_pull_of_leaders_is_its_equation_and_bounded(part, output, need, theta):
    leaders = part * output
    found = leader_pull(leaders, output, need, theta)
    for s in range(ROWS):
        own = leaders[s] / output[s] if output[s] > 0 else 0.0
        whole = sum(need[v, s] * output[v] for v in range(ROWS))
        theirs = sum(need[v, s] * leaders[v] for v in range(ROWS))
        share = min(1.0, own + (theirs / whole if whole > 0 else 0.0))
        assert found[s] == pytest.approx((1 + share) ** theta, rel=1e-6)
    assert ((found >= 1) & (found <= 2**theta + 1e-12)).all()


def test_who_keeps_its_word_owes_nothing():
    found = shortfall(array(100, 40, 20, 0), array(100, 100, 100, 100), 0.4)
    assert found == pytest.approx([0.0, 0.0, 0.5, 1.0])


@given(number(1e-3, 1e4), st.floats(1, 1e4), number(0.1, 1))
def test_a_shortfall_is_a_share(jobs, promised, asked):
    (found,) = shortfall(np.array([jobs]), np.array([promised]), asked)
    assert 0.0 <= found <= 1.0
