"""CSV files with a header row, read strictly into typed columns.

What spreadsheets leave in a file without meaning it is read as nothing: blanks around a cell, rows
and unnamed columns without a word, a byte-order mark, full-width letters and digits. What they may
have written in another way (semicolons, tabs, another encoding) is told with what to do.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from engine.document.columns import (
    Column,
    Columns,
    Integer,
    Key,
    Number,
    Reference,
    Text,
    Value,
    halfwidth,
)
from engine.document.error import (
    SAVE_AS,
    InputError,
    Position,
    Source,
    did_you_mean,
    one_of,
    quoted,
    read_text,
)
from engine.document.remark import Remark

Keys = Iterable[str]


@dataclass(frozen=True)
class Table:
    """A CSV file's values, and where in the file each of them stands."""

    file: str
    schema: Columns
    columns: dict[str, list[Any]]
    text: str = field(repr=False)
    lines: list[int] = field(repr=False)
    """The line on which each row begins."""
    places: dict[str, int] = field(repr=False)
    """The place of each column in the file's own order, from 0."""

    @classmethod
    def empty(cls, file: str, schema: Columns) -> "Table":
        """The table of a file that may be missing and is."""
        return cls(file, schema, {name: [] for name in schema}, "", [], {})

    def __len__(self) -> int:
        return len(self.lines)

    def position(self, row: int, column: str) -> Position:
        """Where the cell stands; rows count from 0 without the header."""
        return _position(self.text, self.lines[row], self.places[column])

    def error(self, row: int, column: str, expected: str, found: str) -> InputError:
        """The fault of one cell, for checks that a column's type can't express."""
        line, place = self.position(row, column)
        return InputError(self.file, line, place, column, expected, found)

    def remark(self, row: int, column: str, text: str) -> Remark:
        """A line on a cell that has no effect."""
        line, place = self.position(row, column)
        return Remark(self.file, line, place, column, text)


def read_csv(
    source: Source,
    columns: Columns,
    known: Mapping[str, Keys] | None = None,
    unique: Sequence[str] = (),
) -> dict[str, list[Any]]:
    """The columns of a CSV file by name, in the order of ``columns``; see ``read_table``."""
    return read_table(source, columns, known, unique).columns


def read_table(
    source: Source,
    columns: Columns,
    known: Mapping[str, Keys] | None = None,
    unique: Sequence[str] = (),
) -> Table:
    """Read a CSV file (UTF-8, header row, commas) whose columns are exactly ``columns``.

    The order of the columns is free, and an optional column may be missing altogether. ``known``
    maps a table's name to its keys: a ``Reference`` to a table in it must name one of them (a
    reference to a table that isn't in it isn't checked). The values of the columns ``unique``
    together occur only once. Empty cells of optional columns are ``None``.

    Raises ``InputError`` for the first fault: a missing, unknown or repeated column, a row with
    too few or too many cells, an empty cell, a cell that isn't valid, a repeated key, a reference
    to an unknown key.
    """
    file, text = read_text(source)
    rows, lines = _split(file, text)
    if not rows:
        raise InputError(file, 1, 1, "", f"a header row ({', '.join(columns)})", "nothing")
    header, head_line = rows.pop(0), lines.pop(0)
    width = max(place for place, name in enumerate(header) if name) + 1
    places = _header(file, text, header[:width], head_line, columns, rows)
    for row, line in zip(rows, lines, strict=True):
        if len(row) < width or any(row[width:]):
            place = _position(text, line, min(len(row) - 1, width))
            raise InputError(file, *place, "", f"{width} cells", f"{len(row)}")
    values: dict[str, list[Any]] = {}
    table = Table(file, columns, values, text, lines, places)
    faults = []
    for name, column in columns.items():
        if name not in places:
            values[name] = [None] * len(rows)
            continue
        cells = [row[places[name]] for row in rows]
        try:
            values[name] = _read_column(table, name, column, cells, known or {})
        except InputError as error:
            faults.append(error)
    if faults:
        first, *rest = sorted(faults, key=lambda fault: (fault.line, fault.column))
        first.others = tuple(rest)
        raise first
    if unique:
        _check_unique(table, unique)
    return table


def read_header(source: Source) -> dict[str, Position]:
    """The names in the header row of a CSV file, and where each stands; of one again the first.

    Raises ``InputError`` as ``read_table`` for a file that is no such table.
    """
    file, text = read_text(source)
    rows, lines = _split(file, text)
    found: dict[str, Position] = {}
    for place, name in enumerate(rows[0] if rows else []):
        if name:
            found.setdefault(name, _position(text, lines[0], place))
    return found


def _split(file: str, text: str) -> tuple[list[list[str]], list[int]]:
    """Rows of cells without blanks around them, and the line on which each begins.

    Rows without a word are left out.
    """
    _check_commas(file, text)
    # csv counts the lines that it's given, so they are cut as it cuts them: at \n, \r and \r\n.
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    line = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                rows.append(cells)
                lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(file, line, 1, "", "a row of comma-separated cells", str(error)) from error
    return rows, lines


def _check_commas(file: str, text: str) -> None:
    """Raise for a file whose cells are parted by something else."""
    for number, line in enumerate(StringIO(text, newline=""), 1):
        if line.strip(' \t\r\n,;"'):
            for mark, name in ((";", "semicolons"), ("\t", "tabs")):
                if mark in line and "," not in line:
                    expected = f"commas between the cells ({SAVE_AS})"
                    raise InputError(file, number, 1, "", expected, name)
            return


def _position(text: str, line: int, place: int) -> Position:
    """Where the cell number ``place`` of the row that begins on ``line`` begins."""
    at_line, at_column = line, 1
    quoted_cell, open_quote, at_start = False, False, True
    for at, piece in enumerate(StringIO(text, newline="").readlines()[line - 1 :], line):
        for number, character in enumerate(piece, 1):
            if at_start:
                if place == 0:
                    return Position(at, number)
                at_line, at_column = at, number
                quoted_cell, at_start = character == '"', False
            if character == '"' and quoted_cell:
                open_quote = not open_quote
            elif character == "," and not open_quote:
                place, at_start = place - 1, True
        if not open_quote:
            break
    return Position(at_line, at_column)


def _header(
    file: str, text: str, header: list[str], line: int, columns: Columns, rows: list[list[str]]
) -> dict[str, int]:
    """The place of each column; every fault of the header is raised here.

    A column without a name that has no word in any row either is none.
    """
    places: dict[str, int] = {}
    for place, name in enumerate(header):
        if not name and not any(row[place] for row in rows if place < len(row)):
            continue
        if name in columns and name not in places:
            places[name] = place
            continue
        at_line, at_column = _position(text, line, place)
        if name in places:
            raise InputError(file, at_line, at_column, name, "each column once", "a second one")
        missing = [column for column in columns if column not in header]
        expected = f"{one_of(missing)}{did_you_mean(name, missing)}" if missing else "no column"
        raise InputError(file, at_line, at_column, name, expected, f"the unknown column {name!r}")
    for name, column in columns.items():
        if name not in places and not column.optional:
            raise InputError(file, line, 1, name, f"a column {name!r}", "none of that name")
    return places


def _read_column(
    table: Table, name: str, column: Column, cells: list[str], known: Mapping[str, Keys]
) -> list[Value]:
    values: list[Value] = []
    read, optional = column.read, column.optional
    plain = str if isinstance(column, Text) else halfwidth
    for row, cell in enumerate(cells):
        if cell:
            try:
                values.append(read(plain(cell)))
            except ValueError:
                hint = _hint(column, cell)
                raise table.error(row, name, column.expected() + hint, quoted(cell)) from None
        elif optional:
            values.append(None)
        else:
            raise table.error(row, name, column.expected(), "nothing")
    if isinstance(column, Key):
        first: dict[Value, int] = {}
        for row, value in enumerate(values):
            if first.setdefault(value, row) != row:
                found = f"{value!r} again (first on line {table.lines[first[value]]})"
                raise table.error(row, name, "each key once", found)
    if isinstance(column, Reference) and column.table in known:
        allowed = {*known[column.table], *column.also, None}
        for row, value in enumerate(values):
            if value not in allowed:
                hint = did_you_mean(str(value), known[column.table])
                raise table.error(row, name, column.expected() + hint, repr(value))
    return values


def _hint(column: Column, cell: str) -> str:
    if cell.startswith("#"):
        return " (not the fault of a spreadsheet's formula, or of a column too narrow)"
    if isinstance(column, Number | Integer):
        return _hint_on_number(halfwidth(cell), isinstance(column, Integer))
    choices: tuple[str, ...] = getattr(column, "choices", ())
    return did_you_mean(cell, choices)


def _hint_on_number(cell: str, whole: bool) -> str:
    """How a number is written that a spreadsheet shows in a way of its own."""
    if cell.endswith("%"):
        return " (without a percent sign: 12% is 0.12)"
    if whole and re.fullmatch(r"[+-]?[0-9.]+[eE][+-]?[0-9]+", cell):
        return " (all its digits: a spreadsheet may have cut this one)"
    if re.fullmatch(r"[+-]?[0-9]+(,[0-9]+)+(\.[0-9]*)?", cell):
        return " (a point before decimals, and no commas or one after every third digit)"
    return ""


def _check_unique(table: Table, unique: Sequence[str]) -> None:
    """Raise if two rows agree in all the columns ``unique``."""
    first: dict[tuple[Any, ...], int] = {}
    for row, key in enumerate(zip(*(table.columns[name] for name in unique), strict=True)):
        if first.setdefault(key, row) != row:
            found = f"the same again (first on line {table.lines[first[key]]})"
            raise table.error(row, unique[0], f"each {' and '.join(unique)} once", found)
