"""A workbook as Excel, WPS or LibreOffice saved it, cell by cell."""

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from types import MappingProxyType

from engine.document import InputError, reason

Value = str | float | None
"""What a cell holds; None: nothing."""

EXTRA = "pip install 'yuanqu[xlsx]'"
"""What brings the libraries that write and read workbooks."""

MOST_CELLS = 20_000_000
"""Of a sheet: beyond what a workbook of ours has by far, and what still fits the memory."""


def address(row: int, column: int) -> str:
    """``D7`` for row 7 and column 4; both count from 1."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def place_of(file: str, sheet: str, row: int = 0, column: int = 1) -> str:
    """A cell as an error names it, in the way of formulas; without a row the whole sheet."""
    return f"{file} [{sheet}!{address(row, column)}]" if row else f"{file} [{sheet}]"


@dataclass(frozen=True)
class Grid:
    """A sheet: its rows from the first, each as wide as the widest."""

    file: str
    name: str
    rows: Sequence[Sequence[Value]]

    def at(self, row: int, column: int) -> Value:
        """The cell in a row and column, which count from 1."""
        inside = row <= len(self.rows) and column <= len(self.rows[row - 1])
        return self.rows[row - 1][column - 1] if inside else None

    def error(self, row: int, column: int, field: str, expected: str, found: str) -> InputError:
        """The fault of a cell; of the whole sheet where the row is 0."""
        return InputError(place_of(self.file, self.name, row, column), 0, 0, field, expected, found)


def text_of(value: Value) -> str:
    """A cell as text: a number without more digits than it needs."""
    if value is None or isinstance(value, str):
        return value or ""
    whole = isfinite(value) and value == int(value) and abs(value) < 1e15
    return str(int(value)) if whole else repr(value)


def number_in(text: str) -> float | None:
    """The number that stands in a cell for this text; None where it would come back as another.

    Some programs keep 15 digits of a number, and none how it was written.
    """
    try:
        value = float(text)
    except ValueError:
        return None
    kept = isfinite(value) and float(f"{value:.15G}") == value
    return value if kept and text_of(value) == text else None


def read_book(path: Path) -> Mapping[str, Grid]:
    """The sheets of a workbook by name. Raises ``InputError`` where there is none to be read."""
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise InputError(str(path), 0, 0, "", f"what reads workbooks ({EXTRA})", "none") from None
    expected = "a workbook that Excel, WPS or LibreOffice saved as .xlsx"
    try:
        with path.open("rb") as file:
            if not zipfile.is_zipfile(file):
                raise InputError(str(path), 0, 0, "", expected, "another file")
    except OSError as error:
        raise InputError(str(path), 0, 0, "", expected, reason(error)) from error
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            found = {}
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                if sheet.total_height * sheet.total_width > MOST_CELLS:
                    size = f"{sheet.total_height:,} rows × {sheet.total_width:,} columns"
                    where = place_of(str(path), name)
                    raise InputError(where, 0, 0, "", f"at most {MOST_CELLS:,} cells", size)
                rows = sheet.to_python(skip_empty_area=False)
                found[name] = Grid(str(path), name, [[_value(x) for x in row] for row in rows])
    except (CalamineError, OSError, ValueError) as error:
        raise InputError(str(path), 0, 0, "", expected, str(error) or "another file") from error
    return MappingProxyType(found)


def _value(value: object) -> Value:
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float):
        return float(value)
    text = str(value)
    return text or None
