"""A world at its first quarter."""

from __future__ import annotations

import numpy as np

from abm import factor_prices
from abm.city import City
from abm.founding import add_firms
from abm.market import justify, offers, solve_reach
from abm.population import STAFF_PER_ENGINEER_WAGE, lanes_at_start, named, synthetic
from abm.static import static_of
from agents import columns, kinds
from agents.entry import candidate_lists
from agents.parameters import Parameters
from agents.world import FLOWS, SECTORS, Floats, Static, World, new_table
from engine.draws import Draws
from engine.groups import sum_by
from engine.ledger import Ledger
from engine.table import Table

DAYS_PER_QUARTER = 91.25


def build_world(city: City, parameters: Parameters, seed: int) -> World:
    """Parks, governments, markets and firms as the data and the seed's luck have them."""
    static = static_of(city)
    names = ("firms", "lines", "products", "markets", "segments", "parks", "governments")
    tables = {name: new_table(name) for name in (*names, "investors", "economy")}
    ledger = Ledger(
        SECTORS, FLOWS, [tables[n] for n in ("firms", "parks", "governments", "investors")]
    )
    _places(city, tables["parks"], ledger)
    _governments(city, tables["governments"], ledger)
    _investors(tables["investors"], ledger)
    _markets(city, static, tables["markets"])
    tables["segments"].add(len(city.segments), lane=np.arange(len(city.segments)))
    _economy(city, tables["economy"])
    world = World(
        tables,
        ledger,
        city=city,
        static=static,
        parameters=parameters,
        draws=Draws(seed),
        candidates=candidate_lists(
            lanes_at_start(city), entry_bases(static, parameters), parameters.entry.list_multiple
        ),
    )
    world.quarter = city.start
    _firms(world)
    return world


def entry_bases(static: Static, parameters: Parameters) -> Floats:
    """Base rates a quarter of startups and of spin-offs by segment, (2, segments)."""
    base = parameters.entry.base * static.entry_base
    klepper = parameters.entry.klepper
    return np.stack([(1.0 - klepper) * base, klepper * base])


def _places(city: City, table: Table, ledger: Ledger) -> None:
    parks = city.parks
    rent = parks.numbers("rent_yuan_m2_day") * DAYS_PER_QUARTER / 1e6
    table.add(
        len(parks),
        lane=np.arange(len(parks)),
        kind=parks.codes("kind"),
        sector=ledger.sector_code["parks"],
        district=parks.codes("district"),
        floor=parks.numbers("floor_m2"),
        rent=rent,
        rent_start=rent,
        services=parks.numbers("services"),
        focus=parks.codes("focus"),
        designated=parks.flags("designated"),
    )


def _governments(city: City, table: Table, ledger: Ledger) -> None:
    levels = [g.level for g in city.governments]
    code = {"municipality": kinds.MUNICIPALITY, "district": kinds.DISTRICT, "centre": kinds.CENTRE}
    sector = {"municipality": "municipality", "district": "districts", "centre": "centre"}
    district = np.full(len(levels), -1)
    is_district = np.array([level == "district" for level in levels])
    district[is_district] = np.arange(int(is_district.sum()))
    table.add(
        len(levels),
        lane=np.arange(len(levels)),
        kind=np.array([code[level] for level in levels]),
        sector=np.array([ledger.sector_code[sector[level]] for level in levels]),
        district=district,
    )


def _investors(table: Table, ledger: Ledger) -> None:
    table.add(
        2,
        lane=np.arange(2),
        kind=np.array([kinds.VENTURE, kinds.GUIDANCE]),
        sector=np.array([ledger.sector_code["venture"], ledger.sector_code["guidance"]]),
        appetite=np.array([1.0, 0.0]),
    )


def _markets(city: City, static: Static, table: Table) -> None:
    cells = city.cells
    adopted = np.zeros((len(city.uses), 3))
    adopted[cells.codes("use"), cells.codes("destination")] = cells.numbers("installed_units")
    table.add(
        len(city.uses),
        lane=np.arange(len(city.uses)),
        segment=static.use_segment,
        adopted=adopted,
        size=static.size_start,
        outside_price=static.reference_price,
        outside_units=static.size_start,
        national_made=static.size_start.sum(axis=1) * 4.0 * 5.0,
    )


def _economy(city: City, table: Table) -> None:
    now = factor_prices.at(city, city.start)
    table.add(
        1,
        lane=np.zeros(1, dtype=np.int64),
        wage_operator=now.wage_operator,
        wage_engineer=now.wage_engineer,
        wage_operator_start=now.wage_operator,
        wage_engineer_start=now.wage_engineer,
        lending_rate=now.lending_rate,
    )


def _firms(world: World) -> None:
    city, static = world.city, world.static
    at_start = np.flatnonzero(city.firms.codes("arrives") < 0)
    wage = float(world.economy.wage_engineer[0])
    add_firms(world, named(city, static, at_start, world.parameters.finance.startup_burn))
    rest = synthetic(city, static, world.parameters, world.draws, wage)
    slots = add_firms(world, rest)
    _shares(world)
    _first_accounts(world)
    cash = world.firms.revenue * world.parameters.start.cash_quarters
    cash[slots] += rest.startup_cash
    world.ledger.endow(world.firms, cash, "households")
    world.ledger.begin()


def _shares(world: World) -> None:
    """Reach from data shares; models' prices; the state of markets that follows from them."""
    lines, static = world.lines, world.static
    justify(world, np.flatnonzero(world.firms.name_row[lines.firm] >= 0))
    founders_units = _units_by_destination(world)
    solve_reach(world, np.arange(lines.n), founders_units, static.size_start)
    lines.sold = founders_units
    lines.demand = founders_units
    lines.made = founders_units.sum(axis=1)
    found = offers(world)
    world.products.price[found.product] = found.price
    world.products.units[found.product] = lines.made[found.line] * found.within
    national = static.size_start[:, :2].sum(axis=1)
    share = lines.sold[:, :2].sum(axis=1) / np.maximum(national[lines.use], 1e-9)
    lines.share = share
    lines.share_year = share[:, None]
    sold = np.stack([sum_by(lines.use, lines.sold[:, d], len(national)) for d in range(3)], axis=1)
    world.markets.outside_units = np.maximum(static.size_start - sold, 0.0)
    spread = world.parameters.start.quality_log_sd
    world.markets.frontier = np.exp(1.28 * spread)


def _units_by_destination(world: World) -> Floats:
    """Units a quarter of each line by destination; what would overfill a cell goes elsewhere."""
    lines, static, city = world.lines, world.static, world.city
    use = lines.use
    name_row = world.firms.name_row[lines.firm]
    from abm.population import destination_shares

    shares = destination_shares(static, use)
    data = {
        (f, u): row
        for row, (f, u) in enumerate(
            zip(city.lines.codes("firm").tolist(), city.lines.codes("use").tolist(), strict=True)
        )
    }
    given = np.stack([city.lines.numbers(f"{d}_share") for d in columns.DESTINATIONS], axis=1)
    for slot in np.flatnonzero(name_row >= 0).tolist():
        shares[slot] = given[data[int(name_row[slot]), int(use[slot])]]
    units: Floats = lines.expected[:, None] * shares
    for _ in range(3):
        total = np.stack([sum_by(use, units[:, d], len(city.uses)) for d in range(3)], axis=1)
        limit = 0.6 * static.size_start
        keep = np.minimum(1.0, limit / np.maximum(total, 1e-12))
        room = np.maximum(0.0, limit - total)
        over = (units * (1.0 - keep[use])).sum(axis=1)
        part = room / np.maximum(room.sum(axis=1, keepdims=True), 1e-12)
        units = units * keep[use] + over[:, None] * part[use]
    return units


def _first_accounts(world: World) -> None:
    """Flows of the quarter before the first, so that memory is not empty."""
    firms, lines, static = world.firms, world.lines, world.static
    n = firms.n
    revenue = sum_by(lines.firm, lines.made * lines.price / 1e6, n)
    cost = sum_by(lines.firm, lines.made * lines.unit_cost / 1e6, n)
    segment = firms.segment
    rd = np.where(firms.kind == kinds.STARTUP, 0.5 * firms.burn, firms.rd_share * revenue)
    marketing = static.marketing_share[segment] * revenue
    overhead = static.overhead_share[segment] * revenue
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
    np.maximum.at(share, lines.firm, lines.share)
    firms.share_past = share[:, None]
    live = world.firms.live
    wage, operator = world.economy.wage_engineer[0], world.economy.wage_operator[0]
    engineers = world.parameters.research.labour_share * rd / wage
    firms.engineers = engineers
    firms.engineers_before = engineers
    world.segments.engineers_start = sum_by(segment[live], engineers[live], len(world.segments))
    use = lines.use
    labour = lines.made * static.reference_cost[use] * static.labour_share[use] / 1e6
    productivity = firms.productivity[lines.firm]
    operators = labour / productivity / operator * firms.local_share[lines.firm]
    firms.operators = sum_by(lines.firm, operators, n)
    firms.staff = overhead * STAFF_PER_ENGINEER_WAGE / wage
    local_cost = lines.made * lines.unit_cost / 1e6 * firms.local_share[lines.firm]
    material = local_cost * (1.0 - static.labour_share[use] - static.energy_share[use])
    world.segments.material_cost = sum_by(static.use_segment[use], material, len(world.segments))
    world.segments.material_start = np.maximum(world.segments.material_cost, 1e-9)
