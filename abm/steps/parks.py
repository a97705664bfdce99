"""Parks: tenants, jobs, knowledge, yearly plans and rents."""

from __future__ import annotations

import numpy as np

from abm.steps.park_plans import finish_buildings, yearly_plans
from agents.location import rent_growth
from agents.world import World
from engine.groups import count_by, sum_by


def parks(world: World) -> None:
    """Count who is where, let operators plan, then move list rents by occupancy."""
    tally(world)
    yearly_plans(world)
    finish_buildings(world)
    table, p = world.parks, world.parameters.parks
    occupancy = table.used / np.maximum(table.floor, 1.0)
    growth = rent_growth(occupancy, p.rent_response, p.occupancy_target, p.rent_drift / 4.0)
    table.rent = table.rent * np.exp(np.clip(growth, -0.05, 0.05))


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
    apart = site != home
    table.tenants = count_by(home, places) + count_by(site[apart], places)
