"""Who leaves, and who grows out of being a startup."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.frontier import lead_of
from abm.market import price_level
from abm.steps.exit.acquisitions import acquisitions
from abm.steps.exit.liquidation import wind_up
from agents import kinds
from agents.finance import HOLE
from agents.survival import closing
from agents.world import World
from engine.draws import Decision
from engine.memory import added
from engine.table import Slots

CLOSES = Decision("exit.closes")


def exits(world: World) -> None:
    """Close the insolvent, the failed startups, those that sell next to nothing, and those whose
    owners give up."""
    firms, p = world.firms, world.parameters
    startup = firms.is_kind(kinds.STARTUP)
    insolvent = ~startup & (firms.cash < HOLE)
    unfunded = firms.failed_rounds >= p.exit.failed_rounds
    failed = startup & (unfunded | (firms.cash < -firms.burn))
    old = world.quarter - firms.founded > p.exit.grace_quarters + p.exit.weak_quarters
    weak = ~startup & old & (firms.revenue < p.exit.minimal_revenue * price_level(world))
    alone = (firms.parent <= 0.0) | (firms.parent_until < world.quarter)
    weak &= alone
    firms.weak_quarters = np.where(weak, firms.weak_quarters + 1, 0)
    faded = firms.weak_quarters >= p.exit.weak_quarters
    ends = insolvent | failed | faded
    ends |= given_up(world, np.flatnonzero(~startup & alone & (firms.revenue > 0.0)))
    leaving = np.flatnonzero(ends)
    world.accounts.deaths = len(leaving)
    acquisitions(world, leaving)
    if len(leaving):
        wind_up(world, leaving)
    promote(world)


def given_up(world: World, slots: Slots) -> NDArray[np.bool_]:
    """Firms, of those in ``slots``, whose owners close them, (firms,)."""
    firms, p = world.firms, world.parameters.exit
    chance = closing(
        lead_of(world, slots),
        added(firms.revenue_past[slots], 4),
        base=p.closing,
        selection=p.closing_selection,
        size_effect=p.closing_size,
        reference=world.parameters.finance.promotion_revenue * price_level(world),
    )
    found = np.zeros(firms.n, dtype=bool)
    found[slots] = world.draws.uniform(CLOSES, world.quarter, firms.lane[slots]) < chance
    return found


def promote(world: World) -> None:
    """A startup with a year of sustained sales becomes a brand, or a supplier of components."""
    firms = world.firms
    startups = firms.of_kind(kinds.STARTUP)
    year = firms.revenue_past[startups, :4]
    asked = world.parameters.finance.promotion_revenue * price_level(world)
    grown = (year > 0.0).all(axis=1) & (year.sum(axis=1) >= asked)
    up = startups[grown]
    if len(up):
        component = world.segments.is_component[firms.segment[up]]
        firms.change_kind(up, np.where(component, kinds.SUPPLIER, kinds.BRAND))
