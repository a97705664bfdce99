"""Columns of numbers in which agents live: one row an agent, one NumPy array a trait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self, get_args, get_type_hints

import numpy as np
from numpy.typing import NDArray

from engine.document.error import did_you_mean

Slots = NDArray[np.int64]


@dataclass(frozen=True)
class Column:
    """One trait of every row.

    ``width`` > 0 gives each row a short vector. ``money`` locks the column against every writer
    but the ledger. A ``fixed`` column is written once, when the row is added. ``refers`` names the
    table whose slots the column holds.
    """

    name: str
    unit: str
    doc: str
    dtype: str = "f8"
    default: float = 0.0
    width: int = 0
    money: bool = False
    refers: str = ""
    fixed: bool = False


@dataclass(frozen=True)
class _Declared:
    """What ``column`` says of a column whose name and type are those of an attribute."""

    unit: str
    doc: str
    default: float
    width: int
    money: bool
    refers: str
    fixed: bool


def column(
    unit: str,
    doc: str,
    default: float = 0.0,
    *,
    width: int = 0,
    money: bool = False,
    refers: str = "",
    fixed: bool = False,
) -> Any:
    """A column of a ``Table``'s subclass; see ``Column``.

    ``cash: NDArray[np.float64] = column("million yuan", "balance")`` names and types it. The type
    checker takes the attribute for an array, as it is in a table.
    """
    return _Declared(unit, doc, default, width, money, refers, fixed)


BUILT_IN: tuple[Column, ...] = (
    Column("lane", "id", "luck id: which draws belong to this row", "i8", -1),
    Column("kind", "code", "kind of agent", "i8", 0),
    Column("alive", "flag", "False from exit until the row leaves the table", "?", False),
    Column("born", "quarter", "quarter of birth, as the model counts quarters", "i8", 0),
)


# A write to these must move the table's version on.
_GUARDED = ("alive", "kind")


@dataclass(frozen=True)
class TableSnapshot:
    """A copy of a table's rows at one moment."""

    count: int
    columns: Mapping[str, NDArray[Any]]


class Table:
    """A growing set of rows with named columns.

    Every column is an attribute: ``table.price`` is a view of shape ``(n,)`` or ``(n, width)``,
    and ``table.price = x`` copies ``x`` into it. Columns marked as money are read-only views.
    A view is good until rows are added or leave. ``version`` changes whenever rows come, go or
    change kind, ``layout`` whenever a row may stand in another slot.
    A subclass declares its columns with ``column``; ``empty`` makes a table of it.
    """

    declared: ClassVar[tuple[Column, ...]] = ()

    def __init_subclass__(cls) -> None:
        """Read the declared columns, those of a base first. Raises TypeError for a wrong type."""
        own = {name: value for name, value in vars(cls).items() if isinstance(value, _Declared)}
        hints = get_type_hints(cls)
        found = []
        for name, given in own.items():
            found.append(Column(name, dtype=_dtype(cls, name, hints[name]), **vars(given)))
            delattr(cls, name)  # reading finds the rows' values, not the declaration
        cls.declared = (*cls.declared, *found)

    @classmethod
    def empty(cls, capacity: int = 64) -> Self:
        """A table without rows, named like the class in small letters."""
        return cls(cls.__name__.lower(), cls.declared, capacity)

    def __init__(self, name: str, columns: Sequence[Column], capacity: int = 64) -> None:
        setter = object.__setattr__
        setter(self, "name", name)
        setter(self, "columns", {c.name: c for c in (*BUILT_IN, *columns)})
        if len(self.columns) != len(BUILT_IN) + len(columns):
            raise ValueError(f"table {name}: a column is declared twice")
        setter(self, "refers", {c.name: c.refers for c in columns if c.refers})
        setter(self, "version", 0)
        setter(self, "layout", 0)
        setter(self, "n", 0)
        setter(self, "_live", None)
        setter(self, "_of_kind", {})
        setter(self, "_is_kind", {})
        setter(self, "_store", {c.name: _empty(c, capacity) for c in self.columns.values()})
        setter(self, "_views", [])
        closed = {c.name for c in self.columns.values() if c.money or c.fixed} | set(_GUARDED)
        setter(self, "_open", frozenset(self.columns.keys() - closed))

    # For type checkers: what is made in __init__ and read as attributes.
    lane: NDArray[np.int64]
    kind: NDArray[np.int64]
    alive: NDArray[np.bool_]
    born: NDArray[np.int64]
    name: str
    n: int
    version: int
    layout: int
    columns: dict[str, Column]
    refers: dict[str, str]
    _live: Slots | None
    _of_kind: dict[tuple[int, ...], Slots]
    _is_kind: dict[tuple[int, ...], NDArray[np.bool_]]
    _store: dict[str, NDArray[Any]]
    _views: list[str]
    _open: frozenset[str]

    if not TYPE_CHECKING:  # checkers know columns by their declarations alone

        def __getattr__(self, name: str) -> Any:
            """A view of a column, made when first asked for and then found without a call here."""
            own = self.__dict__
            column = own.get("_store", {}).get(name)
            if column is None:
                raise _unknown(own.get("name", "?"), name, own.get("columns", ()))
            view = column[: own["n"]]
            if name not in own["_open"]:
                view.setflags(write=False)
            own[name] = view
            own["_views"].append(name)
            return view

        def __setattr__(self, name: str, value: Any) -> None:
            if name in self._open:
                self._store[name][: self.n] = value
                return
            column = self.columns.get(name)
            if column is None:
                raise _unknown(self.name, name, self.columns)
            if column.money:
                raise AttributeError(f"{self.name}.{name} is money: only the ledger may move it")
            if name in _GUARDED:
                raise AttributeError(f"{self.name}.{name}: use retire() or change_kind()")
            raise AttributeError(f"{self.name}.{name} is fixed when a row is added")

    def __len__(self) -> int:
        return self.n

    def __getstate__(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "columns": self.columns,
            "snapshot": self.snapshot(),
            "version": self.version,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        own = [c for c in state["columns"].values() if c not in BUILT_IN]
        Table.__init__(self, state["name"], own)
        self.restore(state["snapshot"])
        # A model's handles travel with it, and know by the version whether they are out of date.
        object.__setattr__(self, "version", state["version"])

    @property
    def live(self) -> Slots:
        """Slots of the living rows, ascending."""
        if self._live is None:
            found = np.flatnonzero(self._store["alive"][: self.n])
            found.setflags(write=False)
            object.__setattr__(self, "_live", found)
        assert self._live is not None
        return self._live

    def of_kind(self, *kinds: int) -> Slots:
        """Living slots of the given kinds, ascending."""
        found = self._of_kind.get(kinds)
        if found is None:
            live = self.live
            found = live[self.is_kind(*kinds)[live]]
            found.setflags(write=False)
            self._of_kind[kinds] = found
        return found

    def is_kind(self, *kinds: int) -> NDArray[np.bool_]:
        """Which rows are of the given kinds, the dead too, shape ``(n,)``."""
        found = self._is_kind.get(kinds)
        if found is None:
            kind = self._store["kind"][: self.n]
            found = kind == kinds[0]
            for other in kinds[1:]:
                found |= kind == other
            found.setflags(write=False)
            self._is_kind[kinds] = found
        return found

    def find(self, lanes: NDArray[np.int64]) -> Slots:
        """Slots of the rows with these luck ids, −1 where there is none: a row's slot is good until
        rows leave, its luck id for life."""
        if not self.n:
            return np.full(np.shape(lanes), -1)
        order = np.argsort(self.lane, kind="stable")
        place = order[np.minimum(np.searchsorted(self.lane[order], lanes), self.n - 1)]
        return np.where(self.lane[place] == lanes, place, -1)

    def add(self, count: int, **values: Any) -> Slots:
        """Append ``count`` living rows; columns not given take their default. Returns slots."""
        for name in values.keys() - self._open:
            if name not in self.columns:
                raise _unknown(self.name, name, self.columns)
            if self.columns[name].money:
                raise AttributeError(f"{self.name}.{name} is money: only the ledger may move it")
        first, last = self.n, self.n + count
        self._reserve(last)
        for name, value in values.items():  # rows behind the last hold defaults
            self._store[name][first:last] = value
        self._store["alive"][first:last] = True
        object.__setattr__(self, "n", last)
        self._changed()
        self._forget_views()
        return np.arange(first, last)

    def retire(self, slots: Slots) -> None:
        """Mark rows as gone. Their columns stay readable until ``take_out`` lets them leave."""
        self._store["alive"][slots] = False
        self._changed()

    def change_kind(self, slots: Slots, kind: int | NDArray[np.int64]) -> None:
        """Give rows another kind; their identity stays."""
        self._store["kind"][slots] = kind
        self._changed()

    def unlocked(self, name: str) -> NDArray[Any]:
        """A writable view of a column, money included. For the ledger, and for filling a world."""
        return self._store[name][: self.n]

    def snapshot(self) -> TableSnapshot:
        """Copy every column."""
        return TableSnapshot(self.n, {k: v[: self.n].copy() for k, v in self._store.items()})

    def restore(self, snapshot: TableSnapshot) -> None:
        """Return to a snapshot, bit for bit."""
        self._reserve(snapshot.count)
        for name, column in snapshot.columns.items():
            self._store[name][: snapshot.count] = column
            self._store[name][snapshot.count : self.n] = self.columns[name].default
        object.__setattr__(self, "n", snapshot.count)
        self._laid_anew()
        self._changed()
        self._forget_views()

    def _leave_only(self, kept: Slots) -> None:
        """Drop all rows but ``kept``, ascending slots; these close up in their order."""
        count, n = len(kept), self.n
        first = int(np.argmin(kept == np.arange(count))) if count and kept[-1] >= count else count
        for name, column in self.columns.items():
            rows = self._store[name].T  # a wide column is stored by its short side
            rows[..., first:count] = rows.take(kept[first:], axis=-1)
            rows[..., count:n] = column.default
        object.__setattr__(self, "n", count)
        self._laid_anew()
        self._changed()
        self._forget_views()

    def _laid_anew(self) -> None:
        object.__setattr__(self, "layout", self.layout + 1)

    def _reserve(self, count: int) -> None:
        capacity = len(self._store["lane"])
        if count <= capacity:
            return
        capacity = max(count, 2 * capacity)
        for name, column in self.columns.items():
            grown = _empty(column, capacity)
            grown[: self.n] = self._store[name][: self.n]
            self._store[name] = grown

    def _changed(self) -> None:
        object.__setattr__(self, "version", self.version + 1)
        object.__setattr__(self, "_live", None)
        self._of_kind.clear()
        self._is_kind.clear()

    def _forget_views(self) -> None:
        """Let attribute access make new views: the old ones have another length or memory."""
        for name in self._views:
            del self.__dict__[name]
        self._views.clear()


def _dtype(table: type[Table], name: str, hint: Any) -> str:
    """NumPy's letters for an annotation such as ``NDArray[np.float64]``."""
    inner = get_args(hint)[-1:]  # NumPy 2.5 has NDArray[np.float64] itself, before it an array's
    scalar = get_args(inner[0]) or inner if inner else ()
    if not scalar or not (isinstance(scalar[0], type) and issubclass(scalar[0], np.generic)):
        raise TypeError(f"{table.__name__}.{name}: expected a type such as NDArray[np.float64]")
    return str(np.dtype(scalar[0]).str[1:]).replace("b1", "?")


def _unknown(table: str, name: str, known: Iterable[str]) -> AttributeError:
    return AttributeError(f"table {table} has no column {name!r}{did_you_mean(name, known)}")


def _empty(column: Column, capacity: int) -> NDArray[Any]:
    shape = (capacity, column.width) if column.width else (capacity,)
    # Column after column in memory: short memories are read one quarter at a time.
    if column.default == 0.0:  # room that nobody uses yet costs nothing
        return np.zeros(shape, dtype=column.dtype, order="F")
    return np.full(shape, column.default, dtype=column.dtype, order="F")


def reorder(tables: Iterable[Table], name: str, order: Slots) -> None:
    """Lay the rows of table ``name`` in another order and mend every column that refers to it.

    ``order`` holds the old slot for each new slot. Luck ids travel with their rows, so that a
    model whose draws are keyed by luck id gives the same results up to the order of sums.
    """
    new_slot = np.empty(len(order), dtype=np.int64)
    new_slot[order] = np.arange(len(order))
    tables = list(tables)
    for table in tables:
        if table.name == name:
            for column in table.columns.values():
                view = table.unlocked(column.name)
                view[:] = view[order]
            table._laid_anew()
        table._changed()
    _mend(tables, {name: new_slot})


@dataclass(frozen=True)
class Move:
    """How the rows of a table closed up: ``kept`` are the old slots of those that stayed,
    ascending, ``new`` (old rows,) the new slot of each, −1 for those that left."""

    kept: Slots
    new: Slots

    def rows(self, values: NDArray[Any]) -> NDArray[Any]:
        """What is left of an array beside the table: its first axis goes by row, and rows that came
        after it was written have no place in it."""
        found: NDArray[Any] = values[self.kept[: np.searchsorted(self.kept, len(values))]]
        return found

    def slots(self, values: Slots) -> Slots:
        """Where old slots are now; −1 stays −1."""
        return np.where(values >= 0, self.new[values], values)


def take_out(tables: Mapping[str, Table], names: Iterable[str]) -> dict[str, Move]:
    """Let dead rows leave the tables ``names``, and mend every column that refers to these tables.

    Rows stay in their order, with their luck ids; a reference to a row that left becomes −1.
    Returns how the rows of each table moved that had dead ones.
    """
    moves = {}
    for name in names:
        table = tables[name]
        kept = table.live
        if len(kept) < table.n:
            new = np.full(table.n, -1)
            new[kept] = np.arange(len(kept))
            moves[name] = Move(kept, new)
    for name, move in moves.items():
        tables[name]._leave_only(move.kept)
    _mend(tables.values(), {name: move.new for name, move in moves.items()})
    return moves


def _mend(tables: Iterable[Table], new_slots: Mapping[str, Slots]) -> None:
    """Let columns that refer to tables point to the new slots of the same rows."""
    for table in tables:
        for name, to in table.refers.items():
            if to in new_slots:
                view = table.unlocked(name)
                view[:] = np.where(view >= 0, new_slots[to][view], view)
