"""A world at its first quarter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from abm.city import factor_prices
from abm.cut import cut_of
from abm.start import first_quarter
from abm.start.burn_in import burn_in
from abm.start.founding import add_firms
from abm.start.national_markets import national_markets
from abm.start.population import lanes_at_start, named, synthetic
from abm.start.static import fixed_of
from abm.steps import labour
from abm.steps.contracting.order_book import open_book
from abm.steps.driving import set_out
from abm.steps.ecosystem import ecosystem
from abm.steps.hiring.hired import open_shops
from abm.worlds import DEFAULT_WORLD, world_of
from agents import kinds
from agents.city import City
from agents.columns import TABLES, Firms, Lines, Products
from agents.entry import candidate_lists, largest_startup_factor
from agents.parameters import Parameters
from agents.world import FLOWS, SECTORS, Floats, World
from engine.draws import Draws
from engine.ledger import Ledger
from engine.table import Table

DAYS_PER_QUARTER = 91.25


def build_world(city: City, parameters: Parameters, seed: int, which: str = DEFAULT_WORLD) -> World:
    """Parks, governments, markets and firms as the data and the seed's luck have them."""
    columns, fixed = fixed_of(city), fixed_parts(city, parameters, seed, which)
    firms = lanes_at_start(city)
    # Room for a run, so that columns need not grow.
    room = {Firms: 2 * firms, Lines: 2 * firms, Products: 5 * firms}
    made = [kind.empty(room.get(kind, 64)) for kind in TABLES]
    tables = {table.name: table for table in made}
    ledger = Ledger(
        SECTORS, FLOWS, [tables[n] for n in ("firms", "parks", "governments", "investors")]
    )
    _places(city, tables["parks"], ledger)
    _governments(city, tables["governments"], ledger)
    _investors(tables["investors"], ledger)
    _markets(city, columns.markets, tables["markets"], parameters)
    size = len(city.segments)
    tables["segments"].add(size, lane=np.arange(size), **columns.segments)
    _fleets(city, tables["fleets"])
    cost = parameters.labour.employer_cost
    level2 = parameters.driving.level2_start if len(city.component_contents) else 0.0
    _economy(city, fixed["cut"], tables["economy"], cost, level2)
    world = World(tables, ledger, **fixed)
    world.quarter = city.start
    _firms(world)
    return world


def fixed_parts(city: City, parameters: Parameters, seed: int, which: str) -> dict[str, Any]:
    """What no step changes, by the names of ``World.fixed``: it tells one run from another beside
    the state, and a snapshot only refers to it."""
    columns = fixed_of(city)
    return {
        "city": city,
        "static": columns.static,
        "parameters": parameters,
        "draws": Draws(seed),
        "candidates": candidate_lists(
            lanes_at_start(city),
            entry_bases(columns.segments, parameters),
            largest_factors(parameters),
        ),
        "national": national_markets(city, parameters, *world_of(which, seed)),
        "cut": cut_of(city, world_of(which, seed)[0]),
    }


def entry_bases(segments: Mapping[str, Floats], parameters: Parameters) -> Floats:
    """Base rates a quarter of startups, spin-offs and projects by segment, (3, segments)."""
    base = parameters.entry.base * segments["entry_base"]
    klepper = parameters.entry.klepper
    projects = segments["project_share"] * parameters.attraction.projects_per_year / 4.0
    return np.stack([(1.0 - klepper) * base, klepper * base, projects])


def largest_factors(parameters: Parameters) -> Floats:
    """Most startups, spin-offs and projects by their base rates, (3,)."""
    p = parameters.entry
    startups = largest_startup_factor(
        p.growth_response,
        p.crowding,
        p.growth_bound,
        p.venture_most,
        2.0**parameters.attraction.leader_effect,
        float(np.exp(p.location_response * p.location_bound)),
    )
    return np.array([startups, np.sqrt(p.knowledge_most), 1.0])


def _places(city: City, table: Table, ledger: Ledger) -> None:
    parks = city.parks
    rent = parks.rent_yuan_m2_day * DAYS_PER_QUARTER / 1e6
    table.add(
        len(parks),
        lane=np.arange(len(parks)),
        kind=parks.kind.codes,
        sector=ledger.sector_code["parks"],
        district=parks.district,
        area=parks.area_km2,
        lon=parks.lon,
        lat=parks.lat,
        floor=parks.floor_m2,
        rent=rent,
        rent_start=rent,
        services=parks.services,
        focus=parks.focus,
        designated=parks.designated,
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


def _markets(city: City, fixed: Mapping[str, Any], table: Table, parameters: Parameters) -> None:
    cells, start, later = city.cells, parameters.start, fixed["starts"] >= 0
    size = np.where(later[:, None], 0.0, fixed["size_start"])
    least = parameters.research.least_reference
    adopted = np.zeros((len(city.uses), 3))
    adopted[cells.use, cells.destination.codes] = cells.installed_units
    table.add(
        len(city.uses),
        lane=np.arange(len(city.uses)),
        adopted=adopted,
        reference_stock=adopted[:, :2],
        size=size,
        level2_share=parameters.driving.level2_start if len(city.component_contents) else 0.0,
        outside_price=fixed["reference_price"],
        outside_units=size,
        frontier=np.exp(start.frontier_sd * start.quality_log_sd),
        national_made=np.where(
            later, fixed["made_before"], size.sum(axis=1) * 4.0 * start.national_years
        ),
        **{**fixed, "rd_reference": np.maximum(fixed["rd_reference"], least)},
    )


def _fleets(city: City, table: Table) -> None:
    rows = city.fleets
    table.add(
        len(rows),
        lane=np.arange(len(rows)),
        use=rows.use,
        district=rows.district,
        most=rows.vehicles_most,
        needed=rows.grade_needed,
        drivers=rows.drivers,
        manned_price=rows.manned_price_yuan,
        work=rows.work,
        roads=rows.roads_open,
        grade=rows.grade_open,
        vehicles=rows.vehicles_start,
    )


def _economy(city: City, cut: int, table: Table, employer_cost: float, level2: float) -> None:
    now = factor_prices.at(city, city.start, employer_cost, cut)
    table.add(
        1,
        lane=np.zeros(1, dtype=np.int64),
        wage_operator=now.wage_operator,
        wage_engineer=now.wage_engineer,
        wage_operator_start=now.wage_operator,
        outside_wage=np.array([[now.wage_operator, now.wage_engineer]]),
        lending_rate=now.lending_rate,
        level2_national=level2,
        level2_year=level2,
    )


def _firms(world: World) -> None:
    at_start = np.flatnonzero(world.city.firms.arrives < 0)
    wage = float(world.economy.wage_engineer[0])
    add_firms(world, named(world, at_start))
    rest = synthetic(world, wage)
    slots = add_firms(world, rest)
    set_out(world)
    world.lines.made = world.lines.expected
    first_quarter.accounts(world)
    burn_in(world)
    ecosystem(world)
    first_quarter.anchor(world)
    open_book(world)
    open_shops(world)
    first_quarter.shares(world)
    first_quarter.accounts(world)
    labour.begin(world)
    cash = world.firms.revenue * world.parameters.start.cash_quarters
    cash[slots] += rest.startup_cash
    world.ledger.endow(world.firms, cash, "households")
    world.ledger.begin()
