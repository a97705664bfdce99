"""The state of markets and accounts that the data imply for the first quarter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.component_contents import by_market, split_at_start
from abm.market import city_cost, justify, offers, own_name, solve_reach
from abm.start.population import destination_shares
from abm.steps.accounts.production import operators_needed
from abm.steps.measure import quarter_output
from abm.steps.parks.letting import rent_due
from abm.steps.sourcing import remember_sales, supplier_price
from agents import kinds
from agents.accounting import purchases, value_added
from agents.contracting import lean_share
from agents.world import World
from engine.groups import sum_by, sum_rows_by
from engine.memory import added

Floats = NDArray[np.float64]


def anchor(world: World) -> None:
    """Bring cost and price of every line back to the data after the burn-in.

    Named makers keep price and margin of the data by their cost level; synthetic ones their
    market's margin, with cost by their own productivity. Revenue stays: units follow from price.
    """
    lines = world.lines
    revenue = lines.expected * lines.price
    is_named = world.firms.name_row[lines.firm] >= 0
    found = offers(world)
    n = lines.n
    relative = sum_by(found.line, found.within * found.cost, n)
    level = np.where(
        is_named, lines.unit_cost / np.maximum(relative, 1e-12) * lines.cost_level, 1.0
    )
    lines.cost_level = np.where(relative > 0.0, level, lines.cost_level)
    justify(world, np.flatnonzero(is_named))
    found = offers(world)
    lines.unit_cost = sum_by(found.line, found.within * found.cost, n)
    lines.price = sum_by(found.line, found.within * found.price, n)
    world.products.price[found.product] = found.price
    units = revenue / lines.price
    lines.expected = units
    lines.capacity = units / world.parameters.capacity.utilisation
    lines.stock = world.parameters.price.stock_target * units
    lines.made_past = units * 4.0 * world.parameters.start.experience_years


def shares(world: World) -> None:
    """Reach from data shares, and the state of markets that follows."""
    lines, static = world.lines, world.static
    size, units = order_components(world, units_by_destination(world))
    world.markets.size = size
    solve_reach(world, np.arange(lines.n), units, size)
    # Goods made to order are part of what outside brands sell.
    units = units + lines.ordered
    lines.sold = units
    lines.demand = units
    lines.made = units.sum(axis=1)
    found = offers(world)
    world.products.units[found.product] = lines.made[found.line] * found.within
    national = added(size, 2)
    share = added(lines.sold, 2) / np.maximum(national[lines.use], 1e-9)
    lines.share = share
    lines.share_year = share[:, None]
    sold = sum_rows_by(lines.use, lines.sold, len(national))
    world.markets.outside_units = np.maximum(size - sold, 0.0)
    world.markets.mean_quality = mean_quality(world)
    remember_sales(world)
    world.segments.supplier_price_start[static.classes] = supplier_price(world)


def mean_quality(world: World) -> Floats:
    """Sales-weighted quality of the city's makers by market; the outside brands' where none."""
    found = offers(world)
    use, n = world.lines.use[found.line], len(world.markets.segment)
    units = world.products.units[found.product]
    total = sum_by(use, units, n)
    mean = sum_by(use, units * np.log(world.products.quality[found.product]), n)
    mean = np.exp(mean / np.maximum(total, 1e-12))
    return np.where(total > 0.0, mean, world.markets.outside_quality)


def units_by_destination(world: World) -> Floats:
    """Units a quarter of each line by destination; what would overfill a cell goes elsewhere.

    Lines that work to order have none of their own.
    """
    lines, markets, city = world.lines, world.markets, world.city
    use = lines.use
    chosen = np.where(lines.contracted, 0.0, lines.expected)
    units: Floats = chosen[:, None] * split_by_destination(world)
    limit = world.parameters.start.capture_most * markets.size_start
    for _ in range(3):
        total = sum_rows_by(use, units, len(city.uses))
        keep = np.minimum(1.0, limit / np.maximum(total, 1e-12))
        room = np.maximum(0.0, limit - total)
        over = (units * (1.0 - keep[use])).sum(axis=1)
        part = room / np.maximum(room.sum(axis=1, keepdims=True), 1e-12)
        units = units * keep[use] + over[:, None] * part[use]
    return units


def split_by_destination(world: World) -> Floats:
    """Where lines sell at the start, shares (lines, 3): of the data, or by the cells' sizes."""
    lines = world.lines
    name_row = world.firms.name_row[lines.firm]
    split = destination_shares(world.markets.size_start, lines.use, world.parameters.start)
    row_of = line_rows(world)
    given = given_shares(world)
    for slot in np.flatnonzero(name_row >= 0).tolist():
        split[slot] = given[row_of[int(name_row[slot]), int(lines.use[slot])]]
    return split


def line_rows(world: World) -> dict[tuple[int, int], int]:
    """Row of ``lines.csv`` by (named firm, use)."""
    rows = world.city.lines
    pairs = zip(rows.firm.tolist(), rows.use.tolist(), strict=True)
    return {(firm, use): row for row, (firm, use) in enumerate(pairs)}


def given_shares(world: World) -> Floats:
    """Destination shares of the rows of ``lines.csv``, (rows, 3)."""
    return world.city.lines.destination_shares()


def materials(world: World) -> Floats:
    """Materials of the city's plants, million yuan a quarter by use of the goods."""
    lines, markets = world.lines, world.markets
    use = lines.use
    local = lines.made * lines.unit_cost / 1e6 * world.firms.local_share[lines.firm]
    local = local * city_cost(world)
    part = 1.0 - markets.labour_share[use] - markets.energy_share[use]
    return sum_by(use, local * part, len(markets.segment))


def order_components(world: World, units: Floats) -> tuple[Floats, Floats]:
    """The city's cells of component markets as its plants' purchases imply; and ``units`` with it.

    A cell holds at least what plants buy from makers at home; what the data's cell has beyond
    that, other industries buy. The city's makers sell there at least what plants buy in the city,
    at most a part of what others buy more; the difference goes to or comes from their other
    destinations. Returns sizes (uses, 3) and units (lines, 3).
    """
    static, markets, lines = world.static, world.markets, world.lines
    start = world.parameters.start
    use, price = lines.use, markets.reference_price / 1e6
    sells = markets.use_class >= 0
    bought = materials(world)[:, None, None] * (static.need[:, :, None] * static.origin_start)
    by_use = np.where(sells[:, None], by_market(world, bought, split_at_start(world).part), 0.0)
    local, home = by_use[:, 0] / price, (by_use[:, 0] + by_use[:, 1]) / price
    size = np.where(world.open_uses[:, None], markets.size_start, 0.0)
    size[sells, 0] = np.maximum(size[sells, 0], home[sells])
    others = size[:, 0] - home
    worth = lines.price / 1e6 / price[use]  # of a unit against the reference
    now = sum_by(use, units[:, 0] * worth, len(size))
    whole = sum_by(use, added(units) * worth, len(size))
    wanted = np.clip(now, local, local + start.capture_most * others)
    wanted = np.minimum(wanted, start.city_most * whole)
    wanted = np.minimum(wanted, start.city_most * size[:, 0])
    more = np.clip((wanted - now) / np.maximum(whole - now, 1e-12), 0.0, 1.0)
    fewer = np.minimum(1.0, wanted / np.maximum(now, 1e-12))
    total, city = added(units), units[:, 0]
    changed = np.where(wanted > now, 0.0, 1.0)[use] * city * fewer[use]
    changed += np.where(wanted > now, 1.0, 0.0)[use] * (city + (total - city) * more[use])
    city = np.where(sells[use], changed, city)
    away = total - units[:, 0]
    scale = np.divide(total - city, away, out=np.zeros_like(away), where=away > 0.0)
    moved = np.column_stack([city, units[:, 1] * scale, units[:, 2] * scale])
    lost = (away <= 0.0) & (city < total)  # nowhere else so far: at home
    moved[lost, 1] = (total - city)[lost]
    markets.orders = np.where(sells, size[:, 0], 0.0)
    markets.other_orders = np.where(sells, np.maximum(others, 0.0), 0.0)
    sold = np.maximum(wanted - local, 0.0)
    markets.other_local = np.divide(
        sold, others, out=np.zeros_like(sold), where=sells & (others > 1e-9)
    )
    return size, moved


def accounts(world: World) -> None:
    """Flows of the quarter before the first, so that memory is not empty."""
    firms, lines, segments = world.firms, world.lines, world.segments
    n = firms.n
    revenue = sum_by(lines.firm, lines.made * lines.price / 1e6, n)
    cost = sum_by(lines.firm, lines.made * lines.unit_cost / 1e6, n)
    segment = firms.segment
    burned = world.parameters.finance.startup_research * firms.burn
    rd = np.where(firms.kind == kinds.STARTUP, burned, firms.rd_share * revenue)
    c = world.parameters.contracting
    ordered = sum_by(lines.firm, np.where(lines.contracted, lines.made * lines.price, 0.0), n) / 1e6
    firms.contract_part = np.divide(ordered, revenue, out=np.zeros(n), where=revenue > 0.0)
    lean = firms.contract_part
    marketing = lean_share(segments.marketing_share[segment], lean, c.marketing) * revenue
    overhead = lean_share(segments.overhead_share[segment], lean, c.overhead) * revenue
    firms.revenue = revenue
    firms.revenue_past = revenue[:, None]
    firms.marketing = marketing
    firms.rd_own = rd
    firms.rd_real = rd
    firms.rd_reported = rd
    firms.rd_past = rd[:, None]
    firms.profit = revenue - cost - rd - marketing - overhead
    firms.profit_past = firms.profit[:, None]
    share = np.zeros(n)
    np.maximum.at(share, lines.firm, lines.share * own_name(world))
    firms.share_past = share[:, None]
    wage = world.economy.wage_engineer[0]
    engineers = world.parameters.research.labour_share * rd / wage
    firms.engineers = engineers
    firms.engineers_before = engineers
    world.segments.engineers_start = sum_by(segment, engineers, len(world.segments))
    firms.operators = operators_needed(world)
    firms.staff = overhead * world.parameters.labour.staff_share / wage
    bought = purchases(
        marketing=marketing,
        research=rd,
        research_wages=world.parameters.research.labour_share,
        overhead=overhead,
        overhead_wages=world.parameters.labour.staff_share,
        rent=rent_due(world),
        dues=firms.dues,
    )
    wages = firms.operators * world.economy.wage_operator[0]
    firms.value_added_past = value_added(revenue - cost, wages, bought)[:, None]
    output = lines.made * lines.price / 1e6 * firms.local_share[lines.firm]
    world.accounts.output_line = output
    for table, column, now in quarter_output(world):
        getattr(table, column)[:] = now[:, None]  # the year before the first quarter was the same
    world.markets.material_cost = materials(world)
    least = np.where(world.open_uses, 1e-9, 0.0)
    world.markets.material_start = np.maximum(world.markets.material_cost, least)
