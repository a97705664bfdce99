"""What park operators decide, against scalar references and signs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.parks import coming_floor, expansion, screening_penalty, site_utility
from tests.agents.numbers import number, rows

SEGMENTS, PARKS = 3, 4


@given(
    rows(0, 1, PARKS),
    st.lists(st.booleans(), min_size=SEGMENTS * PARKS, max_size=SEGMENTS * PARKS),
    rows(0, 3, PARKS),
    number(0.1, 0.95),
)
def test_screening_is_its_equation_and_never_a_gift(occupancy, off, strength, level):
    off = np.array(off).reshape(SEGMENTS, PARKS)
    found = screening_penalty(occupancy, off, strength, level)
    for s in range(SEGMENTS):
        for p in range(PARKS):
            expected = strength[p] * max(0.0, occupancy[p] - level) / (1 - level) * off[s, p]
            assert found[s, p] == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert (found >= 0).all()


@given(rows(0, 1, PARKS), rows(0, 1e6, PARKS), rows(-1e3, 1e4, PARKS), number(1e-3, 0.01))
def test_expansion_stays_within_part_and_cash(occupancy, floor, cash, cost):
    found = expansion(occupancy, floor, cash=cash, unit_cost=cost, level=0.85, part=0.15)
    for p in range(PARKS):
        expected = 0.15 * floor[p] if occupancy[p] > 0.85 else 0.0
        expected = min(expected, max(cash[p], 0.0) / cost)
        assert found[p] == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_a_micro_park_goes_where_its_segment_is_and_lacks_space():
    jobs = np.array([[100.0, 0.0], [100.0, 50.0]])
    found = site_utility(jobs, np.array([90.0, 50.0]), np.array([100.0, 100.0]), 1.0, 2.0)
    assert found[0, 0] == pytest.approx(math.log(101) + 2 * 0.9)
    assert found[0, 0] > found[1, 0] > found[1, 1]


@given(rows(0, 1e7, 3), st.integers(0, 12), st.integers(0, 8))
def test_dated_floor_comes_evenly_and_whole(floor, first, length):
    first = np.array([first, first + 1, first + 2])
    last = first + length
    by_quarter = np.array([coming_floor(floor, first, last, q) for q in range(30)])
    assert by_quarter.sum(axis=0) == pytest.approx(floor)
    for row in range(3):
        for q in range(30):
            inside = first[row] <= q <= last[row]
            expected = floor[row] / (length + 1) if inside else 0.0
            assert by_quarter[q, row] == pytest.approx(expected)
