"""A workbook that is written: texts that stay texts, numbers with formats, the same bytes again."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from math import isfinite
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from engine.document import InputError
from experiments.runs.folder.files import writable, write_whole
from experiments.runs.folder.ours import FREE
from experiments.studies.workbook.grid import EXTRA, address

MAKER = "yuanqu"
WRITTEN = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands in every workbook in place of the moment, so that the same content is the same bytes."""

NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME = 31

FONT = "Microsoft YaHei"
"""There in Excel and WPS in Chinese; others take one of theirs."""

FORMATS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": "#1f3a5f"},
    "heading": {"bold": True, "font_size": 12, "font_color": "#1f3a5f"},
    "lead": {"font_size": 12, "text_wrap": True, "valign": "top"},
    "quiet": {"font_color": "#6b7280", "text_wrap": True, "valign": "top"},
    "code": {"font_name": "Consolas", "text_wrap": True, "valign": "top"},
    "text": {"valign": "top"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "head": {
        "bold": True,
        "text_wrap": True,
        "valign": "vcenter",
        "bg_color": "#dfe7f1",
        "bottom": 1,
    },
    "edited": {"bg_color": "#fff8dc", "locked": False, "valign": "top"},
    "edited_head": {
        "bold": True,
        "text_wrap": True,
        "valign": "vcenter",
        "bg_color": "#ffe9a8",
        "bottom": 1,
    },
    "share": {"num_format": "0%", "valign": "top"},
    "count": {"num_format": "#,##0", "valign": "top"},
    "tenths": {"num_format": "#,##0.0", "valign": "top"},
    "number": {"num_format": "#,##0.00", "valign": "top"},
    "small": {"num_format": "0.000", "valign": "top"},
    "change": {"num_format": "+#,##0.00;-#,##0.00;0", "valign": "top"},
    "plain": {"valign": "top"},
}
"""What cells look like, by a word for what they hold."""

LINE = 14
"""Height of a line of text, points."""


def signs(text: str) -> int:
    """The width of a text in characters; a Chinese one is twice as wide."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


@dataclass
class Book:
    """A workbook while it is written."""

    buffer: BytesIO = field(default_factory=BytesIO)
    formats: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises ``InputError`` where what writes workbooks is not installed."""
        try:
            import xlsxwriter
        except ImportError:
            found = f"what writes workbooks ({EXTRA})"
            raise InputError("", 0, 0, "--xlsx", found, "none") from None
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }
        self.file = xlsxwriter.Workbook(self.buffer, options)
        self.file.set_properties({"author": MAKER, "created": WRITTEN.replace(tzinfo=None)})
        self.names: set[str] = set()
        for name, look in FORMATS.items():
            self.formats[name] = self.file.add_format({"font_name": FONT, "font_size": 10, **look})

    def sheet(self, name: str) -> Sheet:
        """A new sheet, under a name that spreadsheets take and no other has."""
        clean = NOT_IN_NAMES.sub("-", name).strip("'")[:LONGEST_NAME] or "-"
        place, free = 2, clean
        while free.lower() in self.names:
            free = f"{clean[: LONGEST_NAME - len(str(place)) - 1]}~{place}"
            place += 1
        self.names.add(free.lower())
        made = self.file.add_worksheet(free)
        # Printed as wide as a page of A4 on its side.
        made.set_landscape()
        made.set_paper(9)
        made.fit_to_pages(1, 0)
        return Sheet(free, made, self.formats)

    def content(self) -> bytes:
        """The finished file."""
        self.file.close()
        return self.buffer.getvalue()


@dataclass
class Sheet:
    """A sheet while it is written; rows and columns count from 1."""

    name: str
    made: Any
    formats: Mapping[str, Any]

    def put(self, row: int, column: int, value: object, look: str = "") -> None:
        """A text, which never becomes a formula, or a number; nothing for None and NaN."""
        at = (row - 1, column - 1)
        if isinstance(value, bool):
            value = int(value)
        if isinstance(value, int | float):
            if isfinite(value):
                self.made.write_number(*at, value, self.formats[look or "plain"])
                return
            value = ""
        text = "" if value is None else str(value)
        if text:
            self.made.write_string(*at, text, self.formats[look or "text"])
        elif look:
            self.made.write_blank(*at, None, self.formats[look])

    def formula(self, row: int, column: int, text: str, value: object = "") -> None:
        """A formula of ours, with the value that stands there until it is reckoned anew."""
        self.made.write_formula(row - 1, column - 1, text, self.formats["text"], value)

    def top(self, note: str, wide: int = 9) -> None:
        """The sheet's name as its title, and a note over so many columns under it."""
        self.put(1, 1, self.name, "title")
        self.made.set_row(0, 24)
        self.made.merge_range(1, 0, 1, wide - 1, "", self.formats["quiet"])
        self.put(2, 1, note, "quiet")
        self.made.set_row(1, 48)

    def heads(self, row: int, names: Sequence[str], looks: Sequence[str] = ()) -> None:
        """A row of heads, which stays in view."""
        for place, name in enumerate(names, 1):
            self.put(row, place, name, looks[place - 1] if looks else "head")
        self.made.freeze_panes(row, 0)
        self.made.repeat_rows(row - 1)
        self.made.set_row(row - 1, 3 * LINE)

    def widths(self, *widths: float) -> None:
        """Of the columns from the first, in characters."""
        for place, width in enumerate(widths):
            self.made.set_column(place, place, width)

    def height(self, row: int, text: str, wide: float) -> None:
        """Make a row as high as its wrapped text needs in a cell so wide; not all programs do."""
        lines = sum(-(-max(1, signs(line)) // int(wide)) for line in text.split("\n"))
        self.made.set_row(row - 1, LINE * max(1, lines) + 3)

    def area(self, row: int, column: int, last: int) -> list[str | int]:
        """A column's cells from ``row`` to ``last``, as charts name them."""
        return [self.name, row - 1, column - 1, last - 1, column - 1]

    def reference(self, row: int, column: int, last: int) -> str:
        """The same as a formula names them."""
        quoted = self.name.replace("'", "''")
        letters = address(row, column).rstrip("0123456789")
        return f"='{quoted}'!${letters}${row}:${letters}${last}"


def write_book(path: Path, content: bytes) -> None:
    """Write a workbook; over nothing but an older one of ours that nobody has saved since."""
    if path.exists() and not (path.is_file() and (path.stat().st_size == 0 or untouched(path))):
        raise InputError(str(path), 0, 0, "--xlsx", FREE, "one of another origin, or edited")
    with writable(path, "--xlsx", "a file that can be written"):
        write_whole(path, content)


def untouched(path: Path) -> bool:
    """Whether a workbook is as yuanqu wrote it: whoever saves one puts the moment in."""
    moment = WRITTEN.strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        with zipfile.ZipFile(path) as parts:
            said = parts.read("docProps/core.xml").decode()
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return False
    saved = re.search(r"<dcterms:modified[^>]*>([^<]*)<", said)
    return f"<dc:creator>{MAKER}</dc:creator>" in said and saved is not None and saved[1] == moment
