"""A table of a city as read-only columns."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.calendar import quarter_text
from engine.document import (
    Choice,
    Column,
    Flag,
    Integer,
    Key,
    Number,
    Quarter,
    Reference,
    Table,
    Text,
)

Values = NDArray[Any] | tuple[str, ...]


class Rows:
    """The rows of one table; each column is an attribute.

    ==================  ===========================================================
    column's type       attribute
    ==================  ===========================================================
    ``Number``          float64, empty = NaN
    ``Integer``         int64, empty = -1
    ``Flag``            bool
    ``Reference``       int64 row of the other table; empty, or a word without row = -1
    ``Quarter``         int64 index of the quarter, empty = -1
    ``Choice``          tuple of text, empty = ``""``; ``codes(name)`` for int64 codes
    ``Key``, ``Text``   tuple of text, empty = ``""``
    ==================  ===========================================================

    ``keys`` names the rows: the key column, or the columns that identify a row joined by ``/``
    (``cells.index["vehicles.nev/city"]``). Arrays can't be written to.
    """

    table: str
    keys: tuple[str, ...]
    index: dict[str, int]
    columns: Mapping[str, Values]

    def __init__(
        self,
        table: str,
        keys: Sequence[str],
        columns: Mapping[str, Values],
        choices: Mapping[str, tuple[str, ...]],
    ) -> None:
        for values in columns.values():
            if isinstance(values, np.ndarray):
                values.flags.writeable = False
        self.__dict__.update(
            table=table,
            keys=tuple(keys),
            index={key: row for row, key in enumerate(keys)},
            columns=dict(columns),
            _choices=dict(choices),
            _codes={},
        )

    def __len__(self) -> int:
        return len(self.keys)

    def __repr__(self) -> str:
        return f"Rows({self.table}: {len(self)} rows of {', '.join(self.columns)})"

    def __getattr__(self, name: str) -> Any:
        columns = self.__dict__.get("columns", {})
        if name not in columns:
            raise AttributeError(f"a table of a city has no column {name!r}")
        return columns[name]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"the table {self.table} of a city can't be changed")

    def __reduce__(self) -> tuple[Any, ...]:
        return Rows, (self.table, self.keys, self.columns, self.__dict__["_choices"])

    def numbers(self, name: str) -> NDArray[np.float64]:
        """A column of numbers, whole ones too, as float64."""
        return np.asarray(self.columns[name], dtype=np.float64)

    def flags(self, name: str) -> NDArray[np.bool_]:
        """A column of flags."""
        return np.asarray(self.columns[name], dtype=np.bool_)

    def texts(self, name: str) -> tuple[str, ...]:
        """A column of text, keys or choices."""
        values = self.columns[name]
        if not isinstance(values, tuple):
            raise TypeError(f"the column {name!r} of {self.table} isn't text")
        return values

    def codes(self, name: str) -> NDArray[np.int64]:
        """A column of whole numbers, references or quarters; a choice as its place in the schema.

        An empty choice has the code -1.
        """
        values = self.columns[name]
        if not isinstance(values, tuple):
            return np.asarray(values, dtype=np.int64)
        known: dict[str, NDArray[np.int64]] = self.__dict__["_codes"]
        if name not in known:
            places = {word: code for code, word in enumerate(self.__dict__["_choices"][name])}
            known[name] = np.array([places.get(word, -1) for word in values], dtype=np.int64)
            known[name].flags.writeable = False
        return known[name]


def rows_of(name: str, table: Table, unique: Sequence[str], known: Mapping[str, Rows]) -> Rows:
    """The rows of a table that was read; ``known`` holds the tables that it refers to."""
    columns = {
        column: _column(kind, table.columns[column], known) for column, kind in table.schema.items()
    }
    parts = [_key_texts(table.schema[column], table.columns[column]) for column in unique]
    keys = ["/".join(key) for key in zip(*parts, strict=True)]
    choices = {
        column: kind.choices for column, kind in table.schema.items() if isinstance(kind, Choice)
    }
    return Rows(name, keys, columns, choices)


def _column(kind: Column, values: list[Any], known: Mapping[str, Rows]) -> Values:
    match kind:
        case Number():
            return np.array([np.nan if v is None else v for v in values], dtype=np.float64)
        case Integer() | Quarter():
            return np.array([-1 if v is None else v for v in values], dtype=np.int64)
        case Flag():
            return np.array([bool(v) for v in values], dtype=np.bool_)
        case Reference():
            index = known[kind.table].index
            return np.array([index.get(v, -1) for v in values], dtype=np.int64)
        case Text() | Key() | Choice():
            return tuple("" if v is None else str(v) for v in values)
    raise TypeError(f"no array for a column of type {type(kind).__name__}")


def _key_texts(kind: Column, values: list[Any]) -> list[str]:
    if isinstance(kind, Quarter):
        return ["" if v is None else quarter_text(v) for v in values]
    return ["" if v is None else str(v) for v in values]
