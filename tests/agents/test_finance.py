"""Credit, parents and dividends against scalar references and their limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
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


def test_a_startup_seeks_money_when_less_than_two_quarters_are_left():
    found = finance.seeks_round(array(-1, 3.9, 4, 4.1), np.full(4, 2.0))
    assert found.tolist() == [True, True, False, False]
