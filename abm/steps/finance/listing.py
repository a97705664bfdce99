"""Firms that go public."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.steps.finance.owners import fund
from agents import kinds, listing
from agents.equity import sales_growth
from agents.world import World
from engine.draws import Decision
from engine.memory import added

Floats = NDArray[np.float64]

LISTS = Decision("finance.listing")

PRIVATE = 0


def go_public(world: World) -> None:
    """Private firms above a threshold list by chance, and funds leave.

    Households buy the new shares and the funds' stakes. Most of the money goes into R&D over some
    years; what a listed firm raises later it sells through the market.
    """
    firms, p = world.firms, world.parameters.finance
    world.accounts.listings = 0
    able = ~firms.listed & (firms.owner == PRIVATE) & ~firms.is_kind(kinds.STARTUP)
    able &= (firms.parent_until < world.quarter) & (firms.founded <= world.quarter - p.ipo_age)
    slots = np.flatnonzero(able)
    year, before = (added(firms.revenue_past, 4, first)[slots] for first in (0, 4))
    growth = sales_growth(year, before)
    slots = slots[listing.may_list(year, growth, p.ipo_revenue, p.ipo_growth, p.ipo_smaller)]
    luck = world.draws.uniform(LISTS, world.quarter, firms.lane[slots])
    slots = slots[luck < p.ipo_chance]
    if not len(slots):
        return
    world.accounts.listings = len(slots)
    value_added = added(firms.value_added_past[slots])
    raised = listing.proceeds(value_added, p.value_multiple, p.ipo_float)
    world.ledger.pay("listing", "households", world.firm_rows(slots), raised)
    firms.raised_research[slots] = listing.research(raised, p.ipo_research, p.ipo_research_quarters)
    firms.raised_until[slots] = world.quarter + int(p.ipo_research_quarters)
    value = listing.value(value_added, p.value_multiple)
    for stake, kind in (
        (firms.venture_stake, kinds.VENTURE),
        (firms.guidance_stake, kinds.GUIDANCE),
    ):
        proceeds = float((stake[slots] * value).sum())
        if proceeds > 0.0:
            world.ledger.pay("stake_sales", "households", fund(world, kind), proceeds)
        stake[slots] = 0.0
    firms.listed[slots] = True
