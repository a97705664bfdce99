"""Parks: tenants, jobs, knowledge, yearly plans and rents."""

from __future__ import annotations

import numpy as np

from abm.steps.parks.plans import finish_buildings, serve_loans, yearly_plans
from abm.steps.parks.supply import deliver
from agents import kinds
from agents.location import rent_growth
from agents.research import spillover
from agents.world import World
from engine.groups import count_by, sum_by


def parks(world: World) -> None:
    """Count who is where, let operators plan, then move list rents by occupancy, the park's and the
    market's."""
    tally(world)
    serve_loans(world)
    yearly_plans(world)
    finish_buildings(world)
    deliver(world)
    table, p = world.parks, world.parameters.parks
    occupancy = table.used / np.maximum(table.floor, 1.0)
    growth = rent_growth(
        occupancy,
        p.rent_response,
        p.occupancy_target,
        p.rent_drift / 4.0,
        vacancy=vacancy(world),
        market=p.market_response,
    )
    table.rent = table.rent * np.exp(np.clip(growth, -p.rent_bound, p.rent_bound))


def vacancy(world: World) -> float:
    """Part of the floor space of all named parks that stands empty."""
    table = world.parks
    named = table.kind != kinds.REMAINDER
    floor = float(table.floor[named].sum())
    return 1.0 - float(table.used[named].sum()) / floor if floor > 0.0 else 0.0


def tally(world: World) -> None:
    """Jobs by segment and park, tenants, and engineers: what location and spillovers look at."""
    firms, table = world.firms, world.parks
    places, segments = table.n, len(world.segments)
    live = firms.live
    home = firms.hq[live]
    site = np.where(firms.plant[live] >= 0, firms.plant[live], home)
    segment = firms.segment[live]
    office = firms.engineers[live] + firms.staff[live]
    jobs = sum_by(segment * places + home, office, segments * places)
    jobs += sum_by(segment * places + site, firms.operators[live], segments * places)
    world.jobs_by_place = jobs.reshape(segments, places)
    world.segments.jobs = world.jobs_by_place.sum(axis=1)
    table.knowledge = sum_by(home, firms.engineers[live], places)
    place_gains(world)
    apart = site != home
    table.tenants[:] = count_by(home, places) + count_by(site[apart], places)


def place_gains(world: World) -> None:
    """What a park's engineers add to the output per hour of its plants, against the start's mean.

    It is the same term by which they add to research: g = (1 + K/K_ref)^ξ.
    """
    table, economy, p = world.parks, world.economy, world.parameters.research
    pull = spillover(table.knowledge, p.knowledge_reference, p.spillover)
    if economy.gain_start[0] <= 0.0:
        total = float(table.knowledge.sum())
        mean = float((table.knowledge * pull).sum()) / total if total > 0.0 else 1.0
        economy.gain_start[:] = mean
    table.gain = pull / economy.gain_start[0]
