"""The ledger: both sides of every payment, and the detection of money that moved outside it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ledger import Ledger, LedgerError, Rows
from engine.table import Column, Table

SECTORS = ("households", "firms", "parks", "banks")
HOUSEHOLDS, FIRMS, PARKS, BANKS = range(4)
FLOWS = ("sales", "wages", "rent", "loans")


def money_table(name, sectors):
    columns = [
        Column("cash", "million yuan", "balance", money=True),
        Column("sector", "code", "into sectors", "i8", 0, fixed=True),
    ]
    table = Table(name, columns)
    table.add(len(sectors), lane=np.arange(len(sectors)), sector=sectors)
    return table


@pytest.fixture
def firms():
    return money_table("firms", [FIRMS] * 4 + [PARKS] * 2)


@pytest.fixture
def ledger(firms):
    ledger = Ledger(SECTORS, FLOWS, [firms])
    ledger.endow(firms, np.arange(6.0) * 10.0, "households")
    ledger.strict = True
    ledger.begin()
    return ledger


# Payments ----------------------------------------------------------------------------------


def test_endowments_sum_to_zero_and_are_the_opening(ledger, firms):
    assert firms.cash.tolist() == [0.0, 10.0, 20.0, 30.0, 40.0, 50.0]
    assert ledger.closing().tolist() == [-150.0, 60.0, 90.0, 0.0]
    assert (ledger.opening == ledger.closing()).all()
    ledger.verify()


def test_between_sectors(ledger):
    ledger.pay("loans", "banks", "households", 5.0)
    ledger.pay("loans", "banks", "households", np.array([1.0, 2.0]))
    assert ledger.balances.tolist() == [-142.0, 0.0, 0.0, -8.0]
    assert ledger.moved[3, BANKS, HOUSEHOLDS] == 8.0
    assert ledger.flow("loans") == 8.0
    ledger.verify()


def test_from_a_sector_to_rows_and_back(ledger, firms):
    ledger.pay("sales", "households", Rows(firms), np.arange(6.0))
    assert firms.cash.tolist() == [0.0, 11.0, 22.0, 33.0, 44.0, 55.0]
    assert ledger.moved[0, HOUSEHOLDS].tolist() == [0.0, 6.0, 9.0, 0.0]
    ledger.pay("wages", Rows(firms, np.array([3, 1])), "households", np.array([3.0, 1.0]))
    assert firms.cash.tolist() == [0.0, 10.0, 22.0, 30.0, 44.0, 55.0]
    assert ledger.moved[1].sum() == ledger.moved[1, FIRMS, HOUSEHOLDS] == 4.0
    ledger.verify()


def test_from_row_to_row(ledger, firms):
    payers, receivers = Rows(firms, np.array([1, 5])), Rows(firms, np.array([4, 0]))
    ledger.pay("rent", payers, receivers, np.array([2.0, 7.0]))
    assert firms.cash.tolist() == [7.0, 8.0, 20.0, 30.0, 42.0, 43.0]
    assert ledger.moved[2, FIRMS, PARKS] == 2.0
    assert ledger.moved[2, PARKS, FIRMS] == 7.0
    assert ledger.flow("rent") == 9.0
    ledger.verify()


def test_between_two_tables(firms):
    parks = money_table("parks", [PARKS] * 2)
    ledger = Ledger(SECTORS, FLOWS, [firms, parks])
    ledger.begin()
    ledger.pay("rent", Rows(firms, np.array([0, 1])), Rows(parks), np.array([1.0, 2.0]))
    assert ledger.closing().tolist() == [0.0, -3.0, 3.0, 0.0]
    ledger.verify()


@pytest.mark.parametrize("slots", [[2], [0, 2, 4], [0, 1, 2, 3, 4, 5], []])
def test_one_number_is_paid_by_every_row(ledger, firms, slots):
    rows = Rows(firms, np.array(slots, dtype=np.int64))
    before = firms.cash.copy()
    ledger.pay("wages", rows, "households", 3.0)
    ledger.pay("sales", "banks", rows, 2.0)
    ledger.pay("rent", rows, rows, 5.0)
    wanted = before
    wanted[slots] -= 1.0
    assert firms.cash.tolist() == wanted.tolist()
    assert ledger.flow("wages") == 3.0 * len(slots)
    assert ledger.flow("rent") == 5.0 * len(slots)
    assert ledger.balances[BANKS] == -2.0 * len(slots)
    ledger.verify()


def test_a_number_for_all_rows_of_a_table(ledger, firms):
    ledger.pay("wages", Rows(firms), "households", 1.0)
    assert ledger.balances[HOUSEHOLDS] == -144.0
    ledger.verify()


def test_an_empty_payment_moves_nothing(ledger, firms):
    nobody = Rows(firms, np.array([], dtype=np.int64))
    ledger.pay("wages", nobody, "households", np.array([]))
    ledger.pay("wages", nobody, nobody, np.array([]))
    ledger.pay("loans", "banks", "banks", 0.0)
    assert not ledger.moved.any()
    assert (ledger.closing() == ledger.opening).all()


def test_as_many_amounts_as_rows(ledger, firms):
    three, two = Rows(firms, np.array([0, 1, 2])), Rows(firms, np.array([3, 4]))
    one = Rows(firms, np.array([5]))
    before = ledger.closing().tolist()
    for payer, receiver, amount in (
        (three, "banks", np.ones(2)),
        ("banks", three, np.ones(1)),
        (three, two, np.ones(3)),
        (two, three, 1.0),
        (three, one, np.ones(3)),
        (one, three, 1.0),
        (three, one, 1.0),
    ):
        with pytest.raises(ValueError, match="rows"):
            ledger.pay("rent", payer, receiver, amount)
        assert ledger.closing().tolist() == before
    ledger.verify()


def test_only_declared_flows_and_sectors(ledger):
    with pytest.raises(KeyError, match="gifts"):
        ledger.pay("gifts", "banks", "households", 1.0)
    with pytest.raises(KeyError, match="churches"):
        ledger.pay("loans", "churches", "households", 1.0)
    before = ledger.closing().tolist()
    with pytest.raises(KeyError, match="churches"):
        ledger.pay("loans", "banks", "churches", 1.0)
    assert ledger.closing().tolist() == before


@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf])
def test_a_strict_ledger_refuses_what_is_no_payment(ledger, firms, bad):
    with pytest.raises(LedgerError, match="wages"):
        ledger.pay("wages", Rows(firms, np.array([0])), "households", bad)
    assert firms.cash[0] == 0.0


def test_a_strict_ledger_refuses_a_row_that_stands_twice(ledger, firms):
    with pytest.raises(LedgerError, match="twice"):
        ledger.pay("wages", Rows(firms, np.array([1, 1])), "households", np.ones(2))


def test_memos_add_up_what_an_instrument_paid(ledger, firms):
    ledger.pay("sales", "banks", Rows(firms), 1.0, memo="rd_subsidy")
    ledger.pay("sales", "banks", "households", 4.0, memo="rd_subsidy")
    ledger.pay("sales", "banks", "households", 2.0, memo="voucher")
    ledger.pay("sales", "banks", "households", 2.0)
    assert ledger.memos == {"rd_subsidy": 10.0, "voucher": 2.0}
    ledger.begin()
    assert ledger.memos == {}
    assert ledger.flow("sales") == 0.0
    ledger.verify()


# What verify finds -------------------------------------------------------------------------


def test_money_cannot_be_written_directly(firms):
    with pytest.raises(AttributeError, match="only the ledger"):
        firms.cash = 1.0
    with pytest.raises(ValueError, match="read-only"):
        firms.cash[0] = 1.0


def pays_itself(ledger, firms):
    firms.unlocked("cash")[2] += 5.0


def pays_from_one_side(ledger, firms):
    ledger.balances[BANKS] -= 5.0


def pays_beside_the_flows(ledger, firms):
    firms.unlocked("cash")[2] += 5.0
    ledger.balances[BANKS] -= 5.0


def tells_a_flow_that_was_none(ledger, firms):
    ledger.moved[0, BANKS, FIRMS] += 5.0


def loses_count(ledger, firms):
    firms.unlocked("cash")[2] = math.nan


@pytest.mark.parametrize(
    "mutant",
    [
        pays_itself,
        pays_from_one_side,
        pays_beside_the_flows,
        tells_a_flow_that_was_none,
        loses_count,
    ],
)
def test_a_rule_that_pays_outside_the_ledger_is_caught(ledger, firms, mutant):
    ledger.pay("sales", "households", Rows(firms), 3.0)
    ledger.verify()
    mutant(ledger, firms)
    with pytest.raises(LedgerError, match=r"outside the ledger|not zero"):
        ledger.verify()


def test_money_made_between_two_quarters_is_caught(ledger, firms):
    ledger.verify()
    pays_itself(ledger, firms)
    ledger.begin()
    with pytest.raises(LedgerError, match="not zero"):
        ledger.verify()


def test_the_tolerance_is_relative_to_turnover(ledger, firms):
    ledger.pay("sales", "households", Rows(firms), 1e9)
    firms.unlocked("cash")[0] += 1.0
    ledger.verify()
    firms.unlocked("cash")[0] += 10_000.0
    with pytest.raises(LedgerError, match="firms"):
        ledger.verify()


# Copies ------------------------------------------------------------------------------------


def test_a_snapshot_comes_back_and_is_not_changed_by_what_came_after(ledger, firms):
    ledger.pay("sales", "households", Rows(firms), 3.0, memo="voucher")
    table, kept = firms.snapshot(), ledger.snapshot()
    wanted = ledger.closing().tolist(), ledger.moved.tolist(), ledger.opening.tolist()
    for _ in range(2):
        ledger.pay("wages", Rows(firms), "banks", 2.0, memo="voucher")
        ledger.begin()
        ledger.pay("loans", "banks", "households", 2.0)
        firms.restore(table)
        ledger.restore(kept)
        assert (ledger.closing().tolist(), ledger.moved.tolist(), ledger.opening.tolist()) == wanted
        assert ledger.memos == {"voucher": 18.0}
        ledger.verify()


# Any payments ------------------------------------------------------------------------------

slots = st.lists(st.integers(0, 5), min_size=1, max_size=6, unique=True)
amount = st.floats(0.0, 1e6, allow_nan=False)


@st.composite
def payments(draw):
    """(flow, payer, receiver, amounts): each party a sector's name or a list of slots."""
    kind = draw(st.sampled_from(["sector", "payer", "receiver", "rows"]))
    one = draw(st.sampled_from(SECTORS)) if kind in ("sector", "receiver") else draw(slots)
    if kind == "rows":
        other = draw(st.permutations(range(6)))[: len(one)]
    else:
        other = draw(slots) if kind == "receiver" else draw(st.sampled_from(SECTORS))
    size = next((len(p) for p in (one, other) if isinstance(p, list)), 1)
    amounts = draw(st.one_of(amount, st.lists(amount, min_size=size, max_size=size)))
    return draw(st.sampled_from(FLOWS)), one, other, amounts


@given(st.lists(payments(), max_size=12), st.integers(0, 12))
def test_any_payments_balance_as_a_plain_account_book_says(given_payments, pause):
    firms = money_table("firms", [FIRMS] * 4 + [PARKS] * 2)
    ledger = Ledger(SECTORS, FLOWS, [firms])
    ledger.endow(firms, np.full(6, 100.0), "households")
    ledger.begin()
    book = {("sector", s): 0.0 for s in SECTORS} | {("row", i): 100.0 for i in range(6)}
    book["sector", "households"] = -600.0

    def accounts(party, values):
        if isinstance(party, str):
            return [(("sector", party), sum(values))]
        return [(("row", i), v) for i, v in zip(party, values, strict=True)]

    for number, (flow, payer, receiver, amounts) in enumerate(given_payments):
        if number == pause:
            ledger.begin()
        size = next((len(p) for p in (payer, receiver) if isinstance(p, list)), 1)
        values = amounts if isinstance(amounts, list) else [amounts] * size
        for account, value in accounts(payer, values):
            book[account] -= value
        for account, value in accounts(receiver, values):
            book[account] += value
        parties = [
            Rows(firms, np.array(p)) if isinstance(p, list) else p for p in (payer, receiver)
        ]
        ledger.pay(flow, *parties, np.array(amounts) if isinstance(amounts, list) else amounts)
    ledger.verify()
    assert firms.cash.tolist() == pytest.approx([book["row", i] for i in range(6)], abs=1e-6)
    wanted = [book["sector", s] for s in SECTORS]
    assert ledger.balances.tolist() == pytest.approx(wanted, abs=1e-6)
