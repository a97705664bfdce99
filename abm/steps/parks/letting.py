"""Floor space that firms rent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents.world import World
from engine.groups import sum_by

Floats = NDArray[np.float64]


def floor_need(world: World) -> tuple[Floats, Floats]:
    """Floor space that firms want for headquarters and plant, m², shape ``(firms,)`` each."""
    firms = world.firms
    per_job = world.segments.floor_per_job[firms.segment]
    office = (firms.engineers + firms.staff + 1.0) * per_job
    return office, np.where(firms.plant >= 0, firms.operators * per_job, 0.0)


def rent_due(world: World) -> Floats:
    """List rent of all floor space that firms want, whoever lets it, million yuan, (firms,)."""
    firms, parks = world.firms, world.parks
    office, plant = floor_need(world)
    site = np.where(firms.plant >= 0, firms.plant, firms.hq)
    factory = parks.rent[site] * world.static.factory_rent_ratio
    return office * parks.rent[firms.hq] + plant * factory


def leased(world: World) -> tuple[Floats, Floats]:
    """Floor space that firms rent for headquarters and plant, m²: until a lease ends the most that
    they needed in it, for nobody gives back halls for a season; kept in their columns."""
    firms = world.firms
    office, plant = floor_need(world)
    firms.office = np.maximum(firms.office, office)
    firms.works = np.where(firms.plant >= 0, np.maximum(firms.works, plant), 0.0)
    return firms.office, firms.works


def wanted(world: World) -> Floats:
    """Floor space that tenants of each park rent or would, m², (parks,)."""
    firms, parks = world.firms, world.parks
    live = firms.live
    home, plant = firms.hq[live], firms.plant[live]
    found: Floats = sum_by(home, firms.office[live], parks.n)
    return found + sum_by(np.where(plant >= 0, plant, home), firms.works[live], parks.n)


def rent(world: World) -> Floats:
    """Let floor space, pro rata where a park is full, and pay the list rent to its operator.

    What a full park has no room for is rented nearby at the same rent, of other landlords: else
    firms would gain by being crowded out.
    """
    firms, parks, ledger = world.firms, world.parks, world.ledger
    office, plant = leased(world)
    home = firms.hq
    site = np.where(firms.plant >= 0, firms.plant, home)
    asked = wanted(world)
    part = np.minimum(1.0, parks.floor / np.maximum(asked, 1e-9))
    parks.used = asked * part
    hq_rent = office * part[home] * parks.rent[home]
    factory = world.static.factory_rent_ratio
    plant_rent = plant * part[site] * parks.rent[site] * factory
    world.accounts.rent_hq, world.accounts.rent_plant = hq_rent, plant_rent
    received = sum_by(home, hq_rent, parks.n) + sum_by(site, plant_rent, parks.n)
    beside = office * (1.0 - part[home]) * parks.rent[home]
    beside += plant * (1.0 - part[site]) * parks.rent[site] * factory
    let = hq_rent + plant_rent
    total: Floats = let + beside
    ledger.pay("rent", world.firm_rows(), "rest", beside)
    ledger.pay("rent", world.firm_rows(), "clearing", let)
    ledger.pay("rent", "clearing", world.place_rows(), received)
    running = received * world.parameters.parks.running_cost
    ledger.pay("park_costs", world.place_rows(), "rest", running)
    return total
