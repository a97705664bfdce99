"""Taxes against scalar references and their limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents import taxes
from tests.agents.numbers import ROWS, array, number, rows

amounts = rows(0, 1e6)
signed = rows(-1e6, 1e6)


@given(signed, amounts, amounts, rows(0, 0.5))
def test_profit_tax_is_its_equation(profit, deducted, loss, rate):
    tax, forgone, carried = taxes.profit_tax(profit, deducted, loss, rate)
    for i in range(ROWS):
        base = profit[i] - loss[i]
        assert tax[i] == pytest.approx(rate[i] * max(0.0, base - deducted[i]), rel=1e-9, abs=1e-6)
        full = rate[i] * max(0.0, base)
        assert tax[i] + forgone[i] == pytest.approx(full, rel=1e-9, abs=1e-6)
        assert carried[i] == pytest.approx(max(0.0, deducted[i] - base), rel=1e-9, abs=1e-6)
    assert (forgone >= 0).all()
    assert (tax[carried > 0] == 0).all()


@given(st.lists(number(-1e4, 1e4), min_size=1, max_size=12))
def test_over_the_years_no_more_is_taxed_than_was_earned(profits):
    loss, taxed, rate = array(0), 0.0, array(0.2)
    for profit in profits:
        tax, _, loss = taxes.profit_tax(array(profit), array(0), loss, rate)
        taxed += tax[0]
    best = max(sum(profits[:k]) for k in range(len(profits) + 1))
    assert taxed / 0.2 >= best - 1e-6 * (1 + abs(best))
    gains = sum(p for p in profits if p > 0)
    assert taxed / 0.2 <= gains * (1 + 1e-9) + 1e-9


@given(amounts, amounts, number(0, 0.2))
def test_high_tech_firms_pay_the_lower_rate(research, revenue, asked):
    found = taxes.profit_tax_rate(research, revenue, 0.25, 0.15, asked)
    for i in range(ROWS):
        assert found[i] == (0.15 if research[i] >= asked * revenue[i] else 0.25)


@given(signed, rows(1, 1e6), rows(0, 1), rows(0, 1), number(0, 0.3))
def test_vat_is_on_what_is_added_and_sold_at_home(value_added, revenue, home, city, rate):
    here, there = revenue * home * city, revenue * home * (1.0 - city)
    found = taxes.value_added_tax(value_added, revenue, here, there, rate)
    for i in range(ROWS):
        expected = rate * max(0.0, value_added[i]) * home[i]
        assert found[0][i] + found[1][i] == pytest.approx(expected, rel=1e-9, abs=1e-9)
        assert found[0][i] == pytest.approx(expected * city[i], rel=1e-9, abs=1e-9)


def test_who_only_exports_bears_no_vat():
    found = taxes.value_added_tax(array(5.0), array(10.0), np.zeros(1), np.zeros(1), 0.13)
    assert float(found[0][0] + found[1][0]) == 0.0
