"""What making goods costs: labour, energy, materials."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.market import city_cost, hourly_output
from abm.steps.accounts.bill import Bill
from abm.steps.accounts.sales import MILLION
from abm.steps.hiring.step import charge
from agents.world import World
from engine.groups import sum_by
from engine.memory import added

Floats = NDArray[np.float64]


def production_cost(world: World) -> tuple[Floats, Floats]:
    """Cost of what was made (paid now) and of what was sold (for profit), by firm."""
    lines, n = world.lines, world.firms.n
    bill = charge(world, production_bill(world))
    pay_bill(world, bill)
    world.firms.labour = bill.labour
    sold = added(lines.sold) * lines.unit_cost / MILLION
    local = world.firms.local_share[lines.firm]
    world.accounts.output_line = lines.made * lines.price / MILLION * local
    made = lines.made * lines.unit_cost / MILLION
    hire = world.accounts.hire_cost
    return sum_by(lines.firm, made, n) + hire, sum_by(lines.firm, sold, n) + hire


def operators_needed(world: World) -> Floats:
    """Operators that the quarter's output takes in plants in the city, by firm.

    They follow from physical output: hours per unit at the start's productivity.
    """
    lines, firms, markets = world.lines, world.firms, world.markets
    use, owner = lines.use, lines.firm
    hours = (markets.reference_cost / markets.input_base * markets.labour_share)[use] / MILLION
    trend = np.exp(
        -world.parameters.price.productivity_trend / 4.0 * (world.quarter - world.city.start)
    )
    heads = lines.made * hours / hourly_output(world, owner) * trend
    heads *= lines.cost_level / world.economy.wage_operator_start[0] * firms.local_share[owner]
    return sum_by(owner, heads, firms.n)


def production_bill(world: World) -> Bill:
    """Split the cost of what was made into its parts; materials are what is left."""
    lines, firms, markets = world.lines, world.firms, world.markets
    owner, n = lines.firm, firms.n
    made = lines.made * lines.unit_cost / MILLION
    local = firms.local_share[owner] * city_cost(world)  # wages here are not those elsewhere
    firms.operators = operators_needed(world)
    total = sum_by(owner, made, n)
    local_total = sum_by(owner, made * local, n)
    labour = np.minimum(firms.operators * world.economy.wage_operator[0], local_total)
    energy = sum_by(owner, made * local * markets.energy_share[lines.use], n)
    energy = np.minimum(energy, local_total - labour)
    material = np.maximum(local_total - labour - energy, 0.0)
    weight = made * local * (1.0 - markets.labour_share - markets.energy_share)[lines.use]
    whole = sum_by(owner, weight, n)
    per_weight = np.divide(material, whole, out=np.zeros(n), where=whole > 0.0)
    outside = np.maximum(total - local_total, 0.0)
    return Bill(labour, energy, material, outside, weight * per_weight[owner])


def pay_bill(world: World, bill: Bill) -> None:
    """Labour in the city goes to households, energy and materials to the rest of the world.

    Materials are local, domestic or imported as they were sourced. What local suppliers sold to
    the city this quarter is paid by its plants first, each up to what it meant to buy of them;
    other industries pay the rest. Where less came than was meant, makers at home filled the gap.
    Cost of goods made outside is paid outside.
    """
    ledger, markets, use = world.ledger, world.markets, world.lines.use
    owner, n = world.lines.firm, world.firms.n
    everyone = world.firm_rows()
    ledger.pay("wages", everyone, "households", bill.labour)
    ledger.pay("energy", everyone, "rest", bill.energy)
    meant = sum_by(owner, bill.line_material * markets.local_materials[use], n)
    abroad = sum_by(owner, bill.line_material * markets.import_materials[use], n)
    # Rounding may leave a hair too much in clearing where nothing was sold.
    components = max(0.0, float(-ledger.balances[ledger.sector_code["clearing"]]))
    total = float(meant.sum())
    local = meant * (min(1.0, components / total) if total > 0.0 else 0.0)
    ledger.pay("components", everyone, "clearing", local)
    left = float(-ledger.balances[ledger.sector_code["clearing"]])
    if left > 0.0:  # other makers in the city buy components too
        ledger.pay("components", "rest", "clearing", left)
    elif left < 0.0:  # rounding of the proportions
        ledger.pay("components", "clearing", "rest", -left)
    ledger.pay("imports", everyone, "rest", abroad)
    domestic = np.maximum(bill.material - local - abroad, 0.0)  # never below zero but by rounding
    ledger.pay("materials", everyone, "rest", domestic)
    ledger.pay("materials", everyone, "rest", bill.outside)
    markets.material_cost = sum_by(use, bill.line_material, markets.n)
