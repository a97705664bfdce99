"""The user's cache: what was worked out before and may be forgotten at any moment.

An entry is a file named by what it depends on. It is written whole or not at all, under a name of
the process's own first, so that processes and machines may share the folder. What is torn, damaged
or foreign is not there; nor is anything where the folder can't be read or written. Nothing is
synced: after a crash an entry may be torn, and its checksum tells. The folder is bounded; who was
used longest ago goes first.
"""

import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from platformdirs import user_cache_path

VARIABLE = "YUANQU_CACHE"
"""A folder in place of the user's, or ``off``."""
OFF = "off"
MOST_BYTES = 1_000_000_000
WRITES = 16
"""Between two looks of one process at the folder's size: counting a full one takes milliseconds."""

_MAGIC = b"yuanqu cache 1\n"
_SUM = 4
"""Bytes of a CRC-32: it finds accidents, a millisecond for four megabytes. Who writes into another
user's folder on purpose is not its matter."""
_ENDING = ".kept"
_HALF = ".half"


def cache_folder() -> Path | None:
    """Where entries lie, whether it is there or not; None where the cache is off."""
    chosen = os.environ.get(VARIABLE, "")
    if chosen == OFF:
        return None
    return Path(chosen) if chosen else user_cache_path("yuanqu", appauthor=False)


def switch_off() -> None:
    """For this process and those that it starts from now on."""
    os.environ[VARIABLE] = OFF


@contextmanager
def _unless_refused() -> Iterator[None]:
    """What the system refuses is passed over. An error without its number is none of the system's:
    a run whose time is over is told so by a TimeoutError."""
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise


def handed_on() -> dict[str, str]:
    """The variable, for workers that do not inherit it."""
    return {VARIABLE: os.environ[VARIABLE]} if VARIABLE in os.environ else {}


def read(name: str) -> memoryview | None:
    """What is kept under a name; None where there is nothing whole."""
    folder = cache_folder()
    if folder is None:
        return None
    path = folder / (name + _ENDING)
    with _unless_refused():
        content = path.read_bytes()
        head = len(_MAGIC) + _SUM
        whole = memoryview(content)[head:]
        if content.startswith(_MAGIC) and content[len(_MAGIC) : head] == _sum(name, whole):
            with _unless_refused():
                os.utime(path)  # used just now
            return whole
    return None


def keep(name: str, content: bytes) -> None:
    """Keep it if that is possible; in place of what was kept under the name before."""
    folder = cache_folder()
    if folder is None:
        return
    half = folder / f"{name}.{os.getpid()}{_HALF}"
    with _unless_refused():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with half.open("wb") as file:
                file.write(_MAGIC + _sum(name, content))
                file.write(content)
            half.replace(folder / (name + _ENDING))
        except OSError:
            half.unlink(missing_ok=True)
            raise
        if next(_written) % WRITES == 0:
            shorten(MOST_BYTES)


_written = count()


def entries() -> list[tuple[float, int, Path]]:
    """Time of the last use, size and path of each file of the cache, the oldest use first."""
    folder = cache_folder()
    found = []
    with _unless_refused():
        for path in () if folder is None else _ours(folder):
            with _unless_refused():  # another process has removed it
                about = path.stat()
                found.append((about.st_mtime, about.st_size, path))
    return sorted(found)


def shorten(most: int) -> int:
    """Remove entries, the oldest use first, until no more than ``most`` bytes are left; how many
    went."""
    found, gone = entries(), 0
    size = sum(size for _, size, _ in found)
    for _, of_this, path in found:
        if size <= most:
            break
        with _unless_refused():
            path.unlink(missing_ok=True)
            gone += 1
        size -= of_this
    return gone


def _ours(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.suffix in (_ENDING, _HALF))


def _sum(name: str, content: bytes | memoryview) -> bytes:
    """Of name and content: an entry under another's name is a foreign one."""
    return zlib.crc32(content, zlib.crc32(name.encode())).to_bytes(_SUM, "big")
