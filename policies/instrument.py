"""What an instrument of policy is: a level, the term it bends, and what it owes to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from agents.world import World

Floats = NDArray[np.float64]
Slots = NDArray[np.int64]


@dataclass(frozen=True)
class Claims:
    """Who is owed what this quarter: firms' slots (each once), million yuan, paying government.

    All arrays have one entry a claim; ``payers`` holds rows of the table of governments.
    """

    firms: Slots
    amounts: Floats
    payers: Slots


class Instrument:
    """One kind of policy. Subclass it in a file of ``policies/instruments`` and ``register`` it.

    ``offer`` runs before decisions and bends a value in ``world.terms``; rules read the value and
    never learn who changed it. ``claims`` runs after the accounts; the office caps, rations and
    pays. ``level`` is in ``unit``, between ``low`` and ``high``; at ``neutral`` nothing happens.
    """

    key: ClassVar[str]
    name_zh: ClassVar[str]
    name_en: ClassVar[str]
    help_zh: ClassVar[str]
    help_en: ClassVar[str]
    unit: ClassVar[str]
    low: ClassVar[float] = 0.0
    high: ClassVar[float] = 1.0
    neutral: ClassVar[float] = 0.0

    def offer(self, world: World, level: float, cap: float) -> None:
        """Bend terms. ``cap`` is the most a firm may get in a year, million yuan (inf: no cap)."""

    def claims(self, world: World, level: float) -> Claims | None:
        """Claims of the quarter before caps and budgets; None where the instrument owes nothing."""
        return None


REGISTRY: dict[str, Instrument] = {}


def register(kind: type[Instrument]) -> type[Instrument]:
    """Make an instrument known by its key. Raises ValueError when the key is taken."""
    if kind.key in REGISTRY:
        raise ValueError(f"an instrument {kind.key!r} is registered already")
    REGISTRY[kind.key] = kind()
    return kind
