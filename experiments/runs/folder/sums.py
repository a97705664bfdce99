"""SHA256SUMS: which files of a folder are ours, and what they were when they were written.

There are two lists, both as ``sha256sum -c`` reads them in the folder: ``SHA256SUMS`` of the
results and all that they depend on, whose bytes depend on the experiment alone, and
``timing/SHA256SUMS`` of what differs from time to time or is made of the results later. A line is
added before its file is put in place, so that a file of ours is never without one; when it changes
on the way, either is known. Whoever reads a file of the folder asks ``intact`` for it.
"""

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from engine.document import InputError
from experiments.runs.folder.files import write_whole

SUMS = "SHA256SUMS"
TIMING = "timing"
MADE = f"{TIMING}/{SUMS}"

HEADER = "# Files of yuanqu; sha256sum -c checks them."
"""The first line; it tells our list from another program's."""

PARTS = re.compile(r"(\w+)/(?:part-(\d+)(?:-(\d+))?\.parquet|\d+-\d+\.bundle)")
"""Names of the parts and bundles of a folder that grows."""

_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")

_YOUNG = 0.1
"""Seconds within which a file may change again and look the same by its times."""

Digests = Mapping[str, str]
Lists = Mapping[str, tuple[str, ...]]


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest_of(path: Path) -> str:
    """SHA-256 of a file in hexadecimal; reckoned once a process while the file stays as it is."""
    state = path.stat()
    if time.time() - max(state.st_mtime, state.st_ctime) < _YOUNG:
        return _digest_of(path)
    times = state.st_mtime_ns, state.st_ctime_ns
    return _kept_digest(path.absolute(), state.st_ino, state.st_size, *times)


@lru_cache(maxsize=100_000)
def _kept_digest(path: Path, *state: int) -> str:
    return _digest_of(path)


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# Lists -------------------------------------------------------------------------------------


def read_sums(folder: Path, listed: str = SUMS) -> dict[str, str]:
    """Digests by name, the last line of each; a line that is not whole says nothing."""
    return {name: known[-1] for name, known in _all_sums(folder / listed).items()}


def noted(folder: Path) -> Lists:
    """All digests that a file of either list may have, by its name in the folder."""
    return {**_all_sums(folder / MADE), **_all_sums(folder / SUMS)}


def is_ours(folder: Path) -> bool:
    """Whether the folder has a list of ours, from which can be told what else is."""
    with suppress(OSError), (folder / SUMS).open(encoding="utf-8", errors="replace") as file:
        return file.readline().rstrip("\n") == HEADER
    return False


def _all_sums(path: Path) -> Mapping[str, tuple[str, ...]]:
    try:
        state = path.stat()
        if time.time() - max(state.st_mtime, state.st_ctime) < _YOUNG:
            return _parsed(path)
        times = state.st_mtime_ns, state.st_ctime_ns
        return _kept_sums(path.absolute(), state.st_ino, state.st_size, *times)
    except (FileNotFoundError, NotADirectoryError):
        return {}


@lru_cache(maxsize=16)
def _kept_sums(path: Path, *state: int) -> Mapping[str, tuple[str, ...]]:
    return _parsed(path)


def _parsed(path: Path) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        if match := _LINE.fullmatch(line):
            before = found.get(match[2], ())
            found[match[2]] = (*(known for known in before if known != match[1]), match[1])
    return found


def begin(folder: Path, digests: Digests) -> None:
    """Start a folder's list, or go on with one that is there."""
    if not is_ours(folder):
        write_whole(folder / SUMS, f"{HEADER}\n".encode())
    known = read_sums(folder)
    note(folder, {name: value for name, value in digests.items() if known.get(name) != value})


def note(folder: Path, digests: Digests, listed: str = SUMS) -> None:
    """Add lines to a list; they are kept when this returns."""
    if not digests:
        return
    path = folder / listed
    path.parent.mkdir(exist_ok=True)
    with path.open("a+b") as file:
        file.seek(0, os.SEEK_END)
        start = f"{HEADER}\n" if file.tell() == 0 else ""
        if file.tell():
            file.seek(-1, os.SEEK_END)
            # A killed process may have left half a line.
            start = "" if file.read(1) == b"\n" else "\n"
        file.write((start + _lines(digests)).encode())
        file.flush()
        os.fsync(file.fileno())


def settle(folder: Path, belongs: Callable[[str], bool], listed: str = SUMS) -> None:
    """Leave one line for each file that ``belongs``, in order."""
    known = {name: value for name, value in read_sums(folder, listed).items() if belongs(name)}
    content = f"{HEADER}\n{_lines(known)}".encode()
    if (folder / listed).read_bytes() != content:
        write_whole(folder / listed, content)


def _lines(digests: Digests) -> str:
    return "".join(f"{value}  {name}\n" for name, value in sorted(digests.items()))


# Checks ------------------------------------------------------------------------------------


def intact(folder: Path, name: str, listed: bool = True, lists: Lists | None = None) -> Path:
    """The path of a file of the folder that is as it was written. Raises ``InputError``.

    ``listed``: whether it must have a line; folders of older versions had lines for tables only.
    ``lists`` is what ``noted`` gives, where many are asked for.
    """
    known = (noted(folder) if lists is None else lists).get(name)
    path = folder / name
    if known is None:
        if listed:
            expected = f"a line for it in {SUMS}, or nobody knows if it is as it was written"
            raise InputError(str(path), 0, 0, "", f"{expected}; {_mend(folder, name)}", "none")
        return path
    if not path.is_file():
        expected = f"a file that is in {SUMS}; {_mend(folder, name)}"
        raise InputError(str(path), 0, 0, "", expected, "none")
    if digest_of(path) not in known:
        expected = f"the file as it was written, by its sum in {SUMS}; {_mend(folder, name)}"
        raise InputError(str(path), 0, 0, "", expected, "a damaged or changed one")
    return path


def _mend(folder: Path, name: str) -> str:
    if PARTS.fullmatch(name):
        return "--resume runs it again"
    if name.endswith(".parquet"):
        return "take it from a copy, or yuanqu rerun makes the folder again elsewhere"
    if not name.startswith(f"{TIMING}/") and name in read_sums(folder, MADE):
        return "delete it, and let the command that wrote it write it again"
    return "take it from a copy, or carry the experiment out again with another --out"


def damaged(folder: Path, names: Iterable[str]) -> list[str]:
    """The files of ``names`` that are not as they were written, or are gone."""
    known = noted(folder)
    return [
        name
        for name in names
        if not (folder / name).is_file() or digest_of(folder / name) not in known.get(name, ())
    ]


def unlike(folder: Path) -> list[str]:
    """The files that are there and not as they were written."""
    return damaged(folder, [name for name in sorted(noted(folder)) if (folder / name).is_file()])
