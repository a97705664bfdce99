"""What an outcome is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from abm.outcomes.definitions import Definitions
from agents.city import City
from agents.world import World


@dataclass(frozen=True)
class Named:
    """A column beside the headline that is reported by name."""

    key: str
    name_zh: str
    name_en: str
    unit: str


@dataclass(frozen=True)
class Outcome:
    """One outcome: its two names, and the columns that it writes every quarter.

    ``columns(city)`` names them in order, none for an outcome of what the city has not;
    ``measure(world, definitions)`` gives as many numbers.
    The column named like the key is the headline, those of ``also`` are reported too. A column
    ``x_strict``, ``x_loose`` or ``x_without_largest`` is another reading of column ``x``.
    """

    key: str
    name_zh: str
    name_en: str
    unit: str
    help_zh: str
    help_en: str
    columns: Callable[[City], tuple[str, ...]]
    measure: Callable[[World, Definitions], list[float]]
    also: tuple[Named, ...] = ()
    parts: tuple[str, ...] = ()
    """Outcomes of which the headline is the union."""
    vehicles_zh: str = ""
    vehicles_en: str = ""
    """What is added to the help in a city that has vehicles."""

    def help(self, city: City, language: str) -> str:
        """What the outcome is in a city, in ``zh`` or ``en``."""
        text: str = getattr(self, f"help_{language}")
        more: str = getattr(self, f"vehicles_{language}") if city.has_vehicles else ""
        return f"{text} {more}".strip() if language == "en" else text + more

    @property
    def reported(self) -> tuple[Named, ...]:
        """The headline and what is reported beside it."""
        return (Named(self.key, self.name_zh, self.name_en, self.unit), *self.also)


def since_start(before: NDArray[np.bool_], now: NDArray[np.bool_]) -> tuple[float, float, float]:
    """How many counted at the policy start, were lost since, and emerged: ``before`` and ``now``
    (rows,). The first less the second and with the third are those of now."""
    return float(before.sum()), float((before & ~now).sum()), float((now & ~before).sum())


def without_largest(by_firm: NDArray[np.float64]) -> float:
    """A total less its largest firm; ``by_firm`` (firms,)."""
    return float(by_firm.sum()) - float(by_firm.max(initial=0.0))
