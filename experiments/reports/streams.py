"""What a command prints: in signs that the terminal has, and no reason to leave work undone.

A terminal may be in GBK, Latin-1 or ASCII, its reader may leave before the end (``| head``), or
what it is written to may be full. None of these ends a command in the middle.
"""

import codecs
import errno
import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

PLAIN = {
    "−": "-",
    "–": "-",
    "—": "-",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "≈": "~",
    "×": "x",
    "±": "+-",
    "→": "->",
    "…": "...",
    "∣": "|",
    "·": ".",
    "•": "*",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "¥": "CNY",
}
"""Signs for terminals that lack one; all others become what Unicode says they are made of, or a
question mark."""

NOT_WRITTEN = 2
"""The code to leave with where the output could not be written, and all else went well."""


def readable(text: str, encoding: str | None) -> str:
    """The text with other signs for those that an encoding lacks."""
    known = encoding or "utf-8"
    try:
        text.encode(known)
    except UnicodeEncodeError:
        return text.encode(known, "readable").decode(known)
    return text


def _replace(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    lacking = error.object[error.start : error.end]
    return "".join(map(_plain, lacking)), error.end


def _plain(sign: str) -> str:
    if sign in PLAIN:
        return PLAIN[sign]
    if "\u2500" <= sign <= "\u257f":  # lines of tables
        name = unicodedata.name(sign)
        straight = "-" if "HORIZONTAL" in name else "|"
        return "+" if " AND " in name else straight
    made_of = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
    return made_of or "?"


codecs.register_error("readable", _replace)


class Outlet:
    """A stream that takes every sign, and that nobody hears of when it breaks."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.fault: OSError | None = None
        """Why nothing can be written any more."""

    def write(self, text: str) -> int:
        """Write what can be written; the length of the text."""
        if self.fault is None:
            with self._quietly():
                self.stream.write(readable(text, self.stream.encoding))
        return len(text)

    def flush(self) -> None:
        """Flush what can be flushed."""
        if self.fault is None:
            with self._quietly():
                self.stream.flush()

    @property
    def closed_by_reader(self) -> bool:
        """Whether whoever read has left."""
        return self.fault is not None and self.fault.errno == errno.EPIPE

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        try:
            yield
        except OSError as fault:
            self.fault = fault
            # What is buffered goes nowhere, or Python would complain when it leaves.
            with suppress(OSError, ValueError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, self.stream.fileno())
                os.close(nowhere)

    def __getattr__(self, name: str) -> Any:
        # Typer would go round this object to the bytes below it where a terminal is in ASCII.
        if name == "buffer":
            raise AttributeError(name)
        return getattr(self.stream, name)


@contextmanager
def outlets() -> Iterator[tuple[Outlet, Outlet]]:
    """What is printed meanwhile goes through outlets; the one of output, the one of errors."""
    before = sys.stdout, sys.stderr
    pair = Outlet(before[0]), Outlet(before[1])
    sys.stdout, sys.stderr = pair
    try:
        yield pair
    finally:
        sys.stdout, sys.stderr = before


def say(text: str) -> None:
    """A message to the user: one line, never a long one."""
    from engine.document.error import LONGEST, shortened

    start = "yuanqu: "
    sys.stderr.write(f"{start}{shortened(text, LONGEST - len(start))}\n")


def warn(remarks: Iterable[object]) -> None:
    """Say remarks, a line each, where they do not disturb what a program reads."""
    for remark in remarks:
        sys.stderr.write(f"yuanqu: warning: {remark}\n")


def show(text: str) -> None:
    """Output that is no table."""
    sys.stdout.write(f"{text}\n")


def show_json(text: str) -> None:
    """JSON for programs: signs that the terminal lacks are escaped, none is another."""
    if readable(text, sys.stdout.encoding) != text:
        text = json.dumps(json.loads(text), indent=1)
    show(text)
