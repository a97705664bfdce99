"""Cells that follow a national path: the path, and what policy in the city adds to it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm.steps.content import worth_of_content
from agents import national_cells as rules
from agents.world import World

Floats = NDArray[np.float64]


class Cells(NamedTuple):
    """Markets after a quarter: what is bought, ``size``, and installed, ``adopted``, (uses, 3); the
    part ``replacing`` of the city's buyers; the stock ``reference_stock`` at home, (uses, 2), of
    the plan that a path contains; and the ``pool`` of what was bought ahead, (uses,)."""

    size: Floats
    adopted: Floats
    replacing: Floats
    reference_stock: Floats
    pool: Floats


def held_to_paths(world: World, cells: Cells) -> Cells:
    """The ``cells``, whose arrays change, with the path of the uses that follow one at home.

    Under the path's own plan they add up to it. Prices, incomes and national events are in it; the
    city's part goes by the start's, and by events and trust that are its own. In the city's cell of
    a component market the orders of its buyers stay.
    """
    national, markets, terms = world.national, world.markets, world.terms
    use = national.follows
    now = national.place(world.quarter - world.city.start)
    cells.size[:, 2] *= national.exports[now]
    if not len(use):
        return cells
    units = national.units[now, use]
    price = np.where(national.in_money[use], markets.price_index[use], 1.0)
    path = rules.shared_out(units / price, national.city_part[use], _of_the_city(world)[use])
    kept, life = markets.reference_stock[use], markets.life[use, :2]
    added = rules.added_by_policy(
        markets.adopted[use, :2],
        kept,
        against_reference(world)[use],
        life,
        world.parameters.national.adjustment_years,
    )
    added[:, 1] = rules.no_more_than_shown(added[:, 1], added[:, 0])
    forward = rules.drawn_forward(
        kept[:, 0],
        path[:, 0],
        support=terms.trade_in[use],
        support_reference=world.reference["trade_in"][use],
        elasticity=markets.elasticity[use, 0],
        life=life[:, 0],
    )
    back = rules.paid_back(markets.pool[use], life[:, 0])
    found = path + added
    found[:, 0] += forward - back
    found = np.maximum(found, 0.0)
    cells.pool[use] += forward - back
    cells.reference_stock[use] = rules.next_stock(kept, path, life)
    cells.replacing[use] = np.minimum(
        1.0, markets.adopted[use, 0] / (4.0 * life[:, 0]) / np.maximum(found[:, 0], 1e-12)
    )
    cells.adopted[use, :2] = rules.next_stock(markets.adopted[use, :2], found, life)
    found[:, 0] = np.where(markets.use_class[use] >= 0, cells.size[use, 0], found[:, 0])
    cells.size[use, :2] = found
    return cells


def _of_the_city(world: World) -> Floats:
    """What events and trust make of the city's part beyond the nation's, (uses,)."""
    markets = world.markets
    factor = markets.demand_factor * markets.ceiling_factor
    beyond = factor[:, 0] / np.maximum(factor[:, 1], 1e-9)
    trust = np.where(markets.permit_grade > 0, world.segments.trust[markets.segment], 1.0)
    found: Floats = beyond * trust
    return found


def against_reference(world: World) -> Floats:
    """What the plan makes of the units that could be in use against what the path's own plan does,
    f = F/F*, (uses, 2): in the city and in the rest of the country. Content is the same in both."""
    markets, terms, reference = world.markets, world.terms, world.reference
    elasticity = markets.elasticity[:, 0]

    def of(openness: Floats, ceiling: Floats, support: Floats) -> Floats:
        return rules.attraction_of_use(openness, ceiling, support, elasticity)

    here = of(markets.openness[:, 0], terms.ceiling, terms.price_support) / of(
        markets.openness_reference[:, 0], reference["ceiling"], reference["price_support"]
    )
    there = markets.openness[:, 1] / markets.openness_reference[:, 1]
    both: Floats = np.stack([here, there], axis=1) * worth_of_content(world)[:, None]
    return both


def rivals_reach(world: World) -> Floats:
    """Factor of this quarter on the outside brands' reach at home, (uses,)."""
    national, since = world.national, world.quarter - world.city.start
    change = national.rivals[national.place(since)]
    if since:
        change = change - national.rivals[national.place(since - 1)]
    return _rivals(world, change)[0]


def rivals_price(world: World) -> Floats:
    """Factor on the outside brands' price, (uses,): the part of their strength that shows in it."""
    national = world.national
    return _rivals(world, national.rivals[national.place(world.quarter - world.city.start)])[1]


def _rivals(world: World, strength: Floats) -> tuple[Floats, Floats]:
    weight = world.parameters.demand.alpha_price * world.markets.price_weight
    return rules.by_reach_and_price(strength, world.parameters.national.rivals_price, weight)
