"""Brands and startups place the making of their goods with makers in the city."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from abm.hired import Seekers, choose, for_hire, hires, load, margins
from agents import hiring as rules
from agents import kinds
from agents.world import World
from engine.draws import Decision
from engine.groups import sum_by

if TYPE_CHECKING:
    from abm.steps.production import Bill

Floats = NDArray[np.float64]

TENDER = Decision("hiring.tender")


def equip(world: World) -> None:
    """Capacity for hire wears, and grows towards the load, as far as cash reaches."""
    firms, s, p = world.firms, world.static, world.parameters.capacity
    makers = for_hire(world)
    loaded = load(world, hires(world))
    worn = firms.hire_capacity * (1.0 - p.depreciation)
    order = np.clip(loaded / p.utilisation - worn, 0.0, p.growth_limit * firms.hire_capacity)
    part = (s.labour_share + s.energy_share)[firms.use]
    bill = 4.0 * order * s.capital[firms.segment] / np.maximum(part, 1e-6)
    able = np.minimum(1.0, np.maximum(firms.cash, 0.0) / np.maximum(bill, 1e-12))
    able = np.where(makers, able, 0.0)
    world.ledger.pay("equipment", world.firm_rows(), "rest", bill * able)
    firms.hire_capacity = np.where(makers, worn + order * able, 0.0)


def hiring(world: World) -> None:
    """Brands whose turn it is keep or seek a maker, and set the part made in the city."""
    firms, c = world.firms, world.parameters.contracting
    brand = firms.is_kind(kinds.BRAND, kinds.STARTUP)
    turn = (world.quarter - firms.lane) % 4 == 0
    due = np.flatnonzero(firms.alive & brand & turn & (firms.making > 0.0))
    if not len(due):
        return
    hired = hires(world)
    luck = world.draws.uniform(TENDER, world.quarter, firms.lane[due])
    seeks = due[~hired[due] | (luck >= c.hire_renewal)]
    staying = hired.copy()
    staying[seeks] = False
    firms.maker[seeks] = choose(world, Seekers(seeks, firms.making[seeks]), staying)
    hired = hires(world)
    loaded = load(world, hired)
    ask = margins(world, loaded)
    due = due[hired[due]]
    maker = firms.maker[due]
    wage = float(world.economy.wage_operator[0] / world.economy.outside_wage[0, 0])
    advantage = -np.log(wage * (1.0 + ask[maker]) / (1.0 + c.fee_margin))
    target = rules.local_target(firms.local_start[due], advantage, c.fee_weight)
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
    ask = margins(world, sum_by(maker, conversion[hired], n))
    fee, cost = rules.split_fee(conversion[hired], norm, ask[maker])
    everyone = world.firm_rows()
    paid = np.zeros(n)
    paid[hired] = fee
    got = sum_by(maker, fee, n)
    world.ledger.pay("making_fees", everyone, "clearing", paid)
    world.ledger.pay("making_fees", "clearing", everyone, got)
    extra = sum_by(maker, cost, n)
    extra[hired] += fee - conversion[hired]
    world.accounts.fees, world.accounts.hire_cost = got, extra

    def passed(amount: Floats) -> Floats:
        moved = sum_by(maker, amount[hired] / (1.0 + norm), n)
        return np.where(hired, 0.0, amount) + moved

    firms.operators = passed(firms.operators)
    return replace(bill, labour=passed(bill.labour), energy=passed(bill.energy))
