"""How accounts are settled when a firm ends."""

from __future__ import annotations

import numpy as np

from abm.steps.accounts.taxes import tax_rates
from abm.steps.attraction.claw_back import recover
from abm.steps.finance.owners import pay_owners
from abm.steps.treasury import share_out
from agents import taxes
from agents.world import World
from engine.table import Slots


def wind_up(world: World, leaving: Slots) -> None:
    """Settle by rank, then end lines, products and jobs; floor space is free at once."""
    settle_by_rank(world, leaving)
    firms, lines, products = world.firms, world.lines, world.products
    gone = np.zeros(firms.n, dtype=bool)
    gone[leaving] = True
    dead_lines = np.flatnonzero(gone[lines.firm])
    lines.reach[dead_lines] = 0.0
    lines.capacity[dead_lines] = 0.0
    lines.stock[dead_lines] = 0.0  # written off: no money moves
    lines.retire(dead_lines)
    products.retire(np.flatnonzero(gone[lines.firm[products.line]]))
    for name in (
        "engineers",
        "operators",
        "staff",
        "rd_own",
        "rd_real",
        "rd_reported",
        "marketing",
        "dues",
        "adapting",
        "venture_stake",
        "guidance_stake",
    ):
        getattr(firms, name)[leaving] = 0.0
    firms.retire(leaving)


def settle_by_rank(world: World, leaving: Slots) -> None:
    """Cash goes to staff (severance) and the taxes of the year, then to banks, then to
    who gave a package that still binds, then to owners.

    A hole in cash is the banks' loss, and so is debt that nothing is left for (it is a claim, not
    money: writing it off moves none).
    """
    firms, ledger, p = world.firms, world.ledger, world.parameters
    rows = world.firm_rows(leaving)
    ledger.pay("loans_written_off", "banks", rows, np.maximum(0.0, -firms.cash[leaving]))
    left = np.maximum(0.0, firms.cash[leaving])
    people = firms.engineers[leaving] + firms.staff[leaving]
    wages = people * world.economy.wage_engineer[0] + firms.labour[leaving]
    severance = np.minimum(left, p.exit.severance * wages)
    ledger.pay("severance", rows, "households", severance)
    left = left - severance
    owed, _, _ = taxes.profit_tax(
        firms.year_profit[leaving],
        firms.deducted[leaving],
        firms.loss_forward[leaving],
        tax_rates(world)[leaving],
    )
    due = np.zeros(firms.n)
    due[leaving] = np.minimum(left, owed)
    if due.any():
        ledger.pay("profit_tax", world.firm_rows(), "clearing", due)
        share_out(world, "profit_tax", due, p.finance.local_tax_share)
    left = left - due[leaving]
    repaid = np.minimum(left, firms.debt[leaving])
    ledger.pay("loans_repaid", rows, "banks", repaid)
    firms.debt[leaving] = 0.0
    back = recover(world, leaving, left - repaid)
    pay_owners(world, "liquidation", leaving, left - repaid - back)
