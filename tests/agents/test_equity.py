"""Equity, listing and acquisition rules against scalar references, limits and signs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as hnp

from agents import acquisition, equity, listing
from tests.agents.numbers import ROWS, array, number, rows

amounts = rows(0, 1e6)
shares = rows(0, 1)
flags = hnp.arrays(np.bool_, ROWS)


# Equity ------------------------------------------------------------------------------------


def test_a_startup_seeks_money_when_less_than_two_quarters_are_left():
    found = equity.seeks_round(array(-1, 3.9, 4, 4.1), np.full(4, 2.0), 2.0)
    assert found.tolist() == [True, True, False, False]


@given(amounts, amounts)
def test_growth_of_sales_is_bounded_and_full_for_first_sales(now, before):
    found = equity.sales_growth(now, before)
    for i in range(ROWS):
        if before[i] > 0:
            expected = min(1.0, max(0.0, now[i] / before[i] - 1.0))
        else:
            expected = 1.0 if now[i] > 0 else 0.0
        assert found[i] == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(
    number(0, 0.99), number(0.2, 3), number(0, 1), flags, number(0, 2), shares, number(0, 2),
    shares, number(0, 1), rows(-1, 0.3), number(0, 4),
)  # fmt: skip
def test_chance_of_money_is_its_equation(
    p, v, b, backed, beta, growth, gamma, guided, a, lead, sigma
):
    found = equity.money_found(
        p,
        v,
        response=b,
        backed=backed,
        backer=beta,
        growth=growth,
        growth_weight=gamma,
        guided=guided,
        pull=a,
        most_guided=0.9,
        lead=lead,
        screening=sigma,
    )
    for i in range(ROWS):
        times = v**b * (1 + beta * backed[i]) * (1 + gamma * growth[i])
        times *= math.exp(sigma * lead[i])
        times *= (1 - min(guided[i], 0.9)) ** (-a)
        assert found[i] == pytest.approx(1 - (1 - p) ** times, rel=1e-9, abs=1e-12)
    assert ((found >= 0) & (found <= 1)).all()


def test_signs_and_limits_of_the_chance_of_money():
    def chance(p=0.4, v=1.0, b=0.5, backed=False, growth=0.0, guided=0.0, a=0.5, lead=0.0):
        found = equity.money_found(
            p,
            v,
            response=b,
            backed=np.array([backed]),
            backer=0.5,
            growth=array(growth),
            growth_weight=0.5,
            guided=array(guided),
            pull=a,
            most_guided=0.9,
            lead=array(lead),
            screening=2.0,
        )
        return float(found[0])

    assert chance() == pytest.approx(0.4)
    assert chance(v=2) > chance() > chance(v=0.5)
    assert chance(backed=True) > chance()
    assert chance(growth=1) > chance(growth=0.2) > chance()
    assert chance(lead=0.1) > chance() > chance(lead=-0.1)
    assert chance(guided=0.5) > chance()
    assert chance(guided=0.5, a=0) == chance()  # all that is spared leaves
    assert chance(p=0, guided=1, backed=True) == 0
    assert chance(p=1, v=0.1) == 1
    assert chance(v=3, b=0) == chance()


@given(shares, number(0, 0.5), shares)
def test_stakes_are_diluted_and_stay_shares(stake, sold, part):
    found = equity.after_sale(stake, sold, part)
    for i in range(ROWS):
        assert found[i] == pytest.approx((1 - sold) * stake[i] + sold * part[i], rel=1e-9)
    other = equity.after_sale(1.0 - stake, sold, 1.0 - part)
    assert found + other == pytest.approx(np.ones(ROWS))


def test_entry_follows_the_flow_of_venture_money_within_its_bound():
    assert equity.venture_factor(1.0, 0.4, 1.6) == 1.0
    assert equity.venture_factor(1.5, 0.4, 1.6) == pytest.approx(1.5**0.4)
    assert equity.venture_factor(0.5, 0.4, 1.6) < 1.0
    assert equity.venture_factor(0.5, 0.0, 1.6) == 1.0
    assert equity.venture_factor(100.0, 1.0, 1.6) == 1.6


# Listing -----------------------------------------------------------------------------------


def test_large_firms_list_and_smaller_ones_that_grow_fast():
    year, growth = array(300, 299, 100, 100, 99), array(0, 0, 0.3, 0.29, 1)
    found = listing.may_list(year, growth, 300.0, 0.3, 1 / 3)
    assert found.tolist() == [True, False, True, False, False]


@given(rows(-1e5, 1e6), number(0.5, 20), number(0, 0.5), number(0, 1))
def test_a_listing_sells_a_part_of_its_value_and_most_of_it_is_research(
    value_added, multiple, sold, part
):
    raised = listing.proceeds(value_added, multiple, sold)
    quarterly = listing.research(raised, part, 16.0)
    for i in range(ROWS):
        expected = sold * multiple * max(0.0, value_added[i])
        assert raised[i] == pytest.approx(expected, rel=1e-9)
        assert 16 * quarterly[i] == pytest.approx(part * expected, rel=1e-9)


def test_four_years_of_research_are_78_cents_of_a_dollar():
    quarterly = listing.research(array(100.0, 0.0), 0.78, 16.0)
    assert 4 * quarterly[0] == pytest.approx(19.5)  # 18.5 read in the first year
    assert quarterly[1] == 0.0


# Acquisition -------------------------------------------------------------------------------


def test_sales_or_technology_make_a_firm_worth_buying():
    year, lead = array(2, 1.9, 0, 0), array(-1, -1, -0.1, -0.11)
    found = acquisition.worth_buying(year, 2.0, lead, 0.1)
    assert found.tolist() == [True, False, True, False]


@given(rows(-10, 1e6), rows(0, 1e6), number(0, 2))
def test_price_is_a_multiple_of_sales_and_research(year, research, multiple):
    found = acquisition.price(year, research, multiple)
    for i in range(ROWS):
        assert found[i] == pytest.approx(multiple * (max(0.0, year[i]) + research[i]), rel=1e-9)


@given(rows(-1, 0.5), rows(-1, 0.5), number(0, 1))
def test_a_buyer_learns_only_from_the_better(own, bought, absorbed):
    found = acquisition.learned(own, bought, absorbed)
    for i in range(ROWS):
        assert found[i] == pytest.approx(absorbed * max(0.0, bought[i] - own[i]), abs=1e-12)
        assert own[i] + found[i] <= max(own[i], bought[i]) + 1e-12
    assert math.isfinite(found.sum())
