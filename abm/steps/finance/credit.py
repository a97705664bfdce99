"""Loans, parents, and what firms pay out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.steps.finance.owners import pay_owners
from agents import finance as rules
from agents import kinds
from agents.world import World
from engine.groups import sum_by

Floats = NDArray[np.float64]


def owns_plant(world: World) -> NDArray[np.bool_]:
    """Which firms own plants: OEMs, contract manufacturers, suppliers. Others hire capacity."""
    return world.firms.is_kind(kinds.OEM_, kinds.CONTRACT, kinds.SUPPLIER)


def plant_value(world: World) -> Floats:
    """Capital in own plants at today's cost, worn as capacity is, million yuan, ``(firms,)``."""
    lines, markets = world.lines, world.markets
    yearly = 4.0 * lines.capacity * markets.reference_price[lines.use] / 1e6
    capital = yearly * world.segments.capital[markets.segment[lines.use]]
    return np.where(owns_plant(world), sum_by(lines.firm, capital, world.firms.n), 0.0)


def credit_limit(world: World) -> Floats:
    """What banks lend at most, million yuan, ``(firms,)``."""
    p = world.parameters.finance
    gross_profit_year = 4.0 * world.accounts.gross_profit
    return rules.credit_limit(
        gross_profit_year, plant_value(world), p.credit_multiple, p.collateral
    )


def borrow(world: World) -> None:
    """Loans to firms short of cash, within their limit."""
    firms = world.firms
    loan = rules.borrowing(firms.cash, firms.debt, credit_limit(world))
    loan = np.where(firms.is_kind(kinds.STARTUP), 0.0, loan)
    world.ledger.pay("loans_drawn", "banks", world.firm_rows(), loan)
    firms.debt = firms.debt + loan


def parents(world: World) -> None:
    """Support by a parent outside the city."""
    firms = world.firms
    gift = rules.parent_support(firms.cash, firms.parent, firms.parent_until >= world.quarter)
    world.ledger.pay("parent_support", "rest", world.firm_rows(), gift)


def repay_and_distribute(world: World) -> None:
    """Repay a share of the debt, then pay out cash above so many quarters' cost.

    What a listing raised for later R&D is kept.
    """
    firms, p = world.firms, world.parameters.finance
    cost = world.accounts.cost
    paid = rules.repayment(firms.cash, firms.debt, cost, p.repayment)
    world.ledger.pay("loans_repaid", world.firm_rows(), "banks", paid)
    firms.debt = firms.debt - paid
    kept = firms.raised_research * np.maximum(0, firms.raised_until - world.quarter)
    surplus = rules.dividend(firms.cash - kept, cost, p.cash_quarters)
    keeps = firms.is_kind(kinds.STARTUP) | (firms.debt > 0.0)
    pays = np.flatnonzero(~keeps & (surplus > 0.0))
    pay_owners(world, "dividends", pays, surplus[pays])
