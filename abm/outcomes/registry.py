"""All outcomes in the order of their columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from abm.outcomes.brands import BRANDS
from abm.outcomes.commercial import COMMERCIAL
from abm.outcomes.competitive import COMPETITIVE
from abm.outcomes.components import COMPONENTS
from abm.outcomes.content import CONTENT
from abm.outcomes.contracting import CONTRACTING
from abm.outcomes.definitions import Definitions
from abm.outcomes.displacement import DISPLACEMENT
from abm.outcomes.driving import DRIVING
from abm.outcomes.ecosystem import ECOSYSTEM
from abm.outcomes.finance import FINANCE
from abm.outcomes.fiscal import FISCAL
from abm.outcomes.markets import MARKETS
from abm.outcomes.moves import MOVES
from abm.outcomes.outcome import Outcome
from abm.outcomes.output import OUTPUT
from abm.outcomes.parks import PARKS
from abm.outcomes.plan_parks import PLAN_PARKS
from abm.outcomes.rivalry import RIVALRY
from abm.outcomes.scenarios import SCENARIOS
from abm.outcomes.specialty import SPECIALTY
from abm.outcomes.structure import STRUCTURE
from abm.outcomes.trust import TRUST
from abm.outcomes.vehicles import VEHICLES
from abm.outcomes.who import WHO_GAINS, WHO_PAYS
from agents.city import City
from agents.world import World
from engine.document import InputError, did_you_mean

OUTCOMES: tuple[Outcome, ...] = (
    OUTPUT,
    COMPETITIVE,
    SPECIALTY,
    PARKS,
    PLAN_PARKS,
    MOVES,
    DISPLACEMENT,
    SCENARIOS,
    BRANDS,
    FISCAL,
    FINANCE,
    STRUCTURE,
    MARKETS,
    ECOSYSTEM,
    TRUST,
    VEHICLES,
    COMMERCIAL,
    DRIVING,
    COMPONENTS,
    CONTRACTING,
    RIVALRY,
    CONTENT,
)

ON_REQUEST: tuple[Outcome, ...] = (WHO_PAYS, WHO_GAINS)
"""Outcomes of hundreds of columns each: measured only where they are named, by their key or by
column."""


def columns(city: City, outcomes: Sequence[Outcome] = OUTCOMES) -> tuple[str, ...]:
    """Names of the columns for a city, all by default."""
    return tuple(name for outcome in outcomes for name in outcome.columns(city))


def units() -> dict[str, str]:
    """Units of the outcomes that are reported by name."""
    return {named.key: named.unit for outcome in OUTCOMES for named in outcome.reported}


def that_give(wanted: Collection[str], city: City) -> tuple[Outcome, ...]:
    """The outcomes that write one of the wanted columns; all of them where none is named.

    Raises InputError for a column that the city doesn't have.
    """
    if not wanted:
        return OUTCOMES
    every = (*OUTCOMES, *ON_REQUEST)
    asked, known = set(wanted), columns(city, every)
    for name in sorted(asked.difference(known)):
        expected = f"an outcome{did_you_mean(name, known)}"
        raise InputError("", 0, 0, "outcomes", expected, repr(name))
    return tuple(o for o in every if not asked.isdisjoint(o.columns(city)))


def expanded(names: Collection[str], city: City) -> tuple[str, ...]:
    """Names of columns, with the columns of those outcomes on request that are named by key."""
    whole = {outcome.key: outcome.columns(city) for outcome in ON_REQUEST}
    return tuple(column for name in names for column in whole.get(name, (name,)))


def measure_all(
    world: World,
    definitions: Definitions,
    outcomes: Sequence[Outcome],
    widths: Sequence[int],
) -> list[float]:
    """The quarter's numbers, in the order of the outcomes' ``columns``.

    ``widths`` holds the number of columns of each outcome, which a run asks once. Raises ValueError
    where an outcome gives more or fewer numbers than it has columns.
    """
    found: list[float] = []
    for outcome, width in zip(outcomes, widths, strict=True):
        numbers = outcome.measure(world, definitions)
        if len(numbers) != width:
            raise ValueError(
                f"outcome {outcome.key}: expected {width} numbers, one for each of its columns, "
                f"got {len(numbers)}"
            )
        found.extend(numbers)
    return found
