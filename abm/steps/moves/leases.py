"""Leases: when they begin and end, and who may look for another place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.steps.parks.letting import floor_need, wanted
from agents import moves as rules
from agents.world import World
from engine.draws import Decision
from engine.table import Slots

Floats = NDArray[np.float64]

LENGTH = Decision("moves.lease")
RUN = Decision("moves.run")


def begin(world: World) -> None:
    """Whoever has no lease gets one; of those who were there at the start a part has run."""
    firms, q = world.firms, world.quarter
    live = firms.live
    new = live[firms.lease_end[live] < 0]
    if not len(new):
        return
    length = length_of(world, new)
    old = firms.born[new] <= world.city.start
    run = np.floor(world.draws.uniform(RUN, q, firms.lane[new]) * length).astype(np.int64)
    firms.lease_end[new] = q + np.where(old, length - run, length)
    firms.lease_floor[new] = (firms.office + firms.works)[new]


def length_of(world: World, slots: Slots) -> Slots:
    """Length of the lease that a firm would sign this quarter, by its luck."""
    p = world.parameters.moves
    luck = world.draws.uniform(LENGTH, world.quarter, world.firms.lane[slots])
    return rules.lease_length(luck, p.shortest_lease, p.longest_lease)


def renew(world: World, slots: Slots) -> None:
    """Sign a lease for what is needed now, wherever the firm is."""
    firms = world.firms
    office, works = floor_need(world)
    firms.office[slots] = office[slots]
    firms.works[slots] = works[slots]
    firms.lease_end[slots] = world.quarter + length_of(world, slots)
    firms.lease_floor[slots] = (office + works)[slots]


def ending(world: World) -> Slots:
    """Firms whose lease ends."""
    firms = world.firms
    live = firms.live
    found: Slots = live[firms.lease_end[live] <= world.quarter]
    return found


def cramped(world: World) -> Slots:
    """Growing firms in full parks, once a year before their lease ends."""
    firms, parks, p = world.firms, world.parks, world.parameters.moves
    live = firms.live
    end, home = firms.lease_end[live], firms.hq[live]
    part = np.minimum(1.0, parks.floor / np.maximum(wanted(world), 1e-9))[home]
    floor = (firms.office + firms.works)[live]
    lacks = rules.is_cramped(floor, firms.lease_floor[live], part, p.cramped)
    yearly = (end > world.quarter) & ((end - world.quarter) % 4 == 0)
    found: Slots = live[lacks & yearly]
    return found


def free(world: World, slots: Slots) -> Slots:
    """Those who do not own their buildings, whose plant is not on its way to a region, and whom no
    package binds to their place."""
    firms, p = world.firms, world.parameters.moves
    floor = (firms.office + firms.works)[slots]
    named = firms.name_row[slots] >= 0
    stays = rules.owns(floor, named, p.owner_floor, p.owner_floor_named)
    stays |= (firms.moving[slots] >= 0) | (firms.package_owed[slots] > 0.0)
    return slots[~stays]
