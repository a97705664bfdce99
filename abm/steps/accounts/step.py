"""Every flow of the quarter, through the ledger."""

from __future__ import annotations

import numpy as np

from abm.market import own_name
from abm.steps.accounts.production import production_cost
from abm.steps.accounts.sales import sales
from abm.steps.accounts.spending import spending
from abm.steps.accounts.taxes import tax
from agents.accounting import value_added
from agents.world import World
from engine.memory import push


def accounts(world: World) -> None:
    """Sales, cost of production, R&D, marketing, overhead, rent, interest, profit, tax."""
    revenue = sales(world)
    goods_made, goods_sold = production_cost(world)
    revenue = revenue + world.accounts.fees
    running, bought = spending(world)
    firms = world.firms
    firms.revenue = revenue
    firms.profit = revenue - goods_sold - running
    world.accounts.cost = goods_made + running
    world.accounts.gross_profit = revenue - goods_sold
    firms.value_added = value_added(world.accounts.gross_profit, firms.labour, bought)
    white_collar = firms.engineers + firms.staff
    world.accounts.payroll = firms.labour + white_collar * world.economy.wage_engineer[0]
    firms.year_profit = firms.year_profit + firms.profit
    tax(world)
    remember(world)


def remember(world: World) -> None:
    """Shift the memory of firms by a quarter."""
    firms, lines = world.firms, world.lines
    best = np.zeros(firms.n)
    np.maximum.at(best, lines.firm, lines.share * own_name(world))
    for name, value in (
        ("revenue_past", firms.revenue),
        ("profit_past", firms.profit),
        ("value_added_past", firms.value_added),
        ("rd_past", firms.rd_reported),
        ("share_past", best),
    ):
        push(getattr(firms, name), value)
