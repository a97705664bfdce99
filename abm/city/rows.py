"""The rows of a city's table, made of what was read from its file."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from agents.city import Rows, Values
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
    Words,
)


def rows_of(kind: type[Rows], table: Table, known: Mapping[str, Rows]) -> Rows:
    """The rows of a table that was read; ``known`` holds the tables that it refers to."""
    columns = {
        name: _column(column, table.columns[name], known) for name, column in table.schema.items()
    }
    parts = [
        _key_texts(table.schema[column], table.columns[column]) for column in kind.schema.unique
    ]
    keys = ["/".join(key) for key in zip(*parts, strict=True)]
    return kind(keys, columns)


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
        case Choice():
            return Words(("" if v is None else str(v) for v in values), kind.choices)
        case Text() | Key():
            return tuple("" if v is None else str(v) for v in values)
    raise TypeError(f"no array for a column of type {type(kind).__name__}")


def _key_texts(kind: Column, values: list[Any]) -> list[str]:
    if isinstance(kind, Quarter):
        return ["" if v is None else quarter_text(v) for v in values]
    return ["" if v is None else str(v) for v in values]
