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
class Order:
    """What the office asks of an instrument this quarter.

    ``level`` is in the instrument's unit. ``cap`` is the most a claimant may get in a year, million
    yuan (inf: no cap). ``segments`` tells which segments it serves, shape ``(segments,)``.
    """

    level: float
    cap: float
    segments: NDArray[np.bool_]


@dataclass(frozen=True)
class Claims:
    """What is owed this quarter: one entry a claim, million yuan.

    ``payers`` holds rows of the table of governments. ``firms`` holds slots of firms, each once, or
    is None where ``receiver``, a sector of the ledger, is paid: buyers of goods, say. ``leaked`` is
    the part that favours makers from outside the city.
    """

    amounts: Floats
    payers: Slots
    firms: Slots | None = None
    receiver: str = ""
    leaked: float = 0.0


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
    roles: ClassVar[tuple[str, ...]] = ("target", "component")
    """Roles of the segments it serves where a plan names no segments."""
    supports_price: ClassVar[bool] = False
    """Price support can't be cut after the sale: the office lowers the level before it."""

    def offer(self, world: World, order: Order) -> None:
        """Bend terms."""

    def claims(self, world: World, order: Order) -> Claims | None:
        """Claims of the quarter before caps and budgets; None where the instrument owes nothing."""
        return None

    def paid(self, world: World, claims: Claims) -> None:
        """Told what firms really got, for an instrument that keeps an account of what it owes."""


REGISTRY: dict[str, Instrument] = {}


def register(kind: type[Instrument]) -> type[Instrument]:
    """Make an instrument known by its key. Raises ValueError when the key is taken."""
    if kind.key in REGISTRY:
        raise ValueError(f"an instrument {kind.key!r} is registered already")
    REGISTRY[kind.key] = kind()
    return kind
