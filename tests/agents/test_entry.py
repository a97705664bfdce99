"""Birth rates against a scalar reference, and the lists that keep luck with an identity."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from agents.entry import CandidateLists, CandidatesExhausted, candidate_lists, entry_rate

ROWS = 5


def rows(low, high):
    """Arrays of five numbers from ``low`` to ``high``."""
    return hnp.arrays(np.float64, ROWS, elements=st.floats(low, high, allow_subnormal=False))


def array(*values):
    return np.array(values, dtype=np.float64)


# The rate ----------------------------------------------------------------------------------


@given(rows(0, 20), rows(-2, 2), rows(0, 1e4), rows(0, 1e4), st.floats(0, 3), st.floats(0.5, 5))
def test_entry_rate_is_its_equation(base, growth, firms, start, response, crowd):
    found = entry_rate(base, growth, firms, start, response, crowd)
    for i in range(ROWS):
        g = max(-0.5, min(0.5, growth[i]))
        limit = max(crowd * start[i], 1.0)  # n*; a segment may begin empty
        expected = base[i] * math.exp(response * g)
        expected *= (1 + start[i] / limit) / (1 + firms[i] / limit)
        assert found[i] == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert (found >= 0).all()
    assert (found[base == 0] == 0).all()


def test_the_base_rate_holds_at_the_start_in_a_still_market():
    base, start = array(1, 4), array(30, 200)
    assert entry_rate(base, np.zeros(2), start, start, 1.0, 2.0) == pytest.approx(base)


def test_growth_draws_entrants_and_crowding_keeps_them_away():
    one, start = np.ones(3), np.full(3, 100.0)
    by_growth = entry_rate(one, array(-0.2, 0, 0.2), start, start, 1.0, 2.0)
    by_crowd = entry_rate(one, np.zeros(3), array(50, 100, 300), start, 1.0, 2.0)
    assert (np.diff(by_growth) > 0).all()
    assert (np.diff(by_crowd) < 0).all()


# Candidates --------------------------------------------------------------------------------

bases = rows(0, 30)


@given(bases, st.floats(1, 10), st.integers(0, 10**6))
def test_lists_hold_so_many_times_the_base_rate(base, multiple, first):
    lists = candidate_lists(first, base, multiple)
    for b, places in zip(base, lists.places, strict=True):
        assert places == (max(4, math.ceil(multiple * b)) if b > 0 else 0)
    assert lists.per_quarter == sum(lists.places)


@given(bases, st.integers(0, 1000), st.integers(1, 30))
def test_a_lane_belongs_to_one_quarter_segment_and_place(base, first, quarters):
    lists = candidate_lists(first, base, 4.0)
    seen: set[int] = set()
    for quarter in range(quarters):
        lanes, segment = lists.of(quarter)
        assert len(lanes) == len(segment) == lists.per_quarter
        assert np.bincount(segment, minlength=ROWS).tolist() == lists.places.tolist()
        assert not seen & set(lanes.tolist())
        seen |= set(lanes.tolist())
    # No gap, and none of them before the initial firms' own.
    assert sorted(seen) == list(range(first, first + quarters * lists.per_quarter))


@given(st.integers(0, 10), st.floats(0, 1))
def test_who_enters_does_not_depend_on_other_segments_rates(places, other):
    lists = CandidateLists(0, np.array([places, 6]))
    _, segment = lists.of(0)
    luck = np.random.default_rng(places).random(len(segment))
    rate = 0.5 * places
    calm = lists.active(array(rate, 0), segment, luck)
    busy = lists.active(array(rate, 6 * other), segment, luck)
    assert calm[segment == 0].tolist() == busy[segment == 0].tolist()


@given(rows(0, 1), rows(0, 1), hnp.arrays(np.float64, 40, elements=st.floats(0, 1 - 1e-9)))
def test_a_higher_rate_adds_entrants_and_takes_none_away(low, more, luck):
    lists = CandidateLists(0, np.full(ROWS, 8))
    _, segment = lists.of(0)
    rate = 8 * low
    higher = rate + more * (8 - rate)
    few = lists.active(rate, segment, luck)
    many = lists.active(np.minimum(higher, 8), segment, luck)
    assert not (few & ~many).any()
    for chance, s, u, enters in zip((rate / 8)[segment], segment, luck, few, strict=True):
        assert enters == (u < chance), s


def test_a_list_that_is_too_short_says_so():
    lists = CandidateLists(0, np.array([4, 4]))
    _, segment = lists.of(0)
    with pytest.raises(CandidatesExhausted, match=r"segment 1: 4\.50 entrants .* holds 4"):
        lists.active(array(1, 4.5), segment, np.zeros(8))
    assert lists.active(array(4, 4), segment, np.full(8, 0.999)).all()


def test_the_expected_number_is_the_rate():
    lists = CandidateLists(0, np.array([10]))
    luck = np.random.default_rng(1).random((4000, 10))
    _, segment = lists.of(0)
    entered = [lists.active(array(2.5), segment, u).sum() for u in luck]
    assert np.mean(entered) == pytest.approx(2.5, abs=4 * 1.4 / math.sqrt(4000))
