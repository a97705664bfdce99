"""Plants that automate, start a brand or leave; those that leave do so within a year."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.lines import open_lines
from abm.steps.hiring.step import equip
from agents import kinds
from agents import upgrading as rules
from agents.world import World
from engine.choice import gumbel, gumbel_pick
from engine.draws import Decision
from engine.memory import added
from engine.table import Slots

Floats = NDArray[np.float64]

OPTION = Decision("upgrading.option")

OWN_BRAND = 50
"""Ordinal among a firm's lines of the one with which a contract maker starts a brand."""


def upgrading(world: World) -> None:
    """Each plant decides once a year, in the quarter that its luck id gives."""
    move(world)
    equip(world)
    world.firms.automation[:] = 0.0
    plants = deciding(world)
    if len(plants):
        decide(world, plants)
    rename(world)


def deciding(world: World) -> Slots:
    """Plants in the city of contract makers and OEMs whose turn it is, none that is leaving."""
    firms = world.firms
    own = firms.of_kind(kinds.CONTRACT, kinds.OEM_)
    own = own[(world.quarter - firms.lane[own]) % 4 == 0]
    works = (firms.plant[own] >= 0) & (firms.moving[own] < 0)
    found: Slots = own[works & (firms.labour[own] > 0.0) & (firms.making[own] > 0.0)]
    return found


def decide(world: World, plants: Slots) -> None:
    """Gumbel-max over staying, automating, an own brand and the regions."""
    value = options(world, plants)
    regions = len(world.city.regions)
    noise = gumbel(
        world.draws.uniform_matrix(
            OPTION, world.quarter, world.firms.lane[plants], rules.FIRST_REGION + regions
        )
    )
    choice = gumbel_pick(value, noise)
    automate(world, plants[choice == rules.AUTOMATE])
    start_brands(world, plants[choice == rules.BRAND])
    leave(world, plants[choice >= rules.FIRST_REGION], choice[choice >= rules.FIRST_REGION])


def options(world: World, plants: Slots) -> Floats:
    """Utility of every option, (plants, 3 + regions); staying is zero."""
    firms, markets, p = world.firms, world.markets, world.parameters.upgrading
    c = world.parameters.contracting
    segment, use = firms.segment[plants], firms.use[plants]
    wages = 4.0 * own_labour(world, plants)
    turnover = 4.0 * firms.revenue[plants] * firms.local_share[plants]
    now, before = (added(firms.revenue_past[plants], 4, first) for first in (0, 4))
    growth = np.divide(now - before, before, out=np.zeros(len(plants)), where=before > 0.0)
    years = rules.horizon(growth, p.growth_bound)
    wage_year = 4.0 * float(world.economy.wage_operator[0])
    columns = [np.zeros(len(plants))]
    worth = rules.automation_value(
        years,
        p.automation_gain,
        p.automation_cost,
        wage_year,
        world.terms.automation_support[segment],
    )
    able = (firms.smart_level[plants] < rules.HIGHEST) & (
        firms.cash[plants] >= automation_bill(world, plants)
    )
    base = np.full(len(plants), p.automation_base if p.automation_gain > 0.0 else 0.0)
    columns.append(rules.utility(base, p.automation_slope, worth, able))
    margin = 1.0 - markets.reference_cost[use] / markets.reference_price[use]
    gain = (
        margin
        - world.segments.marketing_share[segment]
        - world.segments.overhead_share[segment]
        - (c.margin - c.overhead)
    )
    worth = rules.brand_value(years, gain, p.brand_part, turnover / wages)
    able = (
        (firms.contract_part[plants] == 1.0)
        & ~has_own_line(world)[plants]
        & (firms.engineers[plants] >= p.brand_engineers)
        & (firms.technology[plants] >= p.brand_quality * world.markets.outside_quality[use])
        & (firms.cash[plants] >= brand_bill(world, plants))
    )
    base = np.full(len(plants), p.brand_base)
    columns.append(rules.utility(base, p.automation_slope, worth, able))
    away = places(world, plants, years, wages, turnover)
    return np.column_stack([*columns, away])


def places(world: World, plants: Slots, years: Floats, wages: Floats, turnover: Floats) -> Floats:
    """Utility of moving the plant to each region, (plants, regions)."""
    firms, segments, p, city = world.firms, world.segments, world.parameters.upgrading, world.city
    regions = city.regions
    segment = firms.segment[plants]
    # Wages elsewhere move as those outside do, whatever the city's own labour market makes here.
    outside = float(world.economy.outside_wage[0, 0] / world.economy.wage_operator[0])
    wage_gap = 1.0 - regions.wage_index * outside
    incentive = p.incentive * (regions.incentive_index - 1.0)
    value = rules.relocation_value(
        years,
        wage_gap,
        rent_gap=1.0 - regions.rent_index,
        rent=4.0 * world.accounts.rent_plant[plants] / wages,
        incentive=incentive[None, :] - world.terms.stay_incentive[plants][:, None],
        capital=segments.capital[segment] * turnover / wages,
        cost=p.moving_cost,
    )
    base = np.full(value.shape, p.relocation_base)
    return rules.utility(base, p.relocation_slope, value, np.ones(value.shape, dtype=np.bool_))


def has_own_line(world: World) -> NDArray[np.bool_]:
    """Firms with a living line that is not to order, (firms,)."""
    lines = world.lines
    found = np.zeros(world.firms.n, dtype=bool)
    found[lines.firm[lines.alive & ~lines.contracted]] = True
    return found


def automation_bill(world: World, plants: Slots) -> Floats:
    """Outlay of one more level of automation, million yuan, whoever bears it."""
    p = world.parameters.upgrading
    saved = p.automation_gain / (1.0 + p.automation_gain)
    operators = own_labour(world, plants) / world.economy.wage_operator[0]
    found: Floats = p.automation_cost * saved * operators
    return found


def own_labour(world: World, plants: Slots) -> Floats:
    """Wages of a plant's own goods and orders, what it makes for brands apart, million yuan.

    Brands' goods are made by the brands' own technique, and a plant that leaves loses that work.
    """
    firms, markets = world.firms, world.markets
    use = firms.use[plants]
    part = markets.labour_share[use] / np.maximum(
        markets.labour_share[use] + markets.energy_share[use], 1e-12
    )
    found: Floats = np.minimum(firms.making[plants] * part, firms.labour[plants])
    return found


def automate(world: World, plants: Slots) -> None:
    """Pay for a level: productivity rises by its gain, and fewer operators do the work."""
    firms = world.firms
    bill = automation_bill(world, plants)
    world.ledger.pay("equipment", world.firm_rows(plants), "rest", bill)
    firms.automation[plants] = bill
    firms.productivity[plants] *= 1.0 + world.parameters.upgrading.automation_gain
    firms.smart_level[plants] += 1


def start_brands(world: World, plants: Slots) -> None:
    """Open a line of own goods beside the orders, with distribution that its turnover can bear;
    the next models go there."""
    if len(plants):
        world.ledger.pay("marketing", world.firm_rows(plants), "rest", brand_bill(world, plants))
        new = open_lines(world, plants, brand_sales(world, plants))
        world.lines.lane[new] += OWN_BRAND


def brand_sales(world: World, plants: Slots) -> Floats:
    """Own goods for which a plant's new brand builds distribution, million yuan a quarter."""
    firms, p = world.firms, world.parameters.upgrading
    found: Floats = p.brand_start * firms.revenue[plants] * firms.local_share[plants]
    return found


def brand_bill(world: World, plants: Slots) -> Floats:
    """A year's marketing of those sales, which a new brand costs before it sells."""
    share = world.segments.marketing_share[world.firms.segment[plants]]
    found: Floats = 4.0 * share * brand_sales(world, plants)
    return found


def rename(world: World) -> None:
    """A contract maker whose own goods have become a fair part of its sales is an OEM."""
    firms, p = world.firms, world.parameters.upgrading
    contract = firms.of_kind(kinds.CONTRACT)
    part = firms.contract_part[contract]
    up = contract[(part > 0.0) & (part <= 1.0 - p.brand_part)]
    if len(up):
        up = up[has_own_line(world)[up]]
        firms.change_kind(up, kinds.OEM_)


def leave(world: World, plants: Slots, choice: Slots) -> None:
    """Start moving: the outlay for it, and what the region gives towards it."""
    if not len(plants):
        return
    firms, p = world.firms, world.parameters.upgrading
    region = choice - rules.FIRST_REGION
    turnover = 4.0 * firms.revenue[plants] * firms.local_share[plants]
    capital = world.segments.capital[firms.segment[plants]] * turnover
    given = p.incentive * world.city.regions.incentive_index[region] * capital
    rows = world.firm_rows(plants)
    world.ledger.pay("relocation_aid", "rest", rows, given)
    world.ledger.pay("equipment", rows, "rest", p.moving_cost * capital)
    firms.moving[plants] = region


def move(world: World) -> None:
    """A part of all its goods leaves each quarter; labour is dearer here than there by its gap.

    Unit cost falls by s_l·(1 − w_r) for the part that has moved; the last part takes the plant.
    """
    firms, lines, markets = world.firms, world.lines, world.markets
    going = np.flatnonzero(firms.alive & (firms.moving >= 0) & (firms.local_share > 0.0))
    if not len(going):
        return
    step = np.minimum(firms.local_share[going], world.parameters.upgrading.moved)
    firms.local_share[going] -= step
    gap = np.zeros(firms.n)
    wage = world.city.regions.wage_index[firms.moving[going]]
    gap[going] = step * (1.0 - wage)
    lines.cost_level = lines.cost_level * (1.0 - markets.labour_share[lines.use] * gap[lines.firm])
    gone = going[firms.local_share[going] < 1e-9]
    firms.local_share[gone] = 0.0
    firms.plant[gone] = -1
