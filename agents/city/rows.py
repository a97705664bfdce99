"""A table of a city: a class whose attributes are its columns, each declared once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from agents.city.columns import LABELS, Figure
from engine.document import Choice, Column, Text, Words

Values = NDArray[Any] | tuple[str, ...]


@dataclass(frozen=True)
class TableSchema:
    """One CSV file: its columns, and those which together name a row."""

    name: str
    columns: Mapping[str, Column]
    unique: tuple[str, ...]
    help: str = ""
    optional: bool = False
    """A city may be without the file: the table then has no rows."""
    figures: Mapping[str, Figure] = field(default_factory=dict)
    """By what stands in the column ``name``: the range of ``value`` and the spelling of ``unit``
    there, narrower than the column's own."""

    @property
    def file(self) -> str:
        return f"{self.name}.csv"


class Named(Protocol):
    """Rows that have a name in both languages of the screen."""

    @property
    def name_zh(self) -> tuple[str, ...]: ...
    @property
    def name_en(self) -> tuple[str, ...]: ...


def names_in(language: str, rows: Named) -> tuple[str, ...]:
    """The names of rows in ``zh`` or ``en``."""
    return rows.name_zh if language == "zh" else rows.name_en


class Rows:
    """The rows of one table; each column is an attribute, whose type its declaration gives.

    ==================  ===========================================================
    column's type       attribute
    ==================  ===========================================================
    ``Number``          float64, empty = NaN
    ``Integer``         int64, empty = -1
    ``Flag``            bool
    ``Reference``       int64 row of the other table; empty, or a word without row = -1
    ``Quarter``         int64 index of the quarter, empty = -1
    ``Choice``          ``Words``: texts, empty = ``""``, and their int64 ``codes``
    ``Key``, ``Text``   tuple of text, empty = ``""``
    ==================  ===========================================================

    A subclass is a CSV file of the name of the class, in small letters with ``_``; its docstring
    says what the table holds, ``unique`` which columns together name a row. ``keys`` are these
    names: the key column, or the columns that identify a row joined by ``/``
    (``cells.index["vehicles.nev/city"]``). Arrays can't be written to.
    """

    schema: ClassVar[TableSchema]
    keys: tuple[str, ...]
    index: dict[str, int]

    source = Text(help="where the numbers of the row come from")
    label = Choice(choices=LABELS, help="how well the figures that decide the row are known")

    def __init_subclass__(
        cls,
        *,
        unique: tuple[str, ...],
        optional: bool = False,
        figures: Mapping[str, Figure] | None = None,
    ) -> None:
        both = (*vars(cls).items(), *vars(Rows).items())
        columns = {name: kind for name, kind in both if isinstance(kind, Column)}
        help = " ".join((cls.__doc__ or "").split()).removesuffix(".")
        name = re.sub("(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        help = help[:1].lower() + help[1:]
        cls.schema = TableSchema(name, columns, unique, help, optional, figures or {})

    def __init__(self, keys: Sequence[str], columns: Mapping[str, Values]) -> None:
        for values in columns.values():
            if isinstance(values, np.ndarray):
                values.flags.writeable = False
        index = {key: row for row, key in enumerate(keys)}
        self.__dict__.update(columns, keys=tuple(keys), index=index)

    def __len__(self) -> int:
        return len(self.keys)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)} rows of {', '.join(self.columns)})"

    def at(self, places: NDArray[np.int64], **changed: Values) -> Self:
        """The rows at ``places``, in that order; ``changed`` columns in place of their own."""
        chosen = places.tolist()
        columns = {
            name: changed[name] if name in changed else _taken(values, places)
            for name, values in self.columns.items()
        }
        return type(self)([self.keys[row] for row in chosen], columns)

    @property
    def columns(self) -> dict[str, Values]:
        """The values of every column, in the order of the declaration."""
        return {name: self.__dict__[name] for name in self.schema.columns}

    def only(self, wanted: NDArray[np.bool_]) -> Self:
        """The rows that are ``wanted``, (rows,), in their order."""
        return self.at(np.flatnonzero(wanted))

    if not TYPE_CHECKING:  # checkers know columns by their declarations alone

        def __getattr__(self, name: str) -> Any:
            raise AttributeError(f"the table {self.schema.name} of a city has no column {name!r}")

        def __setattr__(self, name: str, value: object) -> None:
            raise AttributeError(f"the table {self.schema.name} of a city can't be changed")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.keys, self.columns)


def _taken(values: Values, places: NDArray[np.int64]) -> Values:
    """The values of a column at ``places``."""
    if isinstance(values, np.ndarray):
        return values[places]
    chosen = [values[place] for place in places.tolist()]
    return Words(chosen, values.choices) if isinstance(values, Words) else tuple(chosen)
