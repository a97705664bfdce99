"""Everything that a step may change, so that it can be copied and brought back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.ledger import Ledger, LedgerSnapshot
from engine.table import Table, TableSnapshot


@dataclass(frozen=True)
class StateSnapshot:
    quarter: int
    tables: Mapping[str, TableSnapshot]
    ledger: LedgerSnapshot
    extra: Any


class State:
    """Tables, a ledger and the number of the quarter. What is not here does not change."""

    def __init__(self, tables: Mapping[str, Table], ledger: Ledger) -> None:
        self.tables = dict(tables)
        self.ledger = ledger
        self.quarter = 0

    def snapshot(self) -> StateSnapshot:
        """Copy all arrays."""
        return StateSnapshot(
            self.quarter,
            {name: table.snapshot() for name, table in self.tables.items()},
            self.ledger.snapshot(),
            self.extra_snapshot(),
        )

    def restore(self, snapshot: StateSnapshot) -> None:
        """Return to a snapshot, bit for bit."""
        self.quarter = snapshot.quarter
        for name, table in snapshot.tables.items():
            self.tables[name].restore(table)
        self.ledger.restore(snapshot.ledger)
        self.extra_restore(snapshot.extra)

    def extra_snapshot(self) -> Any:
        """Further state of a subclass; None where there is none."""
        return None

    def extra_restore(self, extra: Any) -> None:
        """Counterpart of ``extra_snapshot``."""
