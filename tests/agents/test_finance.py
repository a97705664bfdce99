"""Credit, parents, dividends and tax against scalar references and their limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from agents import finance
from tests.agents.numbers import ROWS, array, number, rows

cash = rows(-1e6, 1e6)
amounts = rows(0, 1e6)
flags = hnp.arrays(np.bool_, ROWS)


@given(cash, amounts, cash, number(0, 5))
def test_borrowing_fills_the_hole_within_the_limit(money, debt, gross_profit, multiple):
    found = finance.borrowing(money, debt, gross_profit, multiple)
    for i in range(ROWS):
        room = max(0.0, multiple * max(gross_profit[i], 0.0) - debt[i])
        assert found[i] == pytest.approx(min(max(0.0, -money[i]), room), rel=1e-12)
    assert (found >= 0).all()
    assert (found[money >= 0] == 0).all()
    borrows = found > 0
    assert (debt + found <= multiple * np.maximum(gross_profit, 0) * (1 + 1e-9))[borrows].all()
    assert (money + found <= 1e-9).all() or (money + found <= np.maximum(money, 1e-9)).all()


def test_who_earns_nothing_gets_no_credit():
    hole, nothing = array(-10, -10), np.zeros(2)
    assert finance.borrowing(hole, nothing, array(0, -50), 1.5).tolist() == [0, 0]
    assert finance.borrowing(hole, nothing, array(100, 4), 1.5).tolist() == [10, 6]
    assert finance.borrowing(hole, array(150, 5), array(100, 4), 1.5).tolist() == [0, 1]


@given(cash, amounts, flags)
def test_a_parent_fills_the_hole_within_its_open_facility(money, facility, open_):
    found = finance.parent_support(money, facility, open_)
    for i in range(ROWS):
        expected = min(max(0.0, -money[i]), facility[i]) if open_[i] else 0.0
        assert found[i] == pytest.approx(expected, rel=1e-12)


@given(cash, amounts, amounts, number(0, 1))
def test_repayment_is_a_share_of_the_debt_out_of_spare_cash(money, debt, cost, rate):
    found = finance.repayment(money, debt, cost, rate)
    for i in range(ROWS):
        expected = min(rate * debt[i], max(0.0, money[i] - cost[i]))
        assert found[i] == pytest.approx(expected, rel=1e-12)
    assert ((found >= 0) & (found <= debt)).all()
    assert (money - found >= np.minimum(money, cost) - 1e-9).all()


@given(cash, amounts, number(0, 8))
def test_dividend_is_cash_above_so_many_quarters_of_cost(money, cost, quarters):
    found = finance.dividend(money, cost, quarters)
    for m, c, got in zip(money, cost, found, strict=True):
        assert got == pytest.approx(max(0.0, m - quarters * c), rel=1e-12)
    assert (found[money <= 0] == 0).all()


@given(cash, amounts, number(0, 0.5))
def test_profit_tax_is_its_equation(profit, loss, rate):
    tax, carried = finance.profit_tax(profit, loss, rate)
    for i in range(ROWS):
        assert tax[i] == pytest.approx(rate * max(0.0, profit[i] - loss[i]), rel=1e-12)
        assert carried[i] == pytest.approx(max(0.0, loss[i] - profit[i]), rel=1e-12)
    assert (tax <= rate * np.maximum(profit, 0) + 1e-9).all()
    assert (tax[carried > 0] == 0).all()


@given(st.lists(number(-1e4, 1e4), min_size=1, max_size=12))
def test_over_the_years_no_more_is_taxed_than_was_earned(profits):
    loss, taxed = array(0), 0.0
    for profit in profits:
        tax, loss = finance.profit_tax(array(profit), loss, 0.2)
        taxed += tax[0]
    best = max(sum(profits[:k]) for k in range(len(profits) + 1))
    assert taxed / 0.2 >= best - 1e-6 * (1 + abs(best))
    gains = sum(p for p in profits if p > 0)
    assert taxed / 0.2 <= gains * (1 + 1e-9) + 1e-9


def test_a_startup_seeks_money_when_less_than_two_quarters_are_left():
    found = finance.seeks_round(array(-1, 3.9, 4, 4.1), np.full(4, 2.0))
    assert found.tolist() == [True, True, False, False]
