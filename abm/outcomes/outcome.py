"""What an outcome is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from abm.city import City
from abm.outcomes.definitions import Definitions
from agents.world import World


@dataclass(frozen=True)
class Outcome:
    """One outcome: its two names, and the columns that it writes every quarter.

    ``columns(city)`` names them in order; ``measure(world, definitions)`` gives as many numbers.
    The column named like the key is the headline.
    """

    key: str
    name_zh: str
    name_en: str
    unit: str
    help_zh: str
    help_en: str
    columns: Callable[[City], tuple[str, ...]]
    measure: Callable[[World, Definitions], list[float]]
