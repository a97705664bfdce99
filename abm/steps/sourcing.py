"""What the city's plants buy of each component class, where, at what price and risk."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.component_contents import by_market, split
from agents import sourcing as rules
from agents.world import World
from engine.groups import sum_by, sum_rows_by
from engine.memory import added

Floats = NDArray[np.float64]

LOCAL, DOMESTIC, IMPORT = range(3)


def sourcing(world: World) -> None:
    """Move shares by origin; then price of materials, lack of parts, and orders of the quarter.

    Plants order by what they made last quarter, at this quarter's season. All prices are those
    of the quarter before.
    """
    s, segments, p = world.static, world.segments, world.parameters.sourcing
    need = split(world).need
    ln_risk = p.risk_strength * np.log(segments.import_risk_factor[s.classes])
    expected = rules.expected_risk(segments.import_risk_expected[s.classes], ln_risk, p.risk_memory)
    segments.import_risk_expected[s.classes] = expected
    years = (world.quarter - world.city.start) / 4.0
    paid = np.zeros((len(s.classes), 3))
    paid[:, LOCAL] = supplier_price(world) - segments.supplier_price_start[s.classes]
    paid[:, IMPORT] = s.import_price_growth * years
    paid[:, IMPORT] -= s.import_lead * np.expm1(-s.import_catch_up * years)
    paid[:, IMPORT] += p.risk_price * ln_risk
    felt = paid.copy()
    felt[:, IMPORT] += (1.0 - p.risk_price) * ln_risk
    felt[:, LOCAL] -= world.terms.local_sourcing[s.classes]
    world.sourcing = rules.moved(world.sourcing, aims(world, felt, expected, need), p.speed)
    _prices(world, paid, need)
    world.markets.supplied = rules.delivered(
        need, world.sourcing[:, :, IMPORT], ln_risk, p.shortage
    )
    order(world)


def aims(world: World, ln_price: Floats, expected: Floats, need: Floats) -> Floats:
    """Shares that buyers aim at, (uses, classes, 3)."""
    s, segments, p = world.static, world.segments, world.parameters.sourcing
    shift = np.zeros_like(world.sourcing)
    jobs, before = segments.jobs[s.classes], segments.jobs_start[s.classes]
    known = (jobs > 0.0) & (before > 0.0)
    mass = np.divide(jobs, before, out=np.ones(len(jobs)), where=known)
    volume = 4.0 * (plan(world) / drift(world))[:, None] * need
    shift[:, :, LOCAL] = rules.localisation(
        volume,
        4.0 * world.markets.material_start[:, None] * s.need,
        reference=p.volume_reference,
        volume_weight=p.volume_weight,
        mass=mass,
        mass_weight=p.mass_weight,
    )
    shift[:, :, IMPORT] = -p.risk_aversion * expected
    return rules.target(s.origin_start, ln_price[None], shift, p.substitution)


def drift(world: World) -> float:
    """Steady drift of the price of all materials since the start."""
    years = (world.quarter - world.city.start) / 4.0
    return float(np.exp(world.parameters.price.input_inflation * years))


def plan(world: World) -> Floats:
    """Materials of last quarter without its season, million yuan by use of the buyer."""
    found: Floats = world.markets.material_cost
    if world.quarter > world.city.start:  # the start's figure is a mean quarter's
        found = found / np.maximum(world.static.seasonal[(world.quarter - 1) % 4], 1e-6)
    return found


def supplier_price(world: World) -> Floats:
    """ln of the city's makers' price by quality, against outside makers', by class.

    Mean over a class's markets by sales; 0 where nobody sells.
    """
    s, markets = world.static, world.markets
    total, value = added(markets.makers_units), added(markets.makers_value)
    sells = (total > 0.0) & (markets.use_class >= 0)
    price = np.divide(value, total, out=markets.outside_price.copy(), where=sells)
    ratio = np.log(price / markets.outside_price)
    ratio -= np.log(markets.mean_quality / markets.outside_quality)
    here = np.flatnonzero(sells)
    of, size = markets.use_class[here], len(s.classes)
    whole = sum_by(of, value[here], size)
    found: Floats = sum_by(of, (ratio * value)[here], size) / np.maximum(whole, 1e-12)
    return found


def _prices(world: World, paid: Floats, need: Floats) -> None:
    """Materials of the city's plants, and of outside makers, who buy nothing in the city."""
    markets = world.markets
    elsewhere = paid.copy()
    elsewhere[:, LOCAL] = 0.0
    base = drift(world)
    markets.input_price = base * rules.material_price(need, world.sourcing, paid)
    markets.outside_input_price = base * rules.material_price(need, world.sourcing, elsewhere)


def order(world: World) -> None:
    """Orders of the city's buyers from makers at home, units by market, and the city's part.

    The model's plants by their sourcing, the other makers of the city by a path of their own.
    Also the parts of plants' materials by origin, and the pull on suppliers' research.
    """
    s, markets, share = world.static, world.markets, world.sourcing
    base, divided = plan(world), split(world)
    need = divided.need
    now = (base * s.seasonal[world.quarter % 4])[:, None] * need
    is_class = markets.use_class >= 0
    local = by_market(world, now * share[:, :, LOCAL], divided.part)
    home = by_market(world, now * share[:, :, DOMESTIC], divided.part)
    units, value = added(markets.makers_units), added(markets.makers_value)
    own = np.divide(value, units, out=markets.outside_price.copy(), where=units > 0.0)
    here = local * 1e6 / own
    others = markets.other_orders * _other_industries(world)
    orders = here + home * 1e6 / markets.outside_price + others
    part = (here + others * markets.other_local) / np.maximum(orders, 1e-12)
    most = world.parameters.sourcing.local_most
    markets.orders = np.where(is_class, orders, 0.0)  # fleets order after this
    markets.local_part = np.where(is_class, np.minimum(part, most), 0.0)
    markets.local_materials = (need * share[:, :, LOCAL]).sum(axis=1)
    other = markets.other_import
    if divided.part is not None:  # what goes into the classes leaves the rest
        other = other * (1.0 - need.sum(axis=1)) / np.maximum(1.0 - s.need.sum(axis=1), 1e-12)
    markets.import_materials = (need * share[:, :, IMPORT]).sum(axis=1) + other
    started = (markets.material_start[:, None] * s.need * s.origin_start[:, :, LOCAL]).sum(axis=0)
    bought = (base[:, None] * need * share[:, :, LOCAL]).sum(axis=0) / drift(world)
    world.segments.local_pull[s.classes] = rules.demand_pull(
        bought, started, world.parameters.sourcing.demand_pull
    )


def _other_industries(world: World) -> Floats:
    """Orders of other industries against the start, (uses,): the national path, or growth by a rate
    of its own and by price."""
    markets, now = world.markets, world.quarter - world.city.start
    own = (1.0 + markets.growth[:, 0]) ** (now / 4.0)
    own = own * markets.price_index ** -markets.elasticity[:, 0]
    national = world.national
    own[national.follows] = national.trend[national.place(now), national.follows]
    return own


def remember_sales(world: World) -> None:
    """Write what the city's makers sold this quarter, those too that will have left when buyers go
    by it."""
    lines, markets = world.lines, world.markets
    value = lines.sold * lines.price[:, None]
    markets.makers_units = sum_rows_by(lines.use, lines.sold, markets.n)
    markets.makers_value = sum_rows_by(lines.use, value, markets.n)


def outside_weight(world: World, makers: Floats) -> Floats:
    """Weight of outside brands by cell that leaves the city's makers what was sourced from them.

    In the city's cell of a component market W_out = W_makers·(1 − λ)/λ; elsewhere it stays.
    ``makers`` (uses, 3) is the weight of all the city's makers.
    """
    markets = world.markets
    found: Floats = markets.outside_reach.copy()
    part = markets.local_part
    bound = (markets.use_class >= 0) & (part > 0.0) & (makers[:, 0] > 0.0)
    odds = np.divide(1.0 - part, part, out=np.ones(len(part)), where=bound)
    found[:, 0] = np.where(bound, makers[:, 0] * odds, found[:, 0])
    return found
