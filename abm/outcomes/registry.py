"""All outcomes in the order of their columns."""

from __future__ import annotations

from abm.city import City
from abm.outcomes.brands import BRANDS
from abm.outcomes.competitive import COMPETITIVE
from abm.outcomes.components import COMPONENTS
from abm.outcomes.contracting import CONTRACTING
from abm.outcomes.definitions import Definitions
from abm.outcomes.ecosystem import ECOSYSTEM
from abm.outcomes.finance import FINANCE
from abm.outcomes.fiscal import FISCAL
from abm.outcomes.markets import MARKETS
from abm.outcomes.outcome import Outcome
from abm.outcomes.output import OUTPUT
from abm.outcomes.parks import PARKS
from abm.outcomes.scenarios import SCENARIOS
from abm.outcomes.specialty import SPECIALTY
from abm.outcomes.structure import STRUCTURE
from abm.outcomes.trust import TRUST
from abm.outcomes.vehicles import VEHICLES
from agents.world import World

OUTCOMES: tuple[Outcome, ...] = (
    OUTPUT,
    COMPETITIVE,
    SPECIALTY,
    PARKS,
    SCENARIOS,
    BRANDS,
    FISCAL,
    FINANCE,
    STRUCTURE,
    MARKETS,
    ECOSYSTEM,
    TRUST,
    VEHICLES,
    COMPONENTS,
    CONTRACTING,
)


def columns(city: City) -> tuple[str, ...]:
    """Names of all columns for a city."""
    return tuple(name for outcome in OUTCOMES for name in outcome.columns(city))


def measure_all(world: World, definitions: Definitions) -> list[float]:
    """The quarter's numbers, in the order of ``columns``."""
    found: list[float] = []
    for outcome in OUTCOMES:
        found.extend(outcome.measure(world, definitions))
    return found
