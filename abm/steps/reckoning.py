"""The quarter's last step: who stands out now, and what policy has cost so far."""

from __future__ import annotations

from abm.outcomes import competitive, contracting, fiscal, parks, specialty
from abm.outcomes.definitions import of_city
from agents.world import World


def reckoning(world: World) -> None:
    """Write who counts as a competitive firm, specialty park or boutique micro-park, and the sums
    since the policy start: outcomes read them and write nothing."""
    definitions = of_city(world.city)
    competitive.reckon(world, definitions)
    specialty.reckon(world, definitions)
    parks.reckon(world, definitions)
    contracting.reckon(world)
    fiscal.reckon(world)
