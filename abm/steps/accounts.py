"""Every flow of the quarter, through the ledger."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.population import STAFF_PER_ENGINEER_WAGE
from agents import finance, kinds
from agents.world import World
from engine.groups import sum_by
from engine.memory import added, push

Floats = NDArray[np.float64]

MILLION = 1e6
PARK_COST_SHARE = 0.6
"""Part of its rent that an operator spends on running the park (assumed)."""


def accounts(world: World) -> None:
    """Sales, cost of production, R&D, marketing, overhead, rent, interest, profit, tax."""
    revenue = sales(world)
    goods_made, goods_sold = production_cost(world)
    running = spending(world)
    firms = world.firms
    firms.revenue = revenue
    profit = revenue - goods_sold - running
    firms.profit = np.where(firms.alive, profit, 0.0)
    firms.value_added = revenue - goods_sold + firms.labour
    world.accounts.cost = goods_made + running
    world.accounts.gross_profit = revenue - goods_sold
    firms.year_profit = firms.year_profit + firms.profit
    tax(world)
    remember(world)


def sales(world: World) -> Floats:
    """Revenue by firm. Plants in the city pay for components, households for the rest at home."""
    lines, firms, s, ledger = world.lines, world.firms, world.static, world.ledger
    value = lines.sold * (lines.price / MILLION)[:, None]
    by = [sum_by(lines.firm, value[:, d], firms.n) for d in range(3)]
    component = s.is_component[s.use_segment[lines.use]]
    parts = sum_by(lines.firm, np.where(component, value[:, 0], 0.0), firms.n)
    everyone = world.firm_rows()
    ledger.pay("sales_city", "households", everyone, by[0] - parts)
    ledger.pay("sales_rest", "rest", everyone, by[1])
    ledger.pay("sales_export", "rest", everyone, by[2])
    ledger.pay("components", "clearing", everyone, parts)
    return by[0] + by[1] + by[2]


def production_cost(world: World) -> tuple[Floats, Floats]:
    """Cost of what was made (paid now) and of what was sold (for profit), by firm.

    Labour in the city goes to households, energy and materials to the rest of the world, and so
    does all cost of goods made outside. Of the materials, the city's plants first pay what local
    suppliers sold to the city this quarter, each in proportion to its bill.
    """
    lines, firms, s, ledger = world.lines, world.firms, world.static, world.ledger
    use, owner, n = lines.use, lines.firm, world.firms.n
    made = lines.made * lines.unit_cost / MILLION
    sold = added(lines.sold) * lines.unit_cost / MILLION
    local = firms.local_share[owner]
    hours = s.reference_cost[use] * s.labour_share[use] / MILLION
    # Operators follow from physical output: hours per unit at the start's productivity.
    trend = np.exp(
        -world.parameters.price.productivity_trend / 4.0 * (world.quarter - world.city.start)
    )
    heads = lines.made * hours / firms.productivity[owner] * trend
    heads *= lines.cost_level / world.economy.wage_operator_start[0] * local
    firms.operators = sum_by(owner, heads, n)
    labour = firms.operators * world.economy.wage_operator[0]
    total = sum_by(owner, made, n)
    local_total = sum_by(owner, made * local, n)
    labour = np.minimum(labour, local_total)
    energy = sum_by(owner, made * local * s.energy_share[use], n)
    energy = np.minimum(energy, local_total - labour)
    material = np.maximum(local_total - labour - energy, 0.0)
    everyone = world.firm_rows()
    ledger.pay("wages", everyone, "households", labour)
    ledger.pay("energy", everyone, "rest", energy)
    components = float(-ledger.balances[ledger.sector_code["clearing"]])
    bill = float(material.sum())
    part = min(1.0, components / bill) if bill > 0.0 else 0.0
    ledger.pay("components", everyone, "clearing", material * part)
    left = float(-ledger.balances[ledger.sector_code["clearing"]])
    if left > 0.0:  # other makers in the city buy components too
        ledger.pay("components", "rest", "clearing", left)
    elif left < 0.0:  # rounding of the proportions
        ledger.pay("components", "clearing", "rest", -left)
    ledger.pay("materials", everyone, "rest", material * (1.0 - part))
    ledger.pay("materials", everyone, "rest", np.maximum(total - local_total, 0.0))
    firms.labour = labour
    segment_material = sum_by(firms.segment, material, len(world.segments))
    world.segments.material_cost = segment_material
    world.accounts.output_line = lines.made * lines.price / MILLION * local
    return total, sum_by(owner, sold, n)


def spending(world: World) -> Floats:
    """R&D, marketing, overhead, rent and interest by firm; all are paid here."""
    firms, s, ledger, p = world.firms, world.static, world.ledger, world.parameters
    everyone = world.firm_rows()
    alive = firms.alive
    rd = np.where(alive, firms.rd_real, 0.0)
    past = added(firms.revenue_past, 4) / 4.0
    startup = firms.kind == kinds.STARTUP
    overhead = s.overhead_share[firms.segment] * past
    overhead = np.where(startup, np.maximum(overhead, 0.5 * firms.burn), overhead)
    overhead = np.where(alive, overhead, 0.0)
    firms.staff = overhead * STAFF_PER_ENGINEER_WAGE / world.economy.wage_engineer[0]
    interest = firms.debt * (world.economy.lending_rate[0] + p.finance.loan_spread / 4.0)
    ledger.pay("research", everyone, "households", rd * p.research.labour_share)
    ledger.pay("research", everyone, "rest", rd * (1.0 - p.research.labour_share))
    ledger.pay("marketing", everyone, "rest", firms.marketing)
    ledger.pay("overhead", everyone, "households", overhead)
    ledger.pay("interest", everyone, "banks", interest)
    total: Floats = rd + firms.marketing + overhead + interest + rent(world)
    return total


def floor_need(world: World) -> tuple[Floats, Floats]:
    """Floor space that firms want for headquarters and plant, m², shape ``(firms,)`` each."""
    firms = world.firms
    per_job = world.static.floor_per_job[firms.segment]
    alive = firms.alive
    office = np.where(alive, (firms.engineers + firms.staff + 1.0) * per_job, 0.0)
    plant = np.where(alive & (firms.plant >= 0), firms.operators * per_job, 0.0)
    return office, plant


def rent(world: World) -> Floats:
    """Let floor space, pro rata where a park is full, and pay the list rent to its operator."""
    firms, parks, ledger = world.firms, world.parks, world.ledger
    office, plant = floor_need(world)
    home = firms.hq
    site = np.where(firms.plant >= 0, firms.plant, home)
    wanted = sum_by(home, office, parks.n) + sum_by(site, plant, parks.n)
    part = np.minimum(1.0, parks.floor / np.maximum(wanted, 1e-9))
    parks.used = wanted * part
    hq_rent = office * part[home] * parks.rent[home]
    factory = world.static.factory_rent_ratio
    plant_rent = plant * part[site] * parks.rent[site] * factory
    world.accounts.rent_hq, world.accounts.rent_plant = hq_rent, plant_rent
    received = sum_by(home, hq_rent, parks.n) + sum_by(site, plant_rent, parks.n)
    total: Floats = hq_rent + plant_rent
    ledger.pay("rent", world.firm_rows(), "clearing", total)
    ledger.pay("rent", "clearing", world.place_rows(), received)
    ledger.pay("park_costs", world.place_rows(), "rest", received * PARK_COST_SHARE)
    return total


def tax(world: World) -> None:
    """In the last quarter of a year: profit tax, part central and part local.

    The local part is halved between the municipality and the district of the headquarters
    (assumed); the loss of a bad year is carried forward.
    """
    if world.quarter % 4 != 3:
        return
    firms, p, ledger = world.firms, world.parameters.finance, world.ledger
    due, carried = finance.profit_tax(firms.year_profit, firms.loss_forward, p.profit_tax)
    due = np.where(firms.alive, np.minimum(due, np.maximum(firms.cash, 0.0)), 0.0)
    firms.loss_forward = carried
    firms.year_profit = 0.0
    local = due * p.local_tax_share
    by_district = sum_by(world.parks.district[firms.hq], 0.5 * local, len(world.city.districts))
    ledger.pay("profit_tax", world.firm_rows(), "clearing", due)
    for kind, amount in (
        (kinds.CENTRE, np.array([float((due - local).sum())])),
        (kinds.MUNICIPALITY, np.array([float(0.5 * local.sum())])),
        (kinds.DISTRICT, by_district),
    ):
        ledger.pay("profit_tax", "clearing", world.government(kind), amount)


def remember(world: World) -> None:
    """Shift the memory of firms by a quarter."""
    firms, lines = world.firms, world.lines
    best = np.zeros(firms.n)
    np.maximum.at(best, lines.firm, lines.share)
    for name, value in (
        ("revenue_past", firms.revenue),
        ("profit_past", firms.profit),
        ("rd_past", firms.rd_reported),
        ("share_past", best),
    ):
        push(getattr(firms, name), value)
