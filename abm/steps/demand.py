"""Size of every market cell, and who is asked for how much."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.component_contents import follow_products
from abm.market import choice_weight, cohorts, offers
from abm.national_cells import Cells, held_to_paths, rivals_reach
from abm.steps.content import bring_out, worth_of_content
from abm.steps.shocks import shock
from abm.steps.sourcing import outside_weight
from agents import demand as rules
from agents.world import World
from engine.groups import sum_by, sum_rows_by
from engine.memory import added

Floats = NDArray[np.float64]


def demand(world: World) -> None:
    """Cells' sizes, choice among lines and outside brands, and the stocks that move next."""
    market_size(world)
    bring_out(world)
    choose(world)


def market_size(world: World) -> None:
    """Write the sizes of cells, and the stocks that buyers leave behind."""
    markets, found = world.markets, cell_sizes(world)
    markets.size, markets.adopted, markets.replacing = found.size, found.adopted, found.replacing
    markets.reference_stock, markets.pool = found.reference_stock, found.pool


def cell_sizes(world: World) -> Cells:
    """Every cell after this quarter. Writes nothing: others ask beforehand.

    Adoption and replacement, or a growth path; then seasons and events. The city's cell of a
    component market, and of one of fleets, is what its buyers ordered. At home national paths hold
    where there are any.
    """
    s, markets, segments = world.static, world.markets, world.segments
    growth, price, income = _since_opening(world)
    # Buyers in the city look at the price after what a government bears of it.
    price = np.repeat(price[:, None], 3, axis=1)
    price[:, 0] *= 1.0 - world.terms.price_support
    factor = markets.ceiling_factor * markets.openness
    factor[:, 0] *= np.where(markets.permit_grade > 0, segments.trust[markets.segment], 1.0)
    factor[:, 0] *= 1.0 + world.terms.ceiling
    factor[:, :2] *= worth_of_content(world)[:, None]
    factor[~world.open_uses] = 0.0  # nobody can use what is not there yet
    top = rules.ceiling(
        markets.ceiling * growth, price, markets.elasticity, income[:, None], factor
    )
    new, replaced = rules.adoption(
        markets.adopted, top, markets.innovation, markets.imitation, markets.life
    )
    if world.terms.trade_in.any():
        support = world.terms.trade_in
        replaced[:, 0] = rules.replaced_with_support(
            replaced[:, 0], support, markets.elasticity[:, 0]
        )
    path = markets.size_start * world.open_uses[:, None] * growth * price**-markets.elasticity
    if world.terms.trade_in.any():  # whoever buys in a grown market replaces
        path[:, 0] = rules.replaced_with_support(
            path[:, 0], world.terms.trade_in, markets.elasticity[:, 0]
        )
    season = s.seasonal[world.quarter % 4][:, None]
    shock = markets.demand_factor
    grows = markets.grows[:, None]
    size: Floats = np.where(grows, path, new + replaced) * season * shock
    ordered = (markets.use_class >= 0) | markets.by_fleets
    size[ordered, 0] = markets.orders[ordered]
    bought = np.maximum((new + replaced)[:, 0], 1e-12)
    replacing = np.where(markets.grows, 1.0, replaced[:, 0] / bought)
    lost = rules.abandonment(markets.adopted, top, markets.life)
    adopted: Floats = np.where(grows, markets.adopted, markets.adopted + new * shock - lost)
    if markets.by_fleets.any():
        run = sum_by(world.fleets.use, world.fleets.vehicles, len(size))
        adopted[markets.by_fleets, 0] = run[markets.by_fleets]
    pool, kept = markets.pool.copy(), markets.reference_stock.copy()
    found = held_to_paths(world, Cells(size, adopted, replacing, kept, pool))
    follow_products(world, found.size)
    return found


def _since_opening(world: World) -> tuple[Floats, Floats, Floats]:
    """Growth of cells (uses, 3), prices by consumer prices and incomes (uses,), each against when
    its market opened."""
    markets, p = world.markets, world.parameters
    growth = np.empty_like(markets.growth)
    price, income = np.empty(len(growth)), np.empty(len(growth))
    for rows, years in cohorts(world):
        growth[rows] = (1.0 + markets.growth[rows]) ** years
        price[rows] = rules.real(markets.price_index[rows], p.price.inflation, years)
        income[rows] = np.exp(p.demand.income_growth * years)
    return growth, price, income


def choose(world: World) -> None:
    """Demand of each line by destination; reach and brand for the next quarter."""
    lines, markets = world.lines, world.markets
    found = offers(world)
    world.accounts.offers = found
    world.products.price[found.product] = found.price
    use = lines.use
    value = np.where(np.isfinite(found.value), found.value, 0.0)
    weight = choice_weight(world, found.value)
    size = markets.size
    makers = sum_rows_by(use, weight, len(size))
    markets.outside_reach[:, :2] *= rivals_reach(world)[:, None]
    markets.outside_reach = outside_weight(world, makers)
    total = markets.outside_reach + makers
    share = weight / total[use]
    outside = markets.outside_reach / total
    if world.terms.reserved.any():
        reserve(world, weight, share, outside)
    # Goods made to order are part of what the outside brands sell, and no more than that.
    ordered = sum_rows_by(use, lines.ordered, len(size))
    room = np.minimum(1.0, outside * size / np.maximum(ordered, 1e-9))
    lines.demand = share * size[use] + lines.ordered * room[use]
    world.accounts.weight = weight
    world.accounts.outside_share = outside
    _stocks(world, value, share)


def reserve(world: World, weight: Floats, share: Floats, outside: Floats) -> None:
    """Keep a part of the city's demand for eligible lines; shares (…, 3) change in place."""
    lines, terms = world.lines, world.terms
    use = lines.use
    mine = np.where(eligible(world), weight[:, 0], 0.0)
    total = sum_by(use, mine, len(outside))
    kept = np.where(total > 0.0, terms.reserved, 0.0)
    part = np.divide(mine, total[use], out=np.zeros_like(mine), where=mine > 0.0)
    share[:, 0], outside[:, 0] = rules.with_reserve(
        share[:, 0], outside[:, 0], part, kept[use], kept
    )


def eligible(world: World) -> NDArray[np.bool_]:
    """Lines that public buyers prefer, (lines,): of makers on domestic processors, or with a model
    launched of late (a first set)."""
    found, lines, firms = world.accounts.offers, world.lines, world.firms
    since = world.quarter - world.parameters.demand.first_set_quarters
    young = world.products.launched[found.product] > since
    chosen: NDArray[np.bool_] = firms.domestic_cpu[lines.firm]
    chosen[found.line[young]] = True
    return chosen


def _stocks(world: World, value: Floats, share: Floats) -> None:
    """Move reach by value against the market's mean, marketing and rare shocks; then brand."""
    lines, firms, p = world.lines, world.firms, world.parameters.demand
    use, markets = lines.use, world.markets
    size = markets.size
    national = added(size, 2)
    part = added(share[:, :2] * size[use, :2]) / np.maximum(national[use], 1e-12)
    mean = sum_by(use, part * value, len(size))[use]  # outside brands stand at value zero
    revenue = np.maximum(firms.revenue_past[:, 0], 1e-9)
    intensity = (
        firms.marketing / revenue / np.maximum(world.segments.marketing_share[firms.segment], 1e-6)
    )
    segment, terms = firms.segment[lines.firm], world.terms
    intensity = intensity[lines.firm] * (1.0 + terms.promotion[segment])
    growth = rules.reach_growth(
        value,
        mean,
        marketing=intensity,
        speed=p.reach_speed,
        effect=p.reach_marketing,
        most_marketing=p.marketing_most,
        bound=p.reach_bound,
    )
    lines.reach = lines.reach * np.exp(growth + shock(world)[lines.firm])[:, None]
    if terms.export_reach.any():
        lines.reach[:, 2] *= np.exp(terms.export_reach[segment])
    lines.brand = rules.brand_stock(
        lines.brand,
        intensity,
        hit=_hits(world, part),
        decay=p.brand_decay,
        gain=p.brand_gain,
        effect=p.brand_hit,
        most=p.marketing_most,
    )


def _hits(world: World, part: Floats) -> Floats:
    """1 for a line with a model that has a hit's share of its national cell's units, else 0.

    ``part`` (lines,) is each line's share of the demand of its national cell.
    """
    found = world.accounts.offers
    asked = world.markets.hit_share[world.lines.use[found.line]]
    own = part * (1.0 - world.lines.hosted)  # a host's name is made by the rest
    hit = np.zeros(world.lines.n)
    hit[found.line[own[found.line] * found.within >= asked]] = 1.0
    return hit
