"""Public money beside policy: taxes on value added, wages and cars, and who balances whose books.

Prices in the model are without VAT: buyers pay it on top, so it moves no firm's decision; the size
of markets has it inside. All of it is bookkeeping after the quarter's decisions.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.city import public_rates
from abm.city.public_rates import Rates
from abm.steps.finance.owners import pass_on
from agents import kinds
from agents import taxes as rules
from agents.world import World
from engine.groups import sum_by

Floats = NDArray[np.float64]


def treasury(world: World) -> None:
    """Collect the quarter's taxes, then close the books of governments and households."""
    rates = public_rates.at(world.city, world.quarter, world.cut)
    value_added_tax(world, rates)
    wage_taxes(world, rates)
    cars(world, rates)
    pass_on(world)
    transfers(world)
    household_budget(world)


def share_out(world: World, flow: str, due: Floats, local_share: float) -> None:
    """Pass a tax that stands in clearing on: the centre, and the local part on to the municipality
    and to the district of the headquarters. ``due`` by firm."""
    ledger, local = world.ledger, due * local_share
    share = world.parameters.finance.municipality_share
    district = world.parks.district[world.firms.hq[: len(due)]]
    by_district = sum_by(district, (1.0 - share) * local, len(world.city.districts))
    centre = np.array([float((due - local).sum())])
    city = np.array([float(share * local.sum())])
    ledger.pay(flow, "clearing", world.government(kinds.CENTRE), centre)
    ledger.pay(flow, "clearing", world.government(kinds.MUNICIPALITY), city)
    ledger.pay(flow, "clearing", world.government(kinds.DISTRICT), by_district)


def value_added_tax(world: World, rates: Rates) -> None:
    """VAT on what firms add in goods that are sold at home; exports are exempt and refunded.

    Buyers pay: households for goods sold in the city, the rest of China for the others. Making
    for hire is sold in the city, as components are.
    """
    accounts = world.accounts
    city, rest = accounts.sales_city + accounts.fees, accounts.sales_rest
    n = len(city)
    here, there = rules.value_added_tax(
        world.firms.value_added[:n], world.firms.revenue[:n], city, rest, rates.vat
    )
    world.ledger.pay("vat", "households", "clearing", float(here.sum()))
    world.ledger.pay("vat", "rest", "clearing", float(there.sum()))
    share_out(world, "vat", here + there, rates.vat_local_share)


def wage_taxes(world: World, rates: Rates) -> None:
    """What of wage cost is contributions, and the tax on the rest.

    Firms pay the whole wage cost to households, who pass both on. Contributions go to the city's
    funds and come back as benefits within the quarter (pay as you go, assumed).
    """
    payroll = world.accounts.payroll
    contributions = rates.contributions * float(payroll.sum())
    city = world.government(kinds.MUNICIPALITY)
    world.ledger.pay("contributions", "households", city, contributions)
    world.ledger.pay("benefits", city, "households", contributions)
    due = payroll * ((1.0 - rates.contributions) * rates.wage_tax)
    world.ledger.pay("wage_tax", "households", "clearing", float(due.sum()))
    share_out(world, "wage_tax", due, rates.wage_tax_local_share)


def cars(world: World, rates: Rates) -> None:
    """Purchase tax on cars bought in the city, and the national subsidy by new-energy vehicle.

    Both are central. Demand has them already: market size knows the subsidy's dates. The subsidy
    follows the city's makers to buyers elsewhere in China; its price cap is left out (simple).
    """
    markets = world.markets
    value = markets.makers_value[:, 0] + markets.outside_units[:, 0] * markets.outside_price
    value = value / 1e6
    ordinary = markets.is_vehicle & ~markets.is_nev
    tax = rates.car_tax * float(value[ordinary].sum())
    tax += rates.car_tax_nev * float(value[markets.is_nev].sum())
    centre = world.government(kinds.CENTRE)
    world.ledger.pay("car_tax", "households", centre, tax)
    if rates.nev_subsidy > 0.0:
        bought = markets.makers_units[:, 0] + markets.outside_units[:, 0]
        here = float(bought[markets.is_nev].sum()) * rates.nev_subsidy
        there = float(markets.makers_units[markets.is_nev, 1].sum()) * rates.nev_subsidy
        world.ledger.pay("nev_subsidy", centre, "households", here)
        world.ledger.pay("nev_subsidy", centre, "rest", there)


def transfers(world: World) -> None:
    """The municipality covers its districts' overdrafts, the centre the municipality's."""
    governments, ledger = world.governments, world.ledger
    districts = world.government(kinds.DISTRICT)
    city, centre = world.government(kinds.MUNICIPALITY), world.government(kinds.CENTRE)
    gap = np.maximum(0.0, -governments.cash[districts.slots])
    if gap.any():
        ledger.pay("transfers", city, "clearing", float(gap.sum()))
        ledger.pay("transfers", "clearing", districts, gap)
    gap = np.maximum(0.0, -governments.cash[city.slots])
    if gap.any():
        ledger.pay("transfers", centre, city, gap)


def household_budget(world: World) -> None:
    """Households spend what they took in this quarter on the rest of their needs; what these
    industries did not pay for what they bought, they earned elsewhere."""
    ledger = world.ledger
    code = ledger.sector_code["households"]
    saved = float(ledger.balances[code] - ledger.opening[code])
    ledger.pay("consumption", "households", "rest", max(0.0, saved))
    ledger.pay("other_income", "rest", "households", max(0.0, -saved))
