"""Packages that instruments promised to firms on arrival, until they are paid."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from agents.columns import Firms
from engine.growing import grown
from engine.table import Move, Slots

Floats = NDArray[np.float64]


@dataclass
class Promises:
    """Million yuan by the key of the instrument, (firms,) as many as there were when last written.

    The columns ``package`` and ``package_owed`` of firms hold the sums over instruments, and are
    written here alone.
    """

    promised: dict[str, Floats] = field(default_factory=dict)
    owed: dict[str, Floats] = field(default_factory=dict)

    def follow(self, firms: Move) -> None:
        """Forget what firms were promised that left their table."""
        for book in (self.promised, self.owed):
            for key, amounts in book.items():
                book[key] = firms.rows(amounts)

    def add(self, firms: Firms, key: str, slots: Slots, amounts: Floats) -> None:
        """An instrument promises firms ``slots`` something."""
        for book, column in ((self.promised, firms.package), (self.owed, firms.package_owed)):
            book[key] = grown(book.get(key, np.zeros(0)), firms.n)
            book[key][slots] += amounts
            column[slots] += amounts

    def due(self, firms: Firms, key: str, quarters: float) -> tuple[Slots, Floats]:
        """Firms, and what an instrument that pays over ``quarters`` owes each now."""
        owed = grown(self.owed.get(key, np.zeros(0)), firms.n)
        slots = np.flatnonzero(owed > 0.0)
        if not len(slots):
            return slots, np.zeros(0)
        return slots, np.minimum(self.promised[key][slots] / quarters, owed[slots])

    def pay(self, firms: Firms, key: str, slots: Slots, amounts: Floats) -> None:
        """An instrument has paid firms ``slots`` a part."""
        self.owed[key][slots] -= amounts
        firms.package_owed[slots] -= amounts
        firms.package_paid[slots] += amounts

    def cut(self, firms: Firms, slots: Slots, kept: Floats) -> None:
        """Of what firms ``slots`` are still owed, whoever promised it, a part is ``kept``."""
        for key in self.owed:
            self.owed[key] = grown(self.owed[key], firms.n)
            self.owed[key][slots] *= kept
        firms.package_owed[slots] *= kept
