"""Loans, parents, and what firms pay out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents import finance as rules
from agents import kinds
from agents.world import World

Floats = NDArray[np.float64]


def gross_profit_year(world: World) -> Floats:
    """Gross profit at the quarter's pace, losses as zero, ``(firms,)``."""
    return 4.0 * np.maximum(world.accounts.gross_profit, 0.0)


def borrow(world: World) -> None:
    """Loans to firms short of cash, within their limit."""
    firms = world.firms
    loan = rules.borrowing(
        firms.cash,
        firms.debt,
        gross_profit_year(world),
        world.parameters.finance.credit_multiple,
    )
    loan = np.where(firms.alive & (firms.kind != kinds.STARTUP), loan, 0.0)
    world.ledger.pay("loans_drawn", "banks", world.firm_rows(), loan)
    firms.debt = firms.debt + loan


def parents(world: World) -> None:
    """Support by a parent outside the city."""
    firms = world.firms
    gift = rules.parent_support(
        firms.cash, firms.parent, firms.alive & (firms.parent_until >= world.quarter)
    )
    world.ledger.pay("parent_support", "rest", world.firm_rows(), gift)


def repay_and_distribute(world: World) -> None:
    """Repay a share of the debt, then pay out cash above so many quarters' cost."""
    firms, p = world.firms, world.parameters.finance
    cost = world.accounts.cost
    paid = rules.repayment(firms.cash, firms.debt, cost, p.repayment)
    world.ledger.pay("loans_repaid", world.firm_rows(), "banks", paid)
    firms.debt = firms.debt - paid
    surplus = rules.dividend(firms.cash, cost, p.cash_quarters)
    keeps = (firms.kind == kinds.STARTUP) | (firms.debt > 0.0) | ~firms.alive
    surplus = np.where(keeps, 0.0, surplus)
    abroad = np.where(firms.owner == 2, surplus, 0.0)
    world.ledger.pay("dividends", world.firm_rows(), "households", surplus - abroad)
    world.ledger.pay("dividends", world.firm_rows(), "rest", abroad)
