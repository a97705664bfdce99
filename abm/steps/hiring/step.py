"""Brands and startups place the making of their goods with makers in the city."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from abm.steps.accounts.bill import Bill
from abm.steps.hiring.hired import Seekers, choose, for_hire, hires, load, margins
from agents import hiring as rules
from agents import kinds
from agents.world import World
from engine.draws import Decision
from engine.groups import sum_by

Floats = NDArray[np.float64]

TENDER = Decision("hiring.tender")


def equip(world: World) -> None:
    """Capacity for hire wears, and grows towards the load, as far as cash reaches."""
    firms, markets, p = world.firms, world.markets, world.parameters.capacity
    maker = for_hire(world)
    capacity = firms.hire_capacity[maker]
    loaded = load(world, hires(world))[maker]
    worn = capacity * (1.0 - p.depreciation)
    order = np.clip(loaded / p.utilisation - worn, 0.0, p.growth_limit * capacity)
    part = (markets.labour_share + markets.energy_share)[firms.use[maker]]
    bill = 4.0 * order * world.segments.capital[firms.segment[maker]] / np.maximum(part, 1e-6)
    able = np.minimum(1.0, np.maximum(firms.cash[maker], 0.0) / np.maximum(bill, 1e-12))
    world.ledger.pay("equipment", world.firm_rows(maker), "rest", bill * able)
    firms.hire_capacity[:] = 0.0
    firms.hire_capacity[maker] = worn + order * able


def hiring(world: World) -> None:
    """Brands whose turn it is keep or seek a maker, and set the part made in the city."""
    firms, c = world.firms, world.parameters.contracting
    brand = firms.of_kind(kinds.BRAND, kinds.STARTUP)
    due = brand[(world.quarter - firms.lane[brand]) % 4 == 0]
    due = due[firms.making[due] > 0.0]
    if not len(due):
        return
    hired = np.zeros(firms.n, dtype=bool)
    hired[hires(world)] = True
    luck = world.draws.uniform(TENDER, world.quarter, firms.lane[due])
    seeks = due[~hired[due] | (luck >= c.hire_renewal)]
    hired[seeks] = False
    found = choose(world, Seekers(seeks, firms.making[seeks]), np.flatnonzero(hired))
    firms.maker[seeks] = found
    hired[seeks] = found >= 0
    loaded = load(world, np.flatnonzero(hired))
    due = due[hired[due]]
    maker = firms.maker[due]
    ask = margins(world, maker, loaded[maker])
    wage = float(world.economy.wage_operator[0] / world.economy.outside_wage[0, 0])
    advantage = -np.log(wage * (1.0 + ask) / (1.0 + c.fee_margin))
    target = rules.local_target(firms.local_start[due], advantage, c.fee_weight, c.hire_edge)
    full = loaded[maker] > c.fullest * firms.hire_capacity[maker]
    firms.local_share[due] = rules.next_share(firms.local_share[due], target, c.hire_renewal, full)


def charge(world: World, bill: Bill) -> Bill:
    """Labour, energy and jobs of hired making pass to the makers, for whom brands pay a fee.

    Writes what brands spend beyond their unit cost and makers' cost to ``accounts.hire_cost``, and
    makers' income to ``accounts.fees``.
    """
    firms, norm = world.firms, world.parameters.contracting.fee_margin
    conversion = bill.labour + bill.energy
    firms.making = conversion
    hired = hires(world)
    maker = firms.maker[hired]
    n = firms.n
    loaded = sum_by(maker, conversion[hired], n)
    fee, cost = rules.split_fee(conversion[hired], norm, margins(world, maker, loaded[maker]))
    got = sum_by(maker, fee, n)
    world.ledger.pay("making_fees", world.firm_rows(hired), "clearing", fee)
    world.ledger.pay("making_fees", "clearing", world.firm_rows(), got)
    extra = sum_by(maker, cost, n)
    extra[hired] += fee - conversion[hired]
    world.accounts.fees, world.accounts.hire_cost = got, extra

    def passed(amount: Floats) -> Floats:
        found = amount.copy()
        found[hired] = 0.0
        found += sum_by(maker, amount[hired] / (1.0 + norm), n)
        return found

    firms.operators = passed(firms.operators)
    return replace(bill, labour=passed(bill.labour), energy=passed(bill.energy))
