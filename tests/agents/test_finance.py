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


@given(cash, amounts, number(0, 5), number(0, 1))
def test_the_credit_limit_is_a_multiple_of_gross_profit_and_a_part_of_plant(
    gross_profit, capital, multiple, collateral
):
    found = finance.credit_limit(gross_profit, capital, multiple, collateral)
    for i in range(ROWS):
        expected = multiple * max(0.0, gross_profit[i]) + collateral * capital[i]
        assert found[i] == pytest.approx(expected, rel=1e-12)


@given(cash, amounts, amounts)
def test_borrowing_fills_the_hole_within_the_limit(money, debt, limit):
    found = finance.borrowing(money, debt, limit)
    for i in range(ROWS):
        room = max(0.0, limit[i] - debt[i])
        assert found[i] == pytest.approx(min(max(0.0, -money[i]), room), rel=1e-12)
    assert (found >= 0).all()
    assert (found[money >= 0] == 0).all()
    borrows = found > 0
    assert (debt + found <= limit * (1 + 1e-9))[borrows].all()


def test_who_has_no_limit_gets_no_credit():
    hole, nothing = array(-10, -10), np.zeros(2)
    assert finance.borrowing(hole, nothing, nothing).tolist() == [0, 0]
    assert finance.borrowing(hole, nothing, array(150, 6)).tolist() == [10, 6]
    assert finance.borrowing(hole, array(150, 5), array(150, 6)).tolist() == [0, 1]


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
