"""Where a firm settles and how rents move, against scalar references and signs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.location import (
    labour_access,
    nearness,
    park_utility,
    purchases,
    related_jobs,
    relatedness,
    rent_growth,
    within_reach,
)
from tests.agents.numbers import number, rows

SEGMENTS, PARKS = 3, 5


WEIGHTS = {
    "chain": 0.25,
    "related_weight": 0.1,
    "knowledge_weight": 0.1,
    "labour": 0.1,
    "rent": 0.8,
    "crowding": 0.5,
    "services_weight": 0.5,
    "focus": 1.0,
    "masters_weight": 0.3,
}


@given(
    rows(0, 1e6, (SEGMENTS, PARKS)),
    rows(0, 1e6, (SEGMENTS, PARKS)),
    rows(0, 1e6, PARKS),
    rows(0, 1e6, PARKS),
    rows(0.01, 10, PARKS),
    rows(0, 1, PARKS),
    rows(0, 1, PARKS),
    rows(0, 1, (SEGMENTS, PARKS)),
    rows(0, 1e3, (SEGMENTS, PARKS)),
    st.fixed_dictionaries({name: number(0, 2) for name in WEIGHTS}),
)
def test_park_utility_is_its_equation(
    jobs, related, knowledge, access, rent, occupancy, services, match, masters, w
):
    found = park_utility(
        jobs, related, knowledge, access, rent, occupancy, services, match, masters, **w
    )
    assert found.shape == (SEGMENTS, PARKS)
    for s in range(SEGMENTS):
        for p in range(PARKS):
            expected = (
                w["chain"] * math.log(1 + jobs[s, p])
                + w["related_weight"] * math.log(1 + related[s, p])
                + w["knowledge_weight"] * math.log(1 + knowledge[p])
                + w["labour"] * math.log(1 + access[p])
                - w["rent"] * math.log(rent[p])
                - w["crowding"] * occupancy[p] ** 2
                + w["services_weight"] * services[p]
                + w["focus"] * match[s, p]
                + w["masters_weight"] * math.log(1 + masters[s, p])
            )
            assert found[s, p] == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("what", "sign"),
    [
        ("jobs", 1),
        ("related", 1),
        ("knowledge", 1),
        ("access", 1),
        ("rent", -1),
        ("occupancy", -1),
        ("services", 1),
        ("match", 1),
        ("masters", 1),
    ],
)
def test_each_trait_pulls_in_its_direction_and_only_its_own_park(what, sign):
    traits = {
        "jobs": np.full((SEGMENTS, PARKS), 100.0),
        "related": np.full((SEGMENTS, PARKS), 80.0),
        "knowledge": np.full(PARKS, 50.0),
        "access": np.full(PARKS, 500.0),
        "rent": np.ones(PARKS),
        "occupancy": np.full(PARKS, 0.5),
        "services": np.full(PARKS, 0.5),
        "match": np.zeros((SEGMENTS, PARKS)),
        "masters": np.full((SEGMENTS, PARKS), 2.0),
    }
    before = park_utility(*traits.values(), **WEIGHTS)
    traits[what] = traits[what].copy()
    traits[what][..., 2] += 0.3
    change = park_utility(*traits.values(), **WEIGHTS) - before
    assert (np.sign(change[:, 2]) == sign).all()
    assert np.delete(change, 2, axis=1).tolist() == np.zeros((SEGMENTS, PARKS - 1)).tolist()


@given(rows(0, 1, (3, 3)), rows(0, 1e5, (3, PARKS)))
def test_relatives_are_suppliers_buyers_and_who_buys_the_same(need, jobs):
    weight = relatedness(need)
    for s in range(3):
        for t in range(3):
            shared = sum(min(need[s, c], need[t, c]) for c in range(3))
            expected = need[s, t] + need[t, s] + shared if s != t else 0.0
            assert weight[s, t] == pytest.approx(expected)
    assert pytest.approx(weight) == weight.T
    found = related_jobs(weight, jobs)
    for s in range(3):
        for p in range(PARKS):
            expected = sum(weight[s, t] * jobs[t, p] for t in range(3))
            assert found[s, p] == pytest.approx(expected, abs=1e-9)


@given(rows(0, 1e5, 3), number(1, 50))
def test_labour_within_reach_falls_with_distance(engineers, reach):
    km = np.array([[0.0, 10.0, 30.0], [10.0, 0.0, 25.0], [30.0, 25.0, 0.0]])
    found = labour_access(engineers, km, reach)
    for d in range(3):
        expected = sum(engineers[e] * math.exp(-km[d, e] / reach) for e in range(3))
        assert found[d] == pytest.approx(expected)
    assert (labour_access(engineers, km, 2 * reach) >= found).all()


@given(
    rows(0, 1, PARKS), number(0, 0.2), number(0, 1), number(-0.1, 0.1), number(0, 1), number(0, 0.3)
)
def test_rent_growth_is_its_equation(occupancy, response, target, drift, vacancy, market):
    found = rent_growth(occupancy, response, target, drift, vacancy=vacancy, market=market)
    for o, got in zip(occupancy, found, strict=True):
        expected = response * (o - target) - market * (vacancy - 1 + target) + drift
        assert got == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_rent_rises_in_full_parks_and_falls_in_empty_ones_and_with_the_market():
    occupancy = np.array([0.2, 0.84, 1.0])
    found = rent_growth(occupancy, 0.04, 0.84, 0.0, vacancy=0.16, market=0.1)
    assert found[0] < 0 < found[2]
    assert found[1] == pytest.approx(0.0, abs=1e-12)
    empty = rent_growth(occupancy, 0.04, 0.84, 0.0, vacancy=0.3, market=0.1)
    assert empty == pytest.approx(found - 0.1 * 0.14)


@given(rows(0, 30, (PARKS, PARKS)), number(1, 10), rows(0, 1e4, (SEGMENTS, PARKS)))
def test_masses_decay_with_distance(km, reach, mass):
    near = nearness(km, reach)
    found = within_reach(mass, near)
    for s in range(SEGMENTS):
        for q in range(PARKS):
            expected = sum(mass[s, p] * math.exp(-km[p, q] / reach) for p in range(PARKS))
            assert found[s, q] == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_a_new_place_beside_a_cluster_starts_with_its_company():
    near = nearness(np.array([[0.0, 0.0, 20.0], [0.0, 0.0, 20.0], [20.0, 20.0, 0.0]]), 3.0)
    found = within_reach(np.array([500.0, 0.0, 0.0]), near)
    assert found[1] == 500.0
    assert found[2] < 1.0


@given(rows(0, 1, (3, 3)), rows(0, 1e5, (3, PARKS)))
def test_purchases_are_what_plants_buy_of_a_class(need, spent):
    found = purchases(need, spent)
    for s in range(3):
        for p in range(PARKS):
            expected = sum(need[t, s] * spent[t, p] for t in range(3))
            assert found[s, p] == pytest.approx(expected, abs=1e-9)
