"""Where newcomers settle: the appeal of every park, and rounds while floor space lasts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents.location import (
    kilometres,
    labour_access,
    nearness,
    park_utility,
    purchases,
    related_jobs,
    within_reach,
)
from agents.parks import screening_penalty
from agents.world import World
from engine.choice import race
from engine.draws import Decision
from engine.groups import sum_by
from engine.memory import added
from engine.ration import rounds
from engine.table import Slots

Floats = NDArray[np.float64]

PLACE = Decision("entry.place")


def appeal(world: World) -> Floats:
    """What every park offers a newcomer of every segment, (segments, parks)."""
    parks, s, p = world.parks, world.static, world.parameters.location
    floor = np.maximum(parks.floor, 1.0)
    mean_rent = float(np.average(parks.rent, weights=floor))
    net = parks.rent * (1.0 - world.by_tenancy(world.terms.rent_discount)) / mean_rent
    match = on_focus(world)
    engineers = sum_by(parks.district, parks.knowledge, len(world.city.districts))
    near = near_places(world)
    utility = park_utility(
        within_reach(world.jobs_by_place, near),
        within_reach(related_jobs(s.relatedness, world.jobs_by_place), near),
        within_reach(parks.knowledge, near),
        labour_access(engineers, s.district_km, p.labour_km)[parks.district],
        np.maximum(net, 0.01),
        parks.used / floor,
        np.minimum(1.0, parks.services + world.terms.added_services),
        match.astype(np.float64),
        masters_near(world, near) / world.parameters.sourcing.volume_reference,
        chain=p.chain,
        related_weight=p.related,
        knowledge_weight=p.knowledge,
        labour=p.labour,
        rent=p.rent,
        crowding=p.crowding,
        services_weight=p.services,
        focus=p.focus,
        masters_weight=p.masters,
    )
    found: Floats = utility + p.floor * np.log(floor) - choosiness(world)
    return found


def on_focus(world: World) -> NDArray[np.bool_]:
    """Whether a park courts a segment, (segments, parks)."""
    found: NDArray[np.bool_] = world.parks.focus == np.arange(len(world.segments))[:, None]
    return found


def choosiness(world: World) -> Floats:
    """What parks take from newcomers whom they do not want: full ones off their focus, and those
    with rules of admission, (segments, parks)."""
    parks, p = world.parks, world.parameters.parks
    choosy = screening_penalty(
        parks.used / np.maximum(parks.floor, 1.0),
        (parks.focus >= 0) & ~on_focus(world),
        p.screening + world.terms.screening,
        p.screening_occupancy,
    )
    found: Floats = choosy + world.by_tenancy(world.terms.admission)
    return found


def near_places(world: World) -> Floats:
    """What a mass in one place counts in another, (places, places)."""
    parks = world.parks
    return nearness(kilometres(parks.lon, parks.lat), world.parameters.location.mass_km)


def masters_near(world: World, near: Floats) -> Floats:
    """What large plants near buy in a year, by component class and place, million yuan."""
    firms, markets, size = world.firms, world.markets, len(world.segments)
    live, places = firms.live, world.parks.n
    output = added(firms.output_year)[live]
    large = (output >= world.parameters.location.master_output) & (firms.plant[live] >= 0)
    slots, use = live[large], firms.use[live[large]]
    material = 1.0 - markets.labour_share[use] - markets.energy_share[use]
    code = firms.segment[slots] * places + firms.plant[slots]
    spent = sum_by(code, output[large] * material, size * places).reshape(size, places)
    return within_reach(purchases(world.static.component_need, spent), near)


def settle(
    world: World, lane: Slots, offers: Floats, payroll: Floats, segment: Slots, all_must: bool
) -> Slots:
    """A park for each newcomer: logit with keyed noise, in rounds while floor space lasts.

    ``offers`` (newcomers, parks) is what each park is worth to each; ``payroll``, million yuan a
    quarter, gives heads and so the floor space. Who finds none gets −1, or, where ``all_must`` be
    somewhere, the place with most room. The noise belongs to (newcomer, park's luck id).
    """
    parks = world.parks
    luck = world.draws.uniform_matrix(PLACE, world.quarter, lane, int(parks.lane.max()) + 1)
    need = (payroll / world.economy.wage_engineer[0] + 1.0) * world.segments.floor_per_job[segment]
    room = np.maximum(0.0, parks.floor - parks.used)
    order = np.arange(len(lane), dtype=np.float64)
    score = race(offers, luck[:, parks.lane])
    score[:, ~parks.alive] = -np.inf  # nobody enters a park that has closed
    place = rounds(score, need, room, order, lane)
    roomiest = int(np.argmax(np.where(parks.alive, room, -1.0)))
    return np.where(place >= 0, place, roomiest) if all_must else place


def near_home(world: World, offers: Floats, home: Slots) -> Floats:
    """Offers to those who leave a park: it weighs more, and other districts cost a move."""
    p, district = world.parameters.location, world.parks.district
    found: Floats = offers - p.moving * (district[None, :] != district[home][:, None])
    found[np.arange(len(home)), home] += p.home
    return found
