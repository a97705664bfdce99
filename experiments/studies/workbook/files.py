"""The files of a city as sheets, and back: tables cell by cell, other texts line by line.

A sheet's rows are the file's, so that a fault in a line is shown as one of a cell.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import Literal

from experiments.studies.workbook.grid import address
from policies.city_plans import PLANS

Kind = Literal["table", "text"]

LONGEST_CELL = 32_000
"""Characters: spreadsheets take 32,767. What is longer goes on in the next cell."""

FIELD = re.compile(r'("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|\n|\r|$)')
"""A cell of a table in a file, and what ends it; nothing ends the last."""

NEEDING = ',"\r\n'
"""Signs for which a cell stands in quotes."""


@dataclass(frozen=True)
class Laid:
    """A file laid out in rows of texts, with what of its bytes no cell shows."""

    file: str
    """Its path in the city's folder."""
    kind: Kind
    rows: Sequence[Sequence[str]]
    newline: str = "\n"
    ends: bool = True
    """Whether the last line ends as the others do."""
    mark: bool = False
    """Whether it begins with a byte-order mark."""
    quoted: frozenset[str] = field(default=frozenset())
    """Cells of a table in quotes that they could do without, as in ``C7``."""

    @property
    def content(self) -> bytes:
        """The file."""
        lines = [line for line, _ in self.lines()]
        text = self.newline.join(lines) + (self.newline if self.ends else "")
        return (b"\xef\xbb\xbf" if self.mark else b"") + text.encode()

    def lines(self) -> Iterator[tuple[str, int]]:
        """Each row as it stands in the file, and on which line of it, from 1."""
        line = 1
        width = _width(self.rows)
        for number, row in enumerate(self.rows, 1):
            if self.kind == "table":
                cells = [*row[:width], *[""] * (width - len(row))]
                text = ",".join(
                    _cell(cell, address(number, place) in self.quoted)
                    for place, cell in enumerate(cells, 1)
                )
            else:
                text = "".join(row)
            yield text, line
            line += 1 + text.count("\n")


def files_of(folder: Traversable) -> Iterator[tuple[str, bytes]]:
    """The files of a city's folder by path, those of its own plans last; hidden ones left out."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_file() and not entry.name.startswith("."):
            yield entry.name, entry.read_bytes()
    plans = folder.joinpath(PLANS)
    for entry in sorted(plans.iterdir(), key=lambda e: e.name) if plans.is_dir() else ():
        if entry.name.endswith(".yaml"):
            yield f"{PLANS}/{entry.name}", entry.read_bytes()


def laid_out(file: str, content: bytes) -> Laid | None:
    """A file in rows; None what is no text. A table that would not come back whole is text."""
    mark = content.startswith(b"\xef\xbb\xbf")
    try:
        text = content.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError:
        return None
    newline = "\r\n" if text.count("\r\n") == text.count("\n") > 0 else "\n"
    ends = text.endswith(newline)
    body = text.removesuffix(newline)
    if file.endswith(".csv"):
        rows, quoted = _table(body)
        table = Laid(file, "table", rows, newline, ends, mark, quoted)
        if table.content == content:
            return table
    lines = [
        [line[at : at + LONGEST_CELL] for at in range(0, max(1, len(line)), LONGEST_CELL)]
        for line in body.split(newline)
    ]
    return Laid(file, "text", lines, newline, ends, mark)


def _width(rows: Sequence[Sequence[str]]) -> int:
    """Columns of a table: to the last that has a name."""
    head = rows[0] if rows else ()
    return max((place for place, name in enumerate(head, 1) if name), default=0)


def _cell(text: str, quoted: bool) -> str:
    needed = any(sign in text for sign in NEEDING)
    return '"' + text.replace('"', '""') + '"' if quoted or needed else text


def _table(text: str) -> tuple[list[list[str]], frozenset[str]]:
    """The cells of a table, and which stand in quotes without need."""
    rows: list[list[str]] = [[]]
    quoted = set()
    at = 0
    while found := FIELD.match(text, at):
        cell, end = found.groups()
        if cell.startswith('"'):
            cell = cell[1:-1].replace('""', '"')
            if not any(sign in cell for sign in NEEDING):
                quoted.add(address(len(rows), len(rows[-1]) + 1))
        rows[-1].append(cell)
        if not end:
            break
        if end != ",":
            rows.append([])
        at = found.end()
    return rows, frozenset(quoted)
