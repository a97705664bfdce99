"""Who leaves, and how accounts are settled."""

from __future__ import annotations

import numpy as np

from agents import kinds
from agents.world import World
from engine.table import Slots


def exits(world: World) -> None:
    """Close the insolvent, the failed startups and those that sell next to nothing."""
    firms, p = world.firms, world.parameters
    startup = firms.kind == kinds.STARTUP
    insolvent = ~startup & (firms.cash < 0.0)
    failed = startup & ((firms.failed_rounds >= 2) | (firms.cash < -firms.burn))
    old = world.quarter - firms.founded > p.exit.grace_quarters + p.exit.weak_quarters
    weak = ~startup & old & (firms.revenue < p.exit.minimal_revenue)
    weak &= (firms.parent <= 0.0) | (firms.parent_until < world.quarter)
    firms.weak_quarters = np.where(weak, firms.weak_quarters + 1, 0)
    faded = firms.weak_quarters >= p.exit.weak_quarters
    leaving = np.flatnonzero(firms.alive & (insolvent | failed | faded))
    world.accounts.deaths = len(leaving)
    if len(leaving):
        wind_up(world, leaving)
    promote(world)


def wind_up(world: World, leaving: Slots) -> None:
    """Settle by rank: banks first, owners the rest; a hole in cash is the banks' loss.

    Lines and products end with their firm, and its floor space is free at once.
    """
    firms, ledger, lines, products = world.firms, world.ledger, world.lines, world.products
    rows = world.firm_rows(leaving)
    cash = firms.cash[leaving]
    ledger.pay("loans_written_off", "banks", rows, np.maximum(0.0, -cash))
    left = np.maximum(0.0, cash)
    repaid = np.minimum(left, firms.debt[leaving])
    ledger.pay("loans_repaid", rows, "banks", repaid)
    ledger.pay("liquidation", rows, "households", left - repaid)
    firms.debt[leaving] = 0.0
    gone = np.zeros(firms.n, dtype=bool)
    gone[leaving] = True
    dead_lines = lines.live[gone[lines.firm[lines.live]]]
    lines.reach[dead_lines] = 0.0
    lines.capacity[dead_lines] = 0.0
    lines.stock[dead_lines] = 0.0
    lines.retire(dead_lines)
    on_dead = gone[lines.firm[products.line[products.live]]]
    products.retire(products.live[on_dead])
    for name in (
        "engineers",
        "operators",
        "staff",
        "rd_own",
        "rd_real",
        "rd_reported",
        "marketing",
        "dues",
    ):
        getattr(firms, name)[leaving] = 0.0
    firms.retire(leaving)


def promote(world: World) -> None:
    """A startup with a year of sustained sales becomes a brand, or a supplier of components."""
    firms = world.firms
    startups = firms.of_kind(kinds.STARTUP)
    year = firms.revenue_past[startups, :4]
    grown = (year > 0.0).all(axis=1) & (
        year.sum(axis=1) >= world.parameters.finance.promotion_revenue
    )
    up = startups[grown]
    if len(up):
        component = world.static.is_component[firms.segment[up]]
        firms.change_kind(up, np.where(component, kinds.SUPPLIER, kinds.BRAND))
