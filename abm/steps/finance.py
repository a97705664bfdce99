"""Investment, credit, parents, equity rounds and dividends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents import finance as rules
from agents import kinds
from agents.world import World
from engine.draws import Decision
from engine.groups import sum_by
from engine.ledger import Rows
from engine.memory import added
from engine.table import Slots

Floats = NDArray[np.float64]

ROUND = Decision("finance.round")
ROUND_SIZE = Decision("finance.round_size")
GROWTH = Decision("finance.growth_equity")


def finance(world: World) -> None:
    """Invest within means; fill holes by credit, then a parent; pay out what is not needed."""
    invest(world)
    rounds_of_equity(world)
    growth_equity(world)
    borrow(world)
    parents(world)
    repay_and_distribute(world)


def _gross_profit_year(world: World) -> Floats:
    return 4.0 * np.maximum(world.accounts.gross_profit, 0.0)


def invest(world: World) -> None:
    """Capacity follows expected demand at the desired use of plants, at most +20 % a quarter.

    Own plants (OEM, contract manufacturer, supplier) pay for it; a brand and a startup hire
    capacity. What is paid for stands next quarter. A firm with a parent is not bound by its cash:
    the parent pays what is lacking, and no subsidy seems to work by relaxing that limit.
    """
    lines, firms, p, s = world.lines, world.firms, world.parameters.capacity, world.static
    worn = lines.capacity * (1.0 - p.depreciation)
    season = np.maximum(s.seasonal[world.quarter % 4][lines.use], 1e-6)
    outlook = np.maximum(lines.expected, added(lines.demand) / season)  # growth seen now
    wanted = np.where(lines.alive, outlook / p.utilisation, 0.0)
    order = np.clip(wanted - worn, 0.0, p.growth_limit * np.maximum(lines.capacity, 1e-9))
    owner = lines.firm
    kind = firms.kind[owner]
    owns = (kind == kinds.OEM_) | (kind == kinds.CONTRACT) | (kind == kinds.SUPPLIER)
    yearly = 4.0 * order * s.reference_price[lines.use] / 1e6
    bill = np.where(owns, yearly * s.capital[s.use_segment[lines.use]], 0.0)
    total = sum_by(owner, bill, firms.n)
    credit = world.parameters.finance.credit_multiple * _gross_profit_year(world) - firms.debt
    means = np.maximum(0.0, firms.cash) + np.maximum(0.0, credit)
    backed = (firms.parent > 0.0) & (firms.parent_until >= world.quarter)
    part = np.where(backed, 1.0, np.minimum(1.0, means / np.maximum(total, 1e-12)))
    lines.capacity = worn + order * part[owner]
    lacking = np.where(backed, np.maximum(0.0, total - np.maximum(0.0, firms.cash)), 0.0)
    world.ledger.pay("parent_support", "rest", world.firm_rows(), lacking)
    world.ledger.pay("equipment", world.firm_rows(), "rest", total * part)


def rounds_of_equity(world: World) -> None:
    """A startup with under two quarters of burn left seeks a round, and gets it by chance.

    The round covers the runway at a new burn. A failure counts; a success clears the count.
    """
    firms, p = world.firms, world.parameters.finance
    startups = firms.of_kind(kinds.STARTUP)
    startups = startups[firms.parent_until[startups] < world.quarter]  # a parent pays for the rest
    seeks = startups[rules.seeks_round(firms.cash[startups], firms.burn[startups])]
    if not len(seeks):
        return
    lanes = firms.lane[seeks]
    appetite = float(world.investors.appetite[0])
    chance = np.minimum(1.0, p.round_chance * appetite)
    won = world.draws.uniform(ROUND, world.quarter, lanes) < chance
    firms.failed_rounds[seeks] = np.where(won, 0, firms.failed_rounds[seeks] + 1)
    lucky = seeks[won]
    if not len(lucky):
        return
    noise = world.draws.normal(ROUND_SIZE, world.quarter, firms.lane[lucky])
    burn = firms.burn[lucky] * np.exp(0.25 + 0.3 * np.clip(noise, -3.0, 3.0))
    amount = burn * p.runway_quarters
    firms.burn[lucky] = burn
    firms.rounds[lucky] += 1
    raise_equity(world, lucky, amount)


def growth_equity(world: World) -> None:
    """A firm of any size that grows but is short of cash may sell shares: funded loss-makers.

    Short: less than half a quarter's cost. Growing: a year's revenue up by the asked rate on the
    year before. It raises four quarters' loss and half a quarter's cost, by chance.
    """
    firms, p = world.firms, world.parameters.finance
    cost = world.accounts.cost
    now = added(firms.revenue_past, 4)
    before = added(firms.revenue_past, 4, 4)
    grows = (now >= (1.0 + p.growth_asked) * before) & (before > 0.0)
    seeks = firms.alive & (firms.kind != kinds.STARTUP) & (firms.cash < 0.5 * cost) & grows
    seeks &= firms.parent_until < world.quarter
    slots = np.flatnonzero(seeks)
    if not len(slots):
        return
    chance = p.growth_chance * float(world.investors.appetite[0])
    won = world.draws.uniform(GROWTH, world.quarter, firms.lane[slots]) < chance
    slots = slots[won]
    loss = np.maximum(0.0, -firms.profit[slots])
    hole = np.maximum(0.0, -firms.cash[slots])
    amount = 4.0 * loss + 0.5 * cost[slots] + hole
    raise_equity(world, slots, amount)
    firms.rounds[slots] += 1


def raise_equity(world: World, slots: Slots, amount: Floats) -> None:
    """Households fund venture capital, which buys shares of firms."""
    if not len(slots):
        return
    fund = Rows(world.investors, np.flatnonzero(world.investors.kind == kinds.VENTURE))
    total = amount.sum(keepdims=True)
    world.ledger.pay("fund_calls", "households", fund, total)
    world.ledger.pay("equity_rounds", fund, "clearing", total)
    world.ledger.pay("equity_rounds", "clearing", world.firm_rows(slots), amount)


def borrow(world: World) -> None:
    """Loans to firms short of cash, within their limit."""
    firms = world.firms
    loan = rules.borrowing(
        firms.cash,
        firms.debt,
        _gross_profit_year(world),
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
