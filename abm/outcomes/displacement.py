"""Where the jobs and output of special parks came from: displacement."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.outcomes.definitions import Definitions
from abm.outcomes.outcome import Named, Outcome
from agents.city import City
from agents.world import World
from engine.groups import sum_by
from engine.memory import added

Floats = NDArray[np.float64]

WAYS: tuple[str, ...] = ("stayed", "moved", "outside", "new")
"""How a firm came to its place since the policy start: it was there, moved within the city, was
drawn from outside, or was founded."""

STAYED, MOVED, OUTSIDE, NEW = range(len(WAYS))

SUMS: tuple[str, ...] = ("special_jobs", "special_output", "designated_jobs", "designated_output")


def columns(city: City) -> tuple[str, ...]:
    return tuple(name + end for name in SUMS for end in ("", *(f"_{way}" for way in WAYS)))


def ways(world: World) -> NDArray[np.int64]:
    """How each firm came to its headquarters' place since the policy start, (firms,)."""
    firms, start = world.firms, world.city.policy_start
    born = np.where(firms.arrived, OUTSIDE, NEW)
    found = np.where(firms.born >= start, born, STAYED)
    return np.where(firms.last_move >= start, MOVED, found)


def by_way(world: World, parks: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Jobs in some ``parks`` (parks,) and output of four quarters of the plants there, million
    yuan, by how their firms came, (ways,) each."""
    firms = world.firms
    live = firms.live
    home, plant = firms.hq[live], firms.plant[live]
    site = np.where(plant >= 0, plant, home)
    office = (firms.engineers + firms.staff)[live] * parks[home]
    jobs = office + firms.operators[live] * parks[site]
    output = added(firms.output_year)[live] * parks[site]
    way = ways(world)[live]
    return sum_by(way, jobs, len(WAYS)), sum_by(way, output, len(WAYS))


def measure(world: World, definitions: Definitions) -> list[float]:
    """Of parks that count as special parks, and of designated ones: the whole, and by how firms
    came. A mover brings its last year's output along."""
    found: list[float] = []
    for parks in (world.parks.special[:, 0], world.parks.designated):
        for values in by_way(world, parks):
            found += [float(values.sum()), *values.tolist()]
    return found


DISPLACEMENT = Outcome(
    key="special_jobs",
    name_zh="特色园区就业及其来源",
    name_en="Jobs in special parks, by where they came from",
    unit="persons",
    help_zh="特色产业园区与官方认定园区的就业和近四季产值，按企业来源分为：政策起点前已在、市内迁入、市外引进、新设。"
    "两方案相减即为政策带来的增量与市内转移。",
    help_en="Jobs and output of four quarters in special and in designated parks, by whether their "
    "firms were there before the policy, moved within the city, came from outside or are new. The "
    "difference of two plans is what policy brings, and what it only moves.",
    columns=columns,
    measure=measure,
    also=(
        Named("special_jobs_moved", "其中市内迁入", "Moved within the city", "persons"),
        Named("special_jobs_outside", "其中市外引进", "Drawn from outside", "persons"),
        Named("special_jobs_new", "其中新设企业", "Of new firms", "persons"),
        Named("special_output", "特色园区产值", "Output of special parks", "million yuan"),
        Named("designated_jobs", "官方认定园区就业", "Jobs in designated parks", "persons"),
        Named("designated_jobs_moved", "其中市内迁入", "Moved within the city", "persons"),
    ),
)
