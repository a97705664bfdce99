"""What buyers see in every market: cost, price and value of each model and line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.demand import utility
from agents.pricing import input_mix, unit_cost
from agents.world import World
from engine.choice import nested_logit
from engine.groups import sum_rows_by
from engine.table import Slots

Floats = NDArray[np.float64]

MOST_SHARE = 0.97
"""A city's makers together can't have been given more of a cell at the start."""


@dataclass(frozen=True)
class Offers:
    """Products on sale: slots, their lines, unit cost and price (yuan), value to buyers.

    ``within`` is a product's share of its line; ``value`` (lines,) the inclusive value of each
    line, −inf where nothing is on sale.
    """

    product: Slots
    line: Slots
    cost: Floats
    price: Floats
    within: Floats
    value: Floats


def relative_wage(world: World) -> float:
    """Operators' wage against the start, net of the productivity that everybody gains."""
    economy = world.economy
    trend = world.parameters.price.productivity_trend / 4.0
    wage = float(economy.wage_operator[0] / economy.wage_operator_start[0])
    return wage * float(np.exp(-trend * (world.quarter - world.city.start)))


def outside_wage(world: World) -> float:
    """The same for makers outside, whose wages do not follow the city's labour market."""
    economy = world.economy
    return relative_wage(world) * float(economy.outside_wage[0, 0] / economy.wage_operator[0])


def hourly_output(world: World) -> Floats:
    """Output per hour by firm: its own skill times what the place of its plant adds, (firms,)."""
    firms = world.firms
    there = firms.plant >= 0
    gain = np.where(there, world.parks.gain[np.where(there, firms.plant, 0)], 1.0)
    found: Floats = firms.productivity * gain
    return found


def cost_mix(world: World, line: Slots) -> Floats:
    """Input cost of lines against the start, with the maker's productivity, shape of ``line``."""
    s = world.static
    use = world.lines.use[line]
    wage = relative_wage(world)
    productivity = hourly_output(world)[world.lines.firm[line]]
    materials = world.markets.input_price * world.segments.cost_factor[s.use_segment]
    return input_mix(s.labour_share[use], s.energy_share[use], wage / productivity, materials[use])


def offers(world: World, product: Slots | None = None) -> Offers:
    """Cost, price and value of everything on sale, or of some products alone."""
    s, lines, markets, demand = world.static, world.lines, world.markets, world.parameters.demand
    if product is None:
        product = world.products.live
    product = product[world.products.on_sale[product] <= world.quarter]
    line = world.products.line[product]
    use = lines.use[line]
    quality = world.products.quality[product]
    level = cost_mix(world, np.arange(lines.n)) * lines.cost_level * markets.learning[lines.use]
    if world.terms.cost_relief.any():
        relief = world.terms.cost_relief
        spared = np.zeros(world.firms.n)  # firms that came within the quarter have none yet
        spared[: len(relief)] = relief * world.firms.local_share[: len(relief)]
        level *= 1.0 - spared[lines.firm]
    level = level[line]
    norm = markets.outside_quality[use]
    cost = unit_cost(s.reference_cost[use], quality / norm, s.scale[use], level)
    price = cost * (1.0 + lines.markup[line])
    worth = utility(
        quality,
        price,
        lines.brand[line],
        markets.outside_quality[use],
        markets.outside_price[use],
        demand.alpha_quality,
        demand.alpha_price * s.price_weight[use],
        demand.alpha_brand * s.brand_weight[use],
    )
    worth = worth + (lines.fit + demand.alpha_ecosystem * lines.ecosystem)[line]
    value, _, within = nested_logit(worth, line, lines.n, demand.nest_scale, demand.variety)
    return Offers(product, line, cost, price, within, value)


def value_of(world: World, lines: Slots) -> Floats:
    """Inclusive value of some lines, shape of ``lines``, at the cost of their models alone."""
    live = world.products.live
    asked = np.zeros(world.lines.n, dtype=bool)
    asked[lines] = True
    found: Floats = offers(world, live[asked[world.products.line[live]]]).value[lines]
    return found


def own_name(world: World) -> Floats:
    """Part of each line's sales under the maker's own name, (lines,): not a host's from outside,
    nor a principal's, whose goods are made to order."""
    lines = world.lines
    return np.where(lines.contracted, 0.0, 1.0 - lines.hosted)


def choice_weight(world: World, value: Floats) -> Floats:
    """W = reach·exp(I) by destination, (lines, 3); zero for a line with nothing on sale."""
    open_ = np.isfinite(value)
    pull = np.where(open_, np.exp(np.where(open_, value, 0.0)), 0.0)
    found: Floats = world.lines.reach * pull[:, None]
    return found


def justify(world: World, lines: Slots) -> None:
    """Set the fit of lines so that their value is zero, as the outside brands' is.

    A named maker's price comes from the data; what buyers see in it beyond the model's quality is
    its niche. Without this a cheap niche would count as a bargain and grow without end.
    """
    world.lines.fit[lines] -= value_of(world, lines)


def solve_reach(
    world: World, lines: Slots, units: Floats, size: Floats, others: Floats | None = None
) -> None:
    """Set the reach of lines so that demand equals ``units`` (lines, 3), given cell sizes (U, 3).

    With the outside brands at weight one, reach = share / outside share / exp(I). ``others``
    (U, 3) is the weight of lines not to be solved. A cell asked for more than MOST_SHARE of its
    size is scaled down.
    """
    use = world.lines.use[lines]
    value = value_of(world, lines)
    share = np.divide(units, size[use], out=np.zeros_like(units), where=size[use] > 0.0)
    total = sum_rows_by(use, share, len(size))
    share *= np.minimum(1.0, MOST_SHARE / np.maximum(total, 1e-12))[use]
    outside = 1.0 - np.minimum(total, MOST_SHARE)
    weight = world.markets.outside_reach + (others if others is not None else 0.0)
    world.lines.reach[lines] = share / outside[use] * weight[use] * np.exp(-value)[:, None]
