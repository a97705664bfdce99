"""Production within capacity, rationing with spill-over, experience, outside brands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.market import outside_wage
from abm.national_cells import rivals_price
from abm.steps.research import withdraw
from abm.steps.sourcing import remember_sales
from agents import demand as demand_rules
from agents import pricing
from agents.world import World
from engine.groups import sum_by, sum_rows_by
from engine.memory import added, push
from engine.ration import spill_over

Floats = NDArray[np.float64]


def delivery(world: World) -> None:
    """Deliver what stock and capacity allow; then learn."""
    deliver(world)
    remember_sales(world)
    learn(world)
    answer(world)


def deliver(world: World) -> None:
    """Sales by line and destination, output, stocks, and what the outside brands pick up."""
    lines, firms, s, markets = world.lines, world.firms, world.static, world.markets
    use = lines.use
    hurt = 1.0 - world.segments.capacity_factor[markets.segment[use]] * markets.supplied[use]
    able = lines.capacity * np.maximum(0.0, 1.0 - firms.local_share[lines.firm] * hurt)
    available = lines.stock + able
    cell = (use[:, None] * 3 + np.arange(3)).ravel()
    owner = np.repeat(np.arange(lines.n), 3)
    # A maker's orders beyond its means stay with the outside brands, whose goods they are.
    able_part = np.minimum(1.0, available / np.maximum(added(lines.demand), 1e-9))
    asked = lines.demand * np.where(lines.contracted, able_part, 1.0)[:, None]
    spilled = spill_over(
        asked.ravel(),
        available,
        owner,
        cell,
        world.accounts.weight.ravel(),
        markets.outside_reach.ravel(),
        world.parameters.demand.recapture,
    )
    sold = spilled.sold.reshape(-1, 3)
    total = added(sold)
    target = world.parameters.price.stock_target * lines.expected
    wanted = np.maximum(0.0, total + target - lines.stock)
    made = np.maximum(total - lines.stock, np.minimum(able, wanted))
    made = np.maximum(made, 0.0)
    lines.sold = sold
    lines.made = made
    lines.stock = np.maximum(0.0, lines.stock + made - total)
    to_order = sum_rows_by(use, np.where(lines.contracted[:, None], sold, 0.0), markets.n)
    outside = world.accounts.outside_share * markets.size - to_order
    markets.outside_units = np.maximum(outside, 0.0) + spilled.outside.reshape(-1, 3)
    markets.lost_units = spilled.lost.reshape(-1, 3)
    season = s.seasonal[world.quarter % 4][use]
    seen = added(lines.demand) / np.maximum(season, 1e-6)
    lines.expected = pricing.expectation(lines.expected, seen, world.parameters.price.expectation)
    national = np.maximum(added(markets.size, 2), 1e-9)
    lines.share = added(sold, 2) / national[use]
    push(lines.share_year, lines.share)
    _models(world, total)


def _models(world: World, total: Floats) -> None:
    found = world.accounts.offers
    lines, products = world.lines, world.products
    products.units[:] = 0.0
    products.units[found.product] = total[found.line] * found.within
    n = lines.n
    weight = found.within
    cost, price = (
        sum_by(found.line, weight * found.cost, n),
        sum_by(found.line, weight * found.price, n),
    )
    on_sale = sum_by(found.line, weight, n) > 0.0
    lines.unit_cost = np.where(on_sale, cost, lines.unit_cost)
    lines.price = np.where(on_sale, price, lines.price)
    withdraw(world, found.product, found.line, found.within)


def learn(world: World) -> None:
    """Experience: everybody's cost by national output, a line's own beyond it."""
    lines, markets, p = world.lines, world.markets, world.parameters.price
    use = lines.use
    new = added(markets.makers_units + markets.outside_units)
    national = np.maximum(markets.national_made, 1.0)
    lines.cost_level = lines.cost_level * pricing.learning(
        lines.made_past,
        lines.made,
        national=national[use],
        national_added=new[use],
        rate=markets.learning_rate[use],
        own_part=p.learning_own,
        spill=p.learning_spill,
    )
    lines.made_past = lines.made_past + lines.made
    markets.learning = markets.learning * pricing.national_learning(
        national, new, markets.learning_rate
    )
    markets.national_made = national + new


def answer(world: World) -> None:
    """Outside brands follow cost in price and the city's makers in quality; the price index moves.

    Outside price = reference · input mix · learning · what stronger rivals make of it; wages follow
    the outside path. Inputs count against those of when the market opened; before, nothing moves.
    """
    lines, markets = world.lines, world.markets
    wage = np.full(len(markets.segment), outside_wage(world))
    materials = markets.outside_input_price * world.segments.cost_factor[markets.segment]
    mix = pricing.input_mix(markets.labour_share, markets.energy_share, wage, materials)
    there = world.open_uses
    markets.input_base = np.where(there, markets.input_base, mix)
    markets.outside_price = markets.reference_price * (mix / markets.input_base) * markets.learning
    markets.outside_price *= rivals_price(world)
    found = world.accounts.offers
    units = world.products.units[found.product]
    use = lines.use[found.line]
    n = len(markets.segment)
    city_units = sum_by(use, units, n)
    quality = np.log(world.products.quality[found.product])
    mean = sum_by(use, units * quality, n) / np.maximum(city_units, 1e-12)
    sells = city_units > 0.0
    markets.mean_quality = np.where(sells, np.exp(mean), markets.outside_quality)
    markets.outside_quality = demand_rules.outside_quality(
        markets.outside_quality,
        np.where(there, markets.outside_growth, 0.0),
        markets.mean_quality,
        world.parameters.demand.outside_answer,
    )
    outside = added(markets.outside_units)
    value = sum_by(use, units * found.price, n) + outside * markets.outside_price
    bought = city_units + outside
    mean_price = np.where(there, value / np.maximum(bought, 1e-12), markets.outside_price)
    markets.price_index = np.maximum(mean_price / markets.reference_price, 1e-3)
