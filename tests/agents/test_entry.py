"""Birth rates against a scalar reference, and the lists that keep luck with an identity."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.special import ndtri

from agents import entry
from agents.entry import (
    CandidateLists,
    CandidatesExhausted,
    appeal_of_city,
    candidate_lists,
    entry_rate,
    largest_startup_factor,
    pull_of_places,
    spinoff_rate,
)
from agents.equity import venture_factor
from tests.agents.numbers import ROWS, array, number, rows

# The rate ----------------------------------------------------------------------------------


@given(rows(0, 20), rows(-2, 2), rows(0, 1e4), rows(0, 1e4), number(0, 3), number(0.5, 5))
def test_entry_rate_is_its_equation(base, growth, firms, start, response, crowd):
    found = entry_rate(
        base, growth, firms=firms, firms_start=start, response=response, crowd=crowd, bound=0.5
    )
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
    assert entry_rate(
        base, np.zeros(2), firms=start, firms_start=start, response=1.0, crowd=2.0, bound=0.5
    ) == pytest.approx(base)


def test_growth_draws_entrants_and_crowding_keeps_them_away():
    one, start = np.ones(3), np.full(3, 100.0)
    by_growth = entry_rate(
        one, array(-0.2, 0, 0.2), firms=start, firms_start=start, response=1.0, crowd=2.0, bound=0.5
    )
    by_crowd = entry_rate(
        one,
        np.zeros(3),
        firms=array(50, 100, 300),
        firms_start=start,
        response=1.0,
        crowd=2.0,
        bound=0.5,
    )
    assert (np.diff(by_growth) > 0).all()
    assert (np.diff(by_crowd) < 0).all()


@given(rows(0, 20), rows(0, 1e6), rows(0, 1e6))
def test_spinoff_rate_is_its_equation_and_bounded(base, engineers, start):
    found = spinoff_rate(base, engineers, start, 9.0)
    for b, e, e0, got in zip(base, engineers, start, found, strict=True):
        expected = b * math.sqrt(min(e / max(e0, 1.0), 9.0))
        assert got == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert (found <= 3 * base).all()


def test_spinoffs_come_at_the_base_rate_with_the_knowledge_of_the_start():
    start = array(100, 100, 100, 100)
    found = spinoff_rate(array(2, 2, 2, 2), array(0, 100, 400, 1e6), start, 9.0)
    assert found == pytest.approx([0, 2, 4, 6])


# Candidates --------------------------------------------------------------------------------

CHANNELS = 2
bases = rows(0, 30, (CHANNELS, ROWS))


@given(bases, rows(1, 20, (CHANNELS,)), st.integers(0, 10**6))
def test_lists_hold_the_most_who_may_enter(base, largest, first):
    lists = candidate_lists(first, base, largest)
    for c in range(CHANNELS):
        for b, places in zip(base[c], lists.places[c], strict=True):
            assert places >= (max(4, math.ceil(max(4.0, largest[c]) * b)) if b > 0 else 0)
            assert places <= (max(4, math.ceil(1.001 * max(4.0, largest[c]) * b)) if b > 0 else 0)


@given(rows(0, 20), rows(-2, 2), rows(0, 1e4), rows(0, 1e4), number(0, 3), number(0.5, 5))
def test_no_rate_of_startups_is_beyond_its_bound(base, growth, firms, start, response, crowd):
    rate = entry_rate(
        base, growth, firms=firms, firms_start=start, response=response, crowd=crowd, bound=0.5
    )
    rate = rate * venture_factor(9.0, 1.0, 1.6)
    rate = rate * pull_of_places(growth * 100.0, np.zeros(ROWS), 0.3, 2.0)
    bound = largest_startup_factor(response, crowd, 0.5, 1.6, 1.0, math.exp(0.6))
    assert (rate <= bound * base * (1.0 + 1e-12)).all()


@given(rows(-20, 20, (ROWS, 4)))
def test_what_places_are_worth_together_is_the_log_of_the_sum(appeal):
    found = appeal_of_city(appeal)
    for value, row in zip(found, appeal, strict=True):
        assert value == pytest.approx(math.log(sum(map(math.exp, row))), abs=1e-9)
    closed = np.concatenate([appeal, np.full((ROWS, 1), -np.inf)], axis=1)
    assert appeal_of_city(closed) == pytest.approx(found)


@given(rows(-5, 5), rows(-5, 5), number(0, 0.3))
def test_better_places_bring_more_entry_within_bounds(now, start, response):
    found = pull_of_places(now, start, response, 2.0)
    for a, b, got in zip(now, start, found, strict=True):
        assert got == pytest.approx(math.exp(response * min(max(a - b, -2.0), 2.0)))


def test_a_longer_list_moves_no_lane():
    short, long = (candidate_lists(7, np.full((2, 3), 2.0), np.full(2, x)) for x in (4.0, 9.0))
    for channel in range(2):
        (few, code, _), (many, codes, _) = short.of(5, channel), long.of(5, channel)
        for s in range(3):
            assert many[codes == s][: (code == s).sum()].tolist() == few[code == s].tolist()


@given(bases, st.integers(0, 1000), st.integers(1, 12))
def test_a_lane_belongs_to_one_quarter_channel_segment_and_place(base, first, quarters):
    lists = candidate_lists(first, base, np.full(CHANNELS, 4.0))
    seen: list[int] = []
    for quarter in range(quarters):
        for channel in range(CHANNELS):
            lanes, segment, place = lists.of(quarter, channel)
            assert np.bincount(segment, minlength=ROWS).tolist() == lists.places[channel].tolist()
            for code in range(ROWS):
                assert place[segment == code].tolist() == list(range(lists.places[channel, code]))
            seen.extend(lanes.tolist())
    # Each once, and none of them among the initial firms' own.
    assert len(set(seen)) == len(seen)
    assert min(seen, default=first) >= first


def places_for(*counts):
    """Lists of one channel."""
    return CandidateLists(0, np.array([counts]))


@given(st.integers(0, 10), number(0, 1))
def test_who_enters_does_not_depend_on_other_segments_rates(places, other):
    lists = places_for(places, 6)
    _, segment, _ = lists.of(0, 0)
    luck = np.random.default_rng(places).random(len(segment))
    rate = 0.5 * places
    calm = lists.active(0, array(rate, 0), segment, luck)
    busy = lists.active(0, array(rate, 6 * other), segment, luck)
    assert calm[segment == 0].tolist() == busy[segment == 0].tolist()


@given(rows(0, 1), rows(0, 1), rows(0, 1 - 1e-9, 8 * ROWS))
def test_a_higher_rate_adds_entrants_and_takes_none_away(low, more, luck):
    lists = places_for(*[8] * ROWS)
    _, segment, _ = lists.of(0, 0)
    rate = 8 * low
    higher = np.minimum(rate + more * (8 - rate), 8)
    few = lists.active(0, rate, segment, luck)
    many = lists.active(0, higher, segment, luck)
    assert not (few & ~many).any()
    for chance, u, enters in zip((rate / 8)[segment], luck, few, strict=True):
        assert enters == (u < chance)


def test_a_list_that_is_too_short_says_so():
    lists = places_for(4, 4)
    _, segment, _ = lists.of(0, 0)
    with pytest.raises(CandidatesExhausted, match=r"segment 1: 4\.50 entrants .* holds 4"):
        lists.active(0, array(1, 4.5), segment, np.zeros(8))
    assert lists.active(0, array(4, 4), segment, np.full(8, 0.999)).all()


def test_the_expected_number_is_the_rate():
    lists = places_for(10)
    luck = np.random.default_rng(1).random((4000, 10))
    _, segment, _ = lists.of(0, 0)
    entered = [lists.active(0, array(2.5), segment, u).sum() for u in luck]
    assert np.mean(entered) == pytest.approx(2.5, abs=4 * 1.4 / math.sqrt(4000))


@given(
    hnp.arrays(np.float64, 4, elements=st.floats(-3, 3).map(lambda z: round(z, 6))),
    st.floats(1.05, 3),
)
def test_newcomers_sizes_are_log_logistic(luck, tail):
    found = entry.heavy_tailed(luck, np.full(4, tail))
    for z, got in zip(luck, found, strict=True):
        odds = math.erfc(-z / math.sqrt(2)) / math.erfc(z / math.sqrt(2))
        assert got == pytest.approx(odds ** (1 / tail), rel=1e-9)


def test_newcomers_tail_is_pareto_and_its_median_one():
    z = ndtri((np.arange(200_000) + 0.5) / 200_000)
    for tail in (1.4, 1.8):
        size = np.sort(entry.heavy_tailed(z, np.full(len(z), tail)))
        assert np.median(size) == pytest.approx(1.0, rel=1e-4)
        assert 1.0 / np.log(size[-2000:] / size[-2001]).mean() == pytest.approx(tail, rel=0.05)
