"""Micro-parks that earn their ground, and how much space there is."""

from __future__ import annotations

import numpy as np

from abm.outcomes.definitions import Definitions, by_level
from abm.outcomes.outcome import Named, Outcome
from abm.outcomes.prices import prices_since
from abm.start.build import DAYS_PER_QUARTER
from agents import kinds
from agents.city import City
from agents.columns import LEVELS
from agents.world import World
from engine.memory import added


def columns(city: City) -> tuple[str, ...]:
    return (
        *by_level("micro_parks"),
        "parks_open",
        "park_floor",
        "park_occupancy",
        "park_vacancy",
        "park_rent",
    )


def reckon(world: World, definitions: Definitions) -> None:
    """Write which micro-parks count, now and, until then, at the policy start.

    One counts by area, tenants, and output of its plants over four quarters by area.
    """
    parks = world.parks
    small = np.flatnonzero(parks.kind == kinds.MICRO_PARK)
    area, tenants = parks.area[small], parks.tenants[small]
    density = added(parks.output_year)[small] / np.maximum(area, 1e-9)
    d = definitions.micro_parks.stacked
    dense = density >= d.output_by_area * prices_since(world, d.prices_of)
    passed = (area <= d.area) & (tenants >= d.tenants) & dense
    micro = np.zeros((len(parks), len(LEVELS)), dtype=bool)
    micro[small] = passed.T
    parks.micro = micro
    if world.quarter < world.city.policy_start:
        parks.micro_at_start = micro


def measure(world: World, definitions: Definitions) -> list[float]:
    """Boutique micro-parks at three levels; parks with space to let; theirs, m², its use, and what
    stands empty, own use included; mean list rent of business parks, yuan/m²/day."""
    parks = world.parks
    counts = parks.micro.sum(axis=0).astype(np.float64).tolist()
    named = np.flatnonzero((parks.kind != kinds.REMAINDER) & (parks.floor > 0.0))
    floor = float(parks.floor[named].sum())
    used = float(parks.used[named].sum())
    use = used / floor if floor > 0.0 else 0.0
    return [*counts, float(len(named)), floor, use, 1.0 - use, business_rent(world)]


def business_rent(world: World) -> float:
    """Mean list rent, by floor space, of the data's parks with few factories, yuan/m²/day; 0 where
    there are none."""
    parks, rows = world.parks, world.city.parks
    count = len(rows)  # what opened later is not in the brokers' basket
    few = rows.industrial_share <= world.parameters.parks.business_industrial
    named = few & (parks.kind[:count] != kinds.REMAINDER)
    floor = parks.floor[:count] * named
    total = float(floor.sum())
    if total <= 0.0:
        return 0.0
    return float((floor * parks.rent[:count]).sum()) / total * 1e6 / DAYS_PER_QUARTER


PARKS = Outcome(
    key="micro_parks",
    name_zh="精品微园",
    name_en="Boutique micro-parks",
    unit="parks",
    help_zh="面积不超过0.5平方公里、企业数和单位面积产值达标的微园；另列园区数、建筑面积、出租率、空置率与商务园区租金。",
    help_en="Micro-parks within the asked area that reach the asked tenants and output by area; "
    "with the number of parks, their floor space, its occupancy and vacancy, and rents.",
    columns=columns,
    measure=measure,
    also=(
        Named("park_occupancy", "园区出租率", "Occupancy of parks", "share"),
        Named("park_vacancy", "园区空置率", "Vacancy of parks", "share"),
        Named("park_rent", "商务园区租金", "Rent of business parks", "yuan/m2/day"),
    ),
)
