"""Everything that a step may change, so that it can be copied and brought back."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from engine.ledger import Ledger, LedgerSnapshot
from engine.table import Move, Table, TableSnapshot, take_out


@dataclass(frozen=True)
class StateSnapshot:
    """``values`` are copies of attributes, ``fixed`` what nobody writes into, ``parts`` what other
    keepers of state gave."""

    tables: Mapping[str, TableSnapshot]
    ledger: LedgerSnapshot
    values: Mapping[str, Any]
    parts: tuple[Any, ...]
    fixed: Mapping[str, Any] = field(compare=False)


class State:
    """Tables, a ledger, the number of the quarter, and whatever else is set as an attribute.

    A snapshot copies every attribute by value: arrays, containers, dataclasses, objects. So a step
    may keep a memory of its own here (``world.remembered = …``), and a branch has its own.
    """

    fixed: ClassVar[frozenset[str]] = frozenset()
    """Attributes into whose values nobody writes: a snapshot refers to them and copies nothing."""

    mortal: ClassVar[tuple[str, ...]] = ()
    """Tables that dead rows leave."""

    apart: ClassVar[frozenset[str]] = frozenset({"tables", "ledger", "parts", "followers"})
    """Attributes that have snapshots of their own."""

    def __init__(self, tables: Mapping[str, Table], ledger: Ledger) -> None:
        self.tables = dict(tables)
        self.ledger = ledger
        self.parts: list[tuple[Callable[[], Any], Callable[[Any], None]]] = []
        self.followers: list[Callable[[Mapping[str, Move]], None]] = []
        self.quarter = 0

    def carry(
        self,
        snapshot: Callable[[], Any],
        restore: Callable[[Any], None],
        follow: Callable[[Mapping[str, Move]], None] | None = None,
    ) -> None:
        """Let another keeper of state travel with snapshots, and ``follow`` rows that move."""
        self.parts.append((snapshot, restore))
        if follow is not None:
            self.followers.append(follow)

    def take_out(self) -> None:
        """Let dead rows leave the ``mortal`` tables. What is kept by row elsewhere follows."""
        moves = take_out(self.tables, self.mortal)
        if moves:
            self.follow(moves)
            for follow in self.followers:
                follow(moves)

    def follow(self, moves: Mapping[str, Move]) -> None:
        """Mend attributes that are kept by row of a table that closed up; a subclass that has such
        attributes says how."""

    def snapshot(self, memo: dict[int, Any] | None = None) -> StateSnapshot:
        """A copy of all of it. ``memo`` names by ``id`` what is to be referred to, not copied.

        Raises TypeError that names an attribute which can't be copied.
        """
        memo = {id(self): self} if memo is None else memo
        own = self._own()
        return StateSnapshot(
            {name: table.snapshot() for name, table in self.tables.items()},
            self.ledger.snapshot(),
            {name: copied(own[name], memo, name) for name in own.keys() - self.fixed},
            tuple(snapshot() for snapshot, _ in self.parts),
            {name: own[name] for name in own.keys() & self.fixed},
        )

    def restore(self, snapshot: StateSnapshot, memo: dict[int, Any] | None = None) -> None:
        """Return to a snapshot, bit for bit; attributes that came after it go."""
        memo = {id(self): self} if memo is None else memo
        for name, table in snapshot.tables.items():
            self.tables[name].restore(table)
        self.ledger.restore(snapshot.ledger)
        for name in self._own().keys() - snapshot.values.keys() - self.fixed:
            delattr(self, name)
        for name, value in snapshot.values.items():
            setattr(self, name, copied(value, memo, name))
        for name, value in snapshot.fixed.items():
            setattr(self, name, value)
        for (_, restore), part in zip(self.parts, snapshot.parts, strict=True):
            restore(part)

    def _own(self) -> dict[str, Any]:
        """Attributes that are neither tables nor have a snapshot of their own."""
        return {
            name: value
            for name, value in vars(self).items()
            if name not in self.apart and not isinstance(value, Table)
        }


def copied(value: Any, memo: dict[int, Any], name: str) -> Any:
    """``copy.deepcopy``, which refers to what ``memo`` has by its ``id``.

    Raises TypeError, with the ``name``, for what can't be copied.
    """
    try:
        return copy.deepcopy(value, memo)
    except Exception as error:
        raise TypeError(
            f"a snapshot copies attributes by value, and {name!r} ({type(value).__name__}) can't "
            f"be copied: {error}"
        ) from error
