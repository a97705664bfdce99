"""Unit cost, learning, markups and expectations against scalar references and their limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from agents import pricing
from tests.agents.numbers import ROWS, array, number, rows


@given(rows(0, 0.5), rows(0, 0.5), rows(0.1, 10), rows(0.1, 10))
def test_input_mix_is_its_equation(labour, energy, wage, materials):
    found = pricing.input_mix(labour, energy, wage, materials)
    for sl, se, w, m, got in zip(labour, energy, wage, materials, found, strict=True):
        assert got == pytest.approx(sl * w + se + (1 - sl - se) * m, rel=1e-9, abs=1e-12)


@given(rows(0, 0.5), rows(0, 0.5))
def test_at_the_prices_of_the_start_the_mix_is_one(labour, energy):
    assert pricing.input_mix(labour, energy, 1.0, np.ones(ROWS)) == pytest.approx(np.ones(ROWS))


@given(rows(1, 1e6), rows(0.1, 10), rows(0, 1), rows(0.1, 5))
def test_unit_cost_is_its_equation(reference, quality, scale, mix):
    found = pricing.unit_cost(reference, quality, scale, mix)
    for c, q, s, m, got in zip(reference, quality, scale, mix, found, strict=True):
        assert got == pytest.approx(c * q**s * m, rel=1e-12)


def test_better_products_cost_more_and_the_reference_costs_the_reference():
    one = np.ones(3)
    cost = pricing.unit_cost(one * 800, array(0.8, 1, 1.2), one * 0.6, one)
    assert cost[1] == 800
    assert (np.diff(cost) > 0).all()


# Learning ----------------------------------------------------------------------------------

stocks = rows(1, 1e9)
outputs = rows(0, 1e8)
rates = rows(0, 0.3)


@given(stocks, outputs, stocks, outputs, rates, number(0, 1), number(0.01, 0.5))
def test_learning_is_its_equation(own, added, national, national_added, rate, part, spill):
    found = pricing.learning(
        own,
        added,
        national=national,
        national_added=national_added,
        rate=rate,
        own_part=part,
        spill=spill,
    )
    for i in range(ROWS):
        before = own[i] + spill * national[i]
        after = own[i] + added[i] + spill * (national[i] + national_added[i])
        nation = (national[i] + national_added[i]) / national[i]
        b = -math.log2(1 - rate[i]) * part
        assert found[i] == pytest.approx((after / before / nation) ** -b, rel=1e-9)


@given(stocks, rates, number(0, 1), number(0.01, 0.5), rows(0, 5))
def test_who_grows_as_the_nation_does_learns_nothing_of_its_own(own, rate, part, spill, growth):
    national = 3.0 * own
    found = pricing.learning(
        own,
        growth * own,
        national=national,
        national_added=growth * national,
        rate=rate,
        own_part=part,
        spill=spill,
    )
    assert found == pytest.approx(np.ones(ROWS))


@given(stocks, outputs, stocks, outputs, rates)
def test_who_makes_more_has_the_lower_cost(own, added, national, national_added, rate):
    def cost(extra):
        return pricing.learning(
            own,
            added + extra,
            national=national,
            national_added=national_added,
            rate=rate,
            own_part=0.4,
            spill=0.05,
        )

    assert (cost(1e6) <= cost(0.0) * (1 + 1e-12)).all()
    # Without a rate, or with no part of one's own, experience is worth nothing.
    idle = pricing.learning(
        own,
        added,
        national=national,
        national_added=national_added,
        rate=np.zeros(ROWS),
        own_part=0.4,
        spill=0.05,
    )
    assert idle.tolist() == [1.0] * ROWS


@given(stocks, outputs, rates)
def test_national_learning_is_its_equation_and_only_lowers_cost(national, added, rate):
    found = pricing.national_learning(national, added, rate)
    for n, a, r, got in zip(national, added, rate, found, strict=True):
        assert got == pytest.approx(((n + a) / n) ** math.log2(1 - r), rel=1e-9)
    assert ((found > 0) & (found <= 1)).all()


def test_a_doubling_of_national_output_cuts_cost_by_the_rate():
    assert pricing.national_learning(array(10), array(10), array(0.2)) == pytest.approx(0.8)
    # A line with all the experience there is, and all of the published rate, does as its nation.
    own = pricing.learning(
        array(10),
        array(10),
        national=array(1e9),
        national_added=array(0),
        rate=array(0.2),
        own_part=1.0,
        spill=1e-12,
    )
    assert own == pytest.approx(0.8, rel=1e-3)


# Markup and expectation --------------------------------------------------------------------


def scalar_markup(before, share, past, speed, low, high):
    change = max(-0.5, min(0.5, (share - past) / past)) if past > 0 else 0.0
    # The docstring's equation, in absolute terms and with a floor where the markup is near zero.
    return max(low, min(high, before + speed * change * max(abs(before), 0.02)))


shares = st.one_of(st.just(0.0), st.floats(1e-9, 1.0))


@given(
    rows(-0.5, 5),
    hnp.arrays(np.float64, ROWS, elements=shares),
    hnp.arrays(np.float64, ROWS, elements=shares),
    number(0, 0.2),
)
def test_markup_is_its_equation_within_bounds(before, share, past, speed):
    found = pricing.markup(
        before,
        share,
        share_year_ago=past,
        speed=speed,
        low=-0.3,
        high=3.0,
        most_change=0.5,
        floor=0.02,
    )
    for i in range(ROWS):
        expected = scalar_markup(before[i], share[i], past[i], speed, -0.3, 3.0)
        assert found[i] == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert ((found >= -0.3) & (found <= 3.0)).all()


def test_markup_follows_the_sign_of_the_change_of_share():
    before = array(0.2, 0.2, 0.2, -0.1, -0.1, 0.0)
    share = array(0.2, 0.1, 0.05, 0.2, 0.05, 0.2)
    found = pricing.markup(
        before,
        share,
        share_year_ago=np.full(6, 0.1),
        speed=0.04,
        low=-0.3,
        high=3.0,
        most_change=0.5,
        floor=0.02,
    )
    assert np.sign(found - before).tolist() == [1, 0, -1, 1, -1, 1]
    assert found[0] == pytest.approx(0.2 * (1 + 0.04 * 0.5))  # a doubling counts as a half
    # A line without a share a year ago has nothing to compare with.
    assert pricing.markup(
        array(0.2),
        array(0.3),
        share_year_ago=array(0),
        speed=0.04,
        low=-0.3,
        high=3.0,
        most_change=0.5,
        floor=0.02,
    ).tolist() == [0.2]


@given(rows(0, 1e9), rows(0, 1e9), number(0, 1))
def test_expectation_moves_towards_what_was_seen(before, seen, speed):
    found = pricing.expectation(before, seen, speed)
    for e, d, got in zip(before, seen, found, strict=True):
        assert got == pytest.approx(e + speed * (d - e), rel=1e-9, abs=1e-6)
    low, high = np.minimum(before, seen), np.maximum(before, seen)
    assert (found >= low - 1e-6).all() and (found <= high + 1e-6).all()
    assert pricing.expectation(before, seen, 0.0).tolist() == before.tolist()
    assert pricing.expectation(before, seen, 1.0) == pytest.approx(seen, abs=1e-6)


@given(rows(0, 1), number(0.5, 3), number(0.5, 3), rows(0.3, 3), rows(0.3, 3))
def test_labour_is_paid_where_goods_are_made(local, wage, elsewhere, output, output_elsewhere):
    found = pricing.labour_where_made(
        local,
        wage=wage,
        wage_elsewhere=elsewhere,
        hourly_output=output,
        hourly_output_elsewhere=output_elsewhere,
    )
    for part, a, b, got in zip(local, output, output_elsewhere, found, strict=True):
        assert got == pytest.approx(part * wage / a + (1 - part) * elsewhere / b)
