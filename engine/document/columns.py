"""Types of CSV columns: each knows how to read one cell and how to say what it expected.

``read`` returns the cell's value or raises ``ValueError``; an empty cell of an optional column has
the value ``None`` and never reaches ``read``. ``unit`` and ``help`` are for people and for
generated documentation.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Generic, Self, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from engine.calendar import quarter_index, quarter_text
from engine.document.error import one_of
from engine.document.words import Words

Value = str | float | int | bool | None
"""What a cell may hold."""

Texts = tuple[str, ...]
T_co = TypeVar("T_co", covariant=True)

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_KEY = re.compile(r"[a-z0-9][a-z0-9_.\-]*")

_FAULT = re.compile(r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|#+)")

_HALFWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x2212: ord("-")}


def halfwidth(text: str) -> str:
    """Text whose full-width letters, digits and signs (１２．５％) are the usual ones (12.5%)."""
    return text.translate(_HALFWIDTH)


def _without_groups(text: str) -> str:
    """A number without the commas that a spreadsheet puts after every third digit."""
    return text.replace(",", "") if _GROUPED.fullmatch(text) else text


@dataclass(frozen=True)
class Column:
    """What every type of column shares."""

    optional: bool = False
    unit: str = ""
    help: str = ""

    def expected(self) -> str:
        """What a valid cell holds, as an error says it."""
        raise NotImplementedError

    def read(self, text: str) -> Value:
        """The value of a cell that isn't empty; ``ValueError`` if it isn't valid."""
        raise NotImplementedError


@dataclass(frozen=True)
class Holding(Column, Generic[T_co]):
    """A column that may stand as an attribute in the class of a table.

    The type checker takes the attribute of the table's rows for ``T_co``, what they hold of it.
    """

    if TYPE_CHECKING:

        @overload
        def __get__(self, rows: None, table: type) -> Self: ...
        @overload
        def __get__(self, rows: object, table: type) -> T_co: ...
        def __get__(self, rows: object, table: type) -> Self | T_co: ...


def _bounds(low: float, high: float) -> str:
    if low > -inf and high < inf:
        return f" from {low:g} to {high:g}"
    if low > -inf:
        return f", at least {low:g}"
    if high < inf:
        return f", at most {high:g}"
    return ""


@dataclass(frozen=True)
class Text(Holding[Texts]):
    """Free text; no fault that a spreadsheet shows in place of a value (#REF!, #N/A, ####)."""

    def expected(self) -> str:
        return "text"

    def read(self, text: str) -> Value:
        if _FAULT.fullmatch(text):
            raise ValueError(text)
        return text


@dataclass(frozen=True)
class Number(Holding[NDArray[np.float64]]):
    """A finite number with ``low <= number <= high`` and ``number > above``.

    Written with digits, a point and an exponent, commas at most after every third digit; no
    percent sign.
    """

    low: float = -inf
    high: float = inf
    above: float = -inf

    def expected(self) -> str:
        if self.above >= self.low > -inf and self.high < inf:
            return f"a number above {self.above:g}, at most {self.high:g}"
        above = f" above {self.above:g}" if self.above > -inf else ""
        return f"a number{above}{_bounds(self.low, self.high)}"

    def read(self, text: str) -> Value:
        text = _without_groups(text)
        if _NUMBER.fullmatch(text) is None:
            raise ValueError(text)
        value = float(text)
        if not self.holds(value):
            raise ValueError(text)
        return value

    def holds(self, value: float) -> bool:
        """Whether a number is finite and in the range."""
        return self.low <= value <= self.high and self.above < value < inf


@dataclass(frozen=True)
class Integer(Holding[NDArray[np.int64]]):
    """A whole number with ``low <= number <= high``."""

    low: float = -inf
    high: float = inf

    def expected(self) -> str:
        return f"a whole number{_bounds(self.low, self.high)}"

    def read(self, text: str) -> Value:
        text = _without_groups(text)
        if _INTEGER.fullmatch(text) is None:
            raise ValueError(text)
        value = int(text)
        if not self.low <= value <= self.high or abs(value) >= 2**63:
            raise ValueError(text)
        return value


@dataclass(frozen=True)
class Flag(Holding[NDArray[np.bool_]]):
    """No or yes, written 0 or 1."""

    def expected(self) -> str:
        return "0 or 1"

    def read(self, text: str) -> Value:
        if text not in ("0", "1"):
            raise ValueError(text)
        return text == "1"


@dataclass(frozen=True)
class Key(Holding[Texts]):
    """The name that other tables use for a row: small letters, digits, ``_``, ``.`` and ``-``.

    A column of this type holds no value twice (``read_table`` sees to that).
    """

    def expected(self) -> str:
        return "a key of small letters, digits, '_', '.' or '-'"

    def read(self, text: str) -> Value:
        if _KEY.fullmatch(text) is None:
            raise ValueError(text)
        return text


@dataclass(frozen=True)
class Reference(Holding[NDArray[np.int64]]):
    """The key of a row of another table, or one of the words of ``also`` (which name no row)."""

    table: str = ""
    also: tuple[str, ...] = ()

    def expected(self) -> str:
        return " or ".join((f"a key of {self.table}", *self.also))

    def read(self, text: str) -> Value:
        if _KEY.fullmatch(text) is None:
            raise ValueError(text)
        return text


@dataclass(frozen=True)
class Quarter(Holding[NDArray[np.int64]]):
    """A quarter written as 2019Q1; the value is its index, ``low <= index <= high``."""

    low: float = -inf
    high: float = inf

    def expected(self) -> str:
        if self.low > -inf and self.high < inf:
            ends = f"{quarter_text(int(self.low))} to {quarter_text(int(self.high))}"
            return f"a quarter such as 2019Q1, from {ends}"
        return "a quarter such as 2019Q1"

    def read(self, text: str) -> Value:
        index = quarter_index(text)
        if not self.low <= index <= self.high:
            raise ValueError(text)
        return index


@dataclass(frozen=True)
class Choice(Holding[Words]):
    """One of the words of ``choices``."""

    choices: tuple[str, ...] = ()

    def expected(self) -> str:
        return one_of(self.choices)

    def read(self, text: str) -> Value:
        if text not in self.choices:
            raise ValueError(text)
        return text


Columns = Mapping[str, Column]
"""The columns of a table by name, in the order of the file."""
