"""Packages are paid back, in part, by who leaves or breaks its word."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents import attraction as rules
from agents import kinds
from agents.world import World
from engine.groups import sum_by
from engine.table import Slots

Floats = NDArray[np.float64]


def bound(world: World) -> NDArray[np.bool_]:
    """Firms that took a package and are still bound by it."""
    firms, years = world.firms, world.parameters.attraction.bound_years
    young = world.quarter - firms.born < 4.0 * years
    found: NDArray[np.bool_] = firms.arrived & young & (firms.package_paid > 0.0)
    return found


def review(world: World) -> None:
    """On each anniversary: jobs against the promise. Half a word broken, half the share paid back;
    what is still owed is cut likewise."""
    p, firms = world.parameters.attraction, world.firms
    if p.claw_back <= 0.0:
        return
    age = world.quarter - firms.born
    due_now = (age >= p.grace_quarters) & (age % 4 == 0)
    slots = np.flatnonzero(firms.alive & due_now & bound(world))
    if not len(slots):
        return
    jobs = firms.engineers[slots] + firms.operators[slots] + firms.staff[slots]
    broken = rules.shortfall(jobs, firms.promised_jobs[slots], p.promise_kept)
    due = p.claw_back * broken * firms.package_paid[slots]
    world.promises.cut(firms, slots, 1.0 - p.claw_back * broken)
    repay(world, slots, np.minimum(due, np.maximum(firms.cash[slots], 0.0)))


def recover(world: World, leaving: Slots, left: Floats) -> Floats:
    """Who leaves while bound pays a share back, out of what is ``left`` after the banks' claims.
    Returns what each of the leaving paid, million yuan."""
    mine = bound(world)[leaving]
    due = world.parameters.attraction.claw_back * world.firms.package_paid[leaving]
    back: Floats = np.where(mine, np.minimum(due, left), 0.0)
    if mine.any():
        repay(world, leaving[mine], back[mine])
    return back


def repay(world: World, slots: Slots, amount: Floats) -> None:
    """Pay back to the district that paid; a loss in the books of the quarter."""
    firms, ledger = world.firms, world.ledger
    district = world.parks.district[firms.hq[slots]]
    by_district = sum_by(district, amount, len(world.city.districts))
    ledger.pay("clawbacks", world.firm_rows(slots), "clearing", amount)
    ledger.pay("clawbacks", "clearing", world.government(kinds.DISTRICT), by_district)
    firms.package_paid[slots] -= amount
    firms.profit[slots] -= amount
    firms.year_profit[slots] -= amount
    firms.profit_past[slots, 0] -= amount
