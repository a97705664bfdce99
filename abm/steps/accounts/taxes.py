"""Profit tax and who receives it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.steps.treasury import share_out
from agents import taxes
from agents.world import World
from engine.memory import added

Floats = NDArray[np.float64]


def tax_rates(world: World) -> Floats:
    """Rate of profit tax of every firm, by its R&D over the last four quarters, ``(firms,)``."""
    firms, p = world.firms, world.parameters.finance
    return taxes.profit_tax_rate(
        added(firms.rd_past, 4),
        added(firms.revenue_past, 4),
        p.profit_tax,
        p.high_tech_tax,
        p.high_tech_research,
    )


def tax(world: World) -> None:
    """In the last quarter of a year: profit tax, part central and part local.

    The loss of a bad year is carried forward. A relief lowers what is collected; it and extra
    deductions of R&D are counted as tax expenditure, at all levels of government.
    """
    firms, p = world.firms, world.parameters.finance
    world.accounts.tax_expenditure = 0.0
    firms.deducted = firms.deducted + world.terms.rd_deduction * firms.rd_reported
    if world.quarter % 4 != 3:
        return
    rate = tax_rates(world)
    due, forgone, carried = taxes.profit_tax(
        firms.year_profit, firms.deducted, firms.loss_forward, rate
    )
    relief = due * world.terms.tax_relief
    world.accounts.tax_expenditure = float((relief + forgone).sum())
    due = np.minimum(due - relief, np.maximum(firms.cash, 0.0))
    firms.loss_forward = carried
    firms.year_profit[:] = 0.0
    firms.deducted[:] = 0.0
    world.ledger.pay("profit_tax", world.firm_rows(), "clearing", due)
    share_out(world, "profit_tax", due, p.local_tax_share)
