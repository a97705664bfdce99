"""What firms, parks and public money have come to: what outcomes read and none of them writes."""

from __future__ import annotations

import numpy as np

from abm.outcomes.competitive import of_the_city, tests
from abm.outcomes.definitions import Definitions, of_city
from abm.outcomes.fiscal import came_back, spent_by_payer
from abm.outcomes.parks import boutique
from abm.outcomes.specialty import profile, qualifies
from agents.world import World


def standing(world: World) -> None:
    """Who is competitive and which parks stand out at each level of strictness, who was when the
    policy began, and what was spent and paid back since."""
    definitions = of_city(world.city)
    firms_that_pass(world, definitions)
    parks_that_pass(world, definitions)
    if world.quarter < world.city.policy_start:
        world.firms.counted_at_start = of_the_city(world)[:, 0]
        world.parks.counted_at_start = world.parks.special[:, 0] | world.parks.boutique[:, 0]
        return
    spent = spent_by_payer(world)
    world.spent_since_start += spent["municipality"] + spent["district"]
    world.clawed_back += came_back(world)


def firms_that_pass(world: World, definitions: Definitions) -> None:
    """Mark firms, of whatever kind and owner, that pass the tests of a competitive one."""
    slots, passed = tests(world, definitions)
    world.firms.competitive[:] = False
    world.firms.competitive[slots] = passed.T


def parks_that_pass(world: World, definitions: Definitions) -> None:
    """Count the quarters for which parks have stood out, and mark boutique micro-parks."""
    parks, found = world.parks, profile(world)
    passed = qualifies(world, found, definitions.specialty_parks.stacked)
    parks.special_quarters = np.where(passed, parks.special_quarters.T + 1, 0).T
    asked = definitions.specialty_parks.stacked.quarters
    parks.special = (asked <= parks.special_quarters.T).T
    parks.specialty = np.where(parks.special[:, 0], found.focus, -1)
    parks.boutique = boutique(world, definitions).T
