"""Floor space of the city's data that gets ready in a quarter, who pays for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.steps.parks.plans import pay_builders
from agents.parks import coming_floor
from agents.world import World
from engine.groups import sum_by

Floats = NDArray[np.float64]


def deliver(world: World) -> None:
    """Let what gets ready: of floor for all industries their part, whole of a plant's own building.

    Operators build on credit; a plant's own building is paid with the plant.
    """
    rows, parks = world.city.park_floor, world.parks
    if not len(rows):
        return
    ready = coming_floor(rows.floor_m2, rows.first, rows.last, world.quarter)
    ready = np.where(rows.known < world.cut, ready, 0.0)
    part = world.parameters.parks.industry_share
    to_let = sum_by(rows.park, np.where(rows.own_use, 0.0, part * ready), parks.n)
    own = sum_by(rows.park, np.where(rows.own_use, ready, 0.0), parks.n)
    built = np.flatnonzero((to_let > 0.0) & parks.alive)
    if len(built):
        cost = pay_builders(world, built, to_let[built], lent=True)
        parks.debt[built] += cost
    parks.floor += np.where(parks.alive, to_let + own, 0.0)
