"""Fleets of the city: vehicles without drivers as far as they pay and permits reach."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents import fleets as rules
from agents import safety
from agents.columns import Fleets
from agents.world import World
from engine.draws import Decision
from engine.groups import sum_by

Floats = NDArray[np.float64]

ACCIDENT = Decision("fleets.accident")


def fleets(world: World) -> None:
    """Roads and grades open by what was driven, operators order; their orders are the city's cell.

    A law on driverless vehicles opens roads and grades faster; licences, which are approvals, come
    as fast as these.
    A fleet whose market has not opened stands as the data have it.
    """
    table = world.fleets
    if not table.n:
        return
    acts = world.open_uses[table.use]
    speed = 1.0 + world.parameters.fleets.law_speed * world.terms.vehicle_law
    halted = drive(world, acts, speed)
    p = world.parameters.fleets
    openness = world.markets.openness[table.use, 0]
    roads = rules.opened_roads(table.roads, openness, pace=p.roads_pace, speed=speed)
    table.roads = np.where(acts, roads, table.roads)
    pace = np.where(halted, 0.0, p.pace / world.terms.approval_delay)
    orders = np.where(acts, order(world, pace), 0.0)
    kept = np.where(acts, rules.left(table.vehicles, life(world, table)), table.vehicles)
    table.vehicles = kept + orders
    markets = world.markets
    markets.orders = np.where(
        markets.by_fleets, sum_by(table.use, orders, markets.n), markets.orders
    )


def life(world: World, table: Fleets) -> Floats:
    """Years that a vehicle of each fleet lasts, (fleets,)."""
    found: Floats = world.markets.life[table.use, 0]
    return found


def drive(world: World, acts: NDArray[np.bool_], speed: float) -> NDArray[np.bool_]:
    """A quarter on the road: accidents, experience, grades that open. Returns who is halted.

    Luck belongs to the fleet.
    """
    table, markets, terms = world.fleets, world.markets, world.terms
    p = world.parameters.fleets
    supervised = terms.supervision[markets.segment[table.use]]
    prevented = 1.0 - (1.0 - supervised) * (1.0 - p.law_safety * terms.vehicle_law)
    running = np.where(acts, table.vehicles, 0.0)
    rate = rules.accident_rate(
        running, table.driven, hazard=p.hazard, settling=p.settling, prevented=prevented
    )
    struck = safety.strikes(rate, world.draws.uniform(ACCIDENT, world.quarter, table.lane))
    halted = rules.shaken(table.use, table.grade, struck)
    driven = table.driven + rules.experience(table.use, table.grade, running)
    driven = np.where(halted, (1.0 - p.setback) * driven, driven)
    table.accidents = struck.astype(np.float64)
    table.grade, table.driven = rules.next_grade(table.grade, driven, p.need, speed)
    return halted


def order(world: World, pace: Floats) -> Floats:
    """Vehicles that each fleet orders in the quarter, (fleets,)."""
    table, p = world.fleets, world.parameters.fleets
    years = life(world, table)
    target = rules.wanted(table.most, table.roads, savings(world), spread=p.spread, trials=p.trials)
    return rules.bought(table.vehicles, target, years, pace=pace, first=p.first)


def savings(world: World) -> Floats:
    """What a vehicle without driver saves each fleet under the permits that are open, (fleets,)."""
    table, markets, terms = world.fleets, world.markets, world.terms
    p, use = world.parameters.fleets, world.fleets.use
    price = markets.reference_price * markets.price_index * (1.0 - terms.price_support)
    return rules.saving(
        table.manned_price,
        price[use],
        life(world, table),
        drivers=table.drivers,
        posts=rules.staff(table.drivers, table.grade, table.needed, p.remote),
        wage=yearly_wage(world),
        liability=p.liability * (1.0 - p.law_liability * terms.vehicle_law),
        work=table.work,
        spared=terms.fleet_saving[use],
    )


def yearly_wage(world: World) -> float:
    """Cost of a driver, as of an operator in the city, yuan a year."""
    return float(world.economy.wage_operator[0]) * 4.0 * 1e6
