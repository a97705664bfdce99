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

SAVE_AS = "in Excel or WPS, save it as “CSV UTF-8 (comma delimited)”, CSV UTF-8（逗号分隔）"
"""What to do with a table that a spreadsheet has saved in another way."""
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
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(file, content, error.start) from error
    if "\0" in text:
        raise _not_utf8(file, content, content.index(0))
    return file, text


def _not_utf8(file: str, content: bytes, start: int) -> InputError:
    """The fault of a file in another encoding, with a guess at which; ``start``: the first byte."""
    table = file.endswith(".csv")
    expected = f"text in UTF-8 ({SAVE_AS if table else 'save it in this encoding'})"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or 0 in content:
        return InputError(file, 1, 1, "", expected, "UTF-16, or no text at all")
    chinese = _looks_chinese(content)
    if chinese:
        # The first bytes of a text in GBK may be valid in UTF-8 by chance.
        start = next(place for place, byte in enumerate(content) if byte > 0x7F)
    before = content[:start]
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    byte = f"the byte 0x{content[start]:02x}"
    if not chinese and not table:
        expected = "text in UTF-8"
    return InputError(file, line, column, "", expected, f"GBK ({byte})" if chinese else byte)


def _looks_chinese(content: bytes) -> bool:
    """Whether bytes read as GBK have Chinese characters, and mostly the common ones."""
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return False
    wide = [sign for sign in text if ord(sign) > 0x7F]
    # GB 2312 holds the usual characters: other bytes read as GBK give seldom ones.
    usual = sum(_in_gb2312(sign) for sign in wide)
    return bool(wide) and 2 * usual > len(wide)


def _in_gb2312(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def counted(number: int, what: str) -> str:
    """``1 plan``, ``2 plans``."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
