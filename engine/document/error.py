"""The one exception for bad input, and the reading of a file's text that may raise it."""

from collections.abc import Iterable
from difflib import get_close_matches
from importlib.resources.abc import Traversable
from os import PathLike
from pathlib import Path
from typing import NamedTuple

type_of_source = (str, PathLike)
Source = str | PathLike[str] | Traversable
"""Where a file is: a path, or an entry of ``importlib.resources``."""

LONGEST = 400
"""Characters of a message."""

LEFT_OUT = " … "
"""What stands where a message has lost its middle."""


class Position(NamedTuple):
    """A place in a text file; both count from 1, and 0 stands for "the file as a whole"."""

    line: int
    column: int


class InputError(Exception):
    """A fault in a file or a value that a person wrote.

    ``str(error)`` is one line of at most ``LONGEST`` characters, ``file:line:column: field:
    expected …, got …``; parts that are unknown (a line of 0, an empty file or field) are left
    out. ``others`` holds further faults that were found in the same pass, in the order of the
    file.
    """

    def __init__(
        self,
        file: str,
        line: int,
        column: int,
        field: str,
        expected: str,
        found: str,
        others: "tuple[InputError, ...]" = (),
    ) -> None:
        super().__init__(file, line, column, field, expected, found, others)
        self.file = file
        self.line = line
        self.column = column
        self.field = field
        self.expected = expected
        self.found = found
        self.others = others

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        parts = [part for part in (place, self.field) if part]
        text = ": ".join([*parts, f"expected {self.expected}, got {self.found}"])
        return shortened(text)


def shortened(text: str, most: int = LONGEST) -> str:
    """A message as it is shown: on one line, and where it is too long without its middle.

    Its beginning says where the fault is, its end what was found.
    """
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    head = (most - len(LEFT_OUT)) // 2
    return line[:head] + LEFT_OUT + line[len(line) - (most - len(LEFT_OUT) - head) :]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``" (did you mean 'x'?)"`` when a known word is close to ``word``, else an empty text."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (did you mean {close[0]!r}?)" if close else ""


def one_of(known: Iterable[str], most: int = 20) -> str:
    """The phrase "one of a, b, c", cut after ``most`` words."""
    words = list(known)
    if not words:
        return "nothing"
    shown = ", ".join(words[:most]) + (", …" if len(words) > most else "")
    return shown if len(words) == 1 else f"one of {shown}"


def quoted(text: str, most: int = 60) -> str:
    """A found text as an error shows it: quoted, on one line and not too long."""
    if text == "":
        return "nothing"
    return repr(text if len(text) <= most else text[: most - 1] + "…")


def reason(error: OSError) -> str:
    """Why the system refused, in its own words."""
    return (error.strerror or str(error) or type(error).__name__).lower()


def read_text(source: Source) -> tuple[str, str]:
    """The file's name as errors show it, and its text (UTF-8, with or without a byte-order mark).

    Raises ``InputError`` when there is no such file or it isn't UTF-8.
    """
    entry = Path(source) if isinstance(source, type_of_source) else source
    file = str(entry)
    try:
        content = entry.read_bytes()
    except OSError as error:
        found = "a folder" if entry.is_dir() else reason(error)
        raise InputError(file, 0, 0, "", "a readable file", found) from error
    try:
        return file, content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        start = before.rfind(b"\n") + 1
        column = len(before[start:].decode("utf-8", "replace")) + 1
        found = f"the byte 0x{content[error.start]:02x}"
        raise InputError(file, line, column, "", "text in UTF-8", found) from error
