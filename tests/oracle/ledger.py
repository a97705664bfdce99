"""Double entry among objects that have ``cash`` and the name of a ``sector``."""

from __future__ import annotations

from collections import defaultdict
from typing import Protocol


class Account(Protocol):
    """Whoever pays and is paid."""

    cash: float
    sector: str


class Holder:
    """An account that is nothing else: a sector, a government."""

    __slots__ = ("cash", "sector")

    def __init__(self, sector: str, cash: float) -> None:
        self.sector = sector
        self.cash = cash


class Books:
    """Moves money, and keeps the quarter's total of each (flow, payer's, receiver's sector)."""

    def __init__(self) -> None:
        self.flows: dict[tuple[str, str, str], float] = defaultdict(float)

    def pay(self, flow: str, payer: Account, receiver: Account, amount: float) -> None:
        """Move ``amount``, million yuan."""
        if amount == 0.0:
            return
        payer.cash -= amount
        receiver.cash += amount
        self.flows[flow, payer.sector, receiver.sector] += amount
