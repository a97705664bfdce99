"""Where newcomers settle: the appeal of every park, and rounds while floor space lasts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents.location import labour_access, park_utility, related_jobs
from agents.parks import screening_penalty
from agents.world import World
from engine.choice import race
from engine.draws import Decision
from engine.groups import sum_by
from engine.ration import rounds
from engine.table import Slots

Floats = NDArray[np.float64]

PLACE = Decision("entry.place")


def appeal(world: World) -> Floats:
    """What every park offers a newcomer of every segment, (segments, parks)."""
    parks, s, p = world.parks, world.static, world.parameters.location
    floor = np.maximum(parks.floor, 1.0)
    mean_rent = float(np.average(parks.rent, weights=floor))
    net = parks.rent * (1.0 - world.terms.rent_discount) / mean_rent
    occupancy = parks.used / floor
    match = parks.focus[None, :] == np.arange(len(world.segments))[:, None]
    engineers = sum_by(parks.district, parks.knowledge, len(world.city.districts))
    utility = park_utility(
        world.jobs_by_place,
        related_jobs(s.relatedness, world.jobs_by_place),
        parks.knowledge,
        labour_access(engineers, s.district_km, p.labour_km)[parks.district],
        np.maximum(net, 0.01),
        occupancy,
        parks.services,
        match.astype(np.float64),
        chain=p.chain,
        related_weight=p.related,
        knowledge_weight=p.knowledge,
        labour=p.labour,
        rent=p.rent,
        crowding=p.crowding,
        services_weight=p.services,
        focus=p.focus,
    )
    choosy = screening_penalty(
        occupancy,
        (parks.focus >= 0) & ~match,
        world.parameters.parks.screening + world.terms.screening,
        world.parameters.parks.screening_occupancy,
    )
    found: Floats = utility + p.floor * np.log(floor) - choosy
    return found


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
