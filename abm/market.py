"""What buyers see in every market: cost, price and value of each model and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from agents.demand import utility, value_of_lead
from agents.pricing import input_mix, labour_where_made, level
from agents.world import World
from engine.choice import nested_logit
from engine.groups import sum_rows_by
from engine.memory import added
from engine.table import Move, Slots

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


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

    def followed(self, moves: Mapping[str, Move]) -> Offers:
        """What is left of it where rows of lines and products closed up."""
        found = self
        if "products" in moves:
            at = moves["products"].slots(self.product)
            cut = {
                name: getattr(self, name)[at >= 0] for name in ("line", "cost", "price", "within")
            }
            found = replace(found, product=at[at >= 0], **cut)
        if "lines" in moves:
            move = moves["lines"]
            found = replace(found, line=move.slots(found.line), value=move.rows(found.value))
        return found


def cohorts(world: World) -> Iterator[tuple[Flags, float]]:
    """Markets by the years since they opened: those of one age, (uses,), and the age.

    What is there from the first counts from the city's start, what has not opened is of age 0.
    """
    starts = np.maximum(world.markets.starts, world.city.start)
    quarters = np.maximum(world.quarter - starts, 0)
    for age in np.unique(quarters).tolist():
        yield quarters == age, age / 4.0


def pull_of_markets(world: World) -> Floats:
    """What a market is worth to newcomers, w·ln value, (uses,); −inf before it opens."""
    markets = world.markets
    value = np.maximum(added(markets.size, 2) * markets.reference_price, 1e-300)
    pull = world.parameters.entry.market_weight * np.log(value)
    return np.where(world.open_uses, pull, -np.inf)


def price_level(world: World) -> float:
    """Consumer prices against the start."""
    years = (world.quarter - world.city.start) / 4.0
    return level(world.parameters.price.inflation, years)


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


def hourly_output(world: World, firm: Slots) -> Floats:
    """Output per hour of firms: their own skill times what the place of the plant adds, shape of
    ``firm``."""
    firms = world.firms
    gain = np.append(world.parks.gain, 1.0)  # the last for those without a plant, whose park is -1
    found: Floats = firms.productivity[firm] * gain[firms.plant[firm]]
    return found


def cost_mix(world: World, line: Slots, local: Floats | None = None) -> Floats:
    """Input cost of lines against the start, with the maker's productivity, shape of ``line``.

    Wages are those of where the goods are made: in the city the part ``local``, which is the
    maker's own where none is given.
    """
    markets, firms = world.markets, world.firms
    use, firm = world.lines.use[line], world.lines.firm[line]
    labour = labour_where_made(
        firms.local_share[firm] if local is None else local,
        wage=relative_wage(world),
        wage_elsewhere=outside_wage(world),
        hourly_output=hourly_output(world, firm),
        hourly_output_elsewhere=firms.productivity[firm],
    )
    materials = world.markets.input_price * world.segments.cost_factor[markets.segment]
    return input_mix(markets.labour_share[use], markets.energy_share[use], labour, materials[use])


def city_cost(world: World) -> Floats:
    """Cost of a unit made in the city by the line's mean, (lines,): one where all is made in one
    place."""
    local = world.firms.local_share[world.lines.firm]
    mixed = np.flatnonzero((local > 0.0) & (local < 1.0))
    found = np.ones(len(local))
    found[mixed] = cost_mix(world, mixed, np.ones(len(mixed))) / cost_mix(world, mixed)
    return found


def offers(world: World, product: Slots | None = None) -> Offers:
    """Cost, price and value of everything on sale, or of some products alone.

    A line's models differ in quality alone: cost and value are reckoned once a line, for a model
    as good as the outside brands', and moved from there by each model's lead.
    """
    lines, demand = world.lines, world.parameters.demand
    everything = product is None
    if product is None:
        product = world.products.live
    product = product[world.products.on_sale[product] <= world.quarter]
    line = world.products.line[product]
    if everything:
        rows, row = np.arange(lines.n), line
    else:
        rows, row = np.unique(line, return_inverse=True)
    use = lines.use[rows]
    cost, worth = at_norm(world, rows)
    norm, scale = world.markets.outside_quality[use], world.markets.scale[use]
    lead = np.log(world.products.quality[product] / norm[row])
    cost = cost[row] * np.exp(scale[row] * lead)
    price = cost * (1.0 + lines.markup[rows])[row]
    alpha_price = demand.alpha_price * world.markets.price_weight[use]
    slope = value_of_lead(scale, demand.alpha_quality, alpha_price)
    worth = worth[row] + slope[row] * lead
    found, _, within = nested_logit(worth, row, len(rows), demand.nest_scale, demand.variety)
    value = np.full(lines.n, -np.inf)
    value[rows] = found
    return Offers(product, line, cost, price, within, value)


def at_norm(world: World, rows: Slots) -> tuple[Floats, Floats]:
    """Unit cost (yuan) and value to buyers of lines ``rows`` if a model is as good as the outside
    brands', (rows,) each."""
    lines, firms, markets = world.lines, world.firms, world.markets
    demand = world.parameters.demand
    use = lines.use[rows]
    alpha_price = demand.alpha_price * markets.price_weight[use]
    mix = cost_mix(world, rows) / markets.input_base[use]
    cost = mix * lines.cost_level[rows] * markets.learning[use]
    if world.terms.cost_relief.any():
        relief, firm = np.zeros(firms.n), lines.firm[rows]
        known = world.terms.cost_relief  # firms that came within the quarter have none yet
        relief[: len(known)] = known
        cost *= 1.0 - relief[firm] * firms.local_share[firm]
    cost *= markets.reference_cost[use]
    worth = utility(
        np.ones(1),
        cost * (1.0 + lines.markup[rows]),
        brand=lines.brand[rows],
        outside_quality=np.ones(1),
        outside_price=markets.outside_price[use],
        alpha_quality=demand.alpha_quality,
        alpha_price=alpha_price,
        alpha_brand=demand.alpha_brand * markets.brand_weight[use],
    )
    return cost, worth + lines.fit[rows] + demand.alpha_ecosystem * lines.ecosystem[rows]


def value_of(world: World, lines: Slots) -> Floats:
    """Inclusive value of some lines, shape of ``lines``, at the cost of their models alone."""
    live = world.products.live
    asked = np.zeros(world.lines.n, dtype=bool)
    asked[lines] = True
    return offers(world, live[asked[world.products.line[live]]]).value[lines]


def own_name(world: World) -> Floats:
    """Part of each line's sales under the maker's own name, (lines,): not a host's from outside,
    nor a principal's, whose goods are made to order."""
    lines = world.lines
    return np.where(lines.contracted, 0.0, 1.0 - lines.hosted)


def choice_weight(world: World, value: Floats) -> Floats:
    """W = reach·exp(I) by destination, (lines, 3); zero for a line with nothing on sale."""
    open_ = np.isfinite(value)
    pull = np.where(open_, np.exp(np.where(open_, value, 0.0)), 0.0)
    return world.lines.reach * pull[:, None]


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
    (U, 3) is the weight of lines not to be solved. A cell asked for more than the most that data
    can give of its size is scaled down.
    """
    use, most = world.lines.use[lines], world.parameters.demand.share_most
    value = value_of(world, lines)
    share = np.divide(units, size[use], out=np.zeros_like(units), where=size[use] > 0.0)
    total = sum_rows_by(use, share, len(size))
    share *= np.minimum(1.0, most / np.maximum(total, 1e-12))[use]
    outside = 1.0 - np.minimum(total, most)
    weight = world.markets.outside_reach + (others if others is not None else 0.0)
    world.lines.reach[lines] = share / outside[use] * weight[use] * np.exp(-value)[:, None]
