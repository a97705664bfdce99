"""Where a firm settles and how rents move, against scalar references and signs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.location import park_utility, rent_growth
from tests.agents.numbers import number, rows

SEGMENTS, PARKS = 3, 5


WEIGHTS = {
    "chain": 0.25,
    "knowledge_weight": 0.1,
    "rent": 0.8,
    "crowding": 0.5,
    "services_weight": 0.5,
    "focus": 1.0,
}


@given(
    rows(0, 1e6, (SEGMENTS, PARKS)),
    rows(0, 1e6, PARKS),
    rows(0.01, 10, PARKS),
    rows(0, 1, PARKS),
    rows(0, 1, PARKS),
    rows(0, 1, (SEGMENTS, PARKS)),
    st.fixed_dictionaries({name: number(0, 2) for name in WEIGHTS}),
)
def test_park_utility_is_its_equation(jobs, knowledge, rent, occupancy, services, match, w):
    found = park_utility(jobs, knowledge, rent, occupancy, services, match, **w)
    assert found.shape == (SEGMENTS, PARKS)
    for s in range(SEGMENTS):
        for p in range(PARKS):
            expected = (
                w["chain"] * math.log(1 + jobs[s, p])
                + w["knowledge_weight"] * math.log(1 + knowledge[p])
                - w["rent"] * math.log(rent[p])
                - w["crowding"] * occupancy[p] ** 2
                + w["services_weight"] * services[p]
                + w["focus"] * match[s, p]
            )
            assert found[s, p] == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("what", "sign"),
    [("jobs", 1), ("knowledge", 1), ("rent", -1), ("occupancy", -1), ("services", 1), ("match", 1)],
)
def test_each_trait_pulls_in_its_direction_and_only_its_own_park(what, sign):
    traits = {
        "jobs": np.full((SEGMENTS, PARKS), 100.0),
        "knowledge": np.full(PARKS, 50.0),
        "rent": np.ones(PARKS),
        "occupancy": np.full(PARKS, 0.5),
        "services": np.full(PARKS, 0.5),
        "match": np.zeros((SEGMENTS, PARKS)),
    }
    before = park_utility(*traits.values(), **WEIGHTS)
    traits[what] = traits[what].copy()
    traits[what][..., 2] += 0.3
    change = park_utility(*traits.values(), **WEIGHTS) - before
    assert (np.sign(change[:, 2]) == sign).all()
    assert np.delete(change, 2, axis=1).tolist() == np.zeros((SEGMENTS, PARKS - 1)).tolist()


@given(rows(0, 1, PARKS), number(0, 0.2), number(0, 1), number(-0.1, 0.1))
def test_rent_growth_is_its_equation(occupancy, response, target, drift):
    found = rent_growth(occupancy, response, target, drift)
    for o, got in zip(occupancy, found, strict=True):
        assert got == pytest.approx(response * (o - target) + drift, rel=1e-9, abs=1e-12)


def test_rent_rises_in_full_parks_and_falls_in_empty_ones():
    found = rent_growth(np.array([0.2, 0.84, 1.0]), 0.04, 0.84, 0.0)
    assert np.sign(found).tolist() == [-1, 0, 1]
