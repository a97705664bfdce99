"""Parts of a folder that grows: one of each table a batch, joined block by block, with checksums.

A part's name tells its batches: ``part-00003.parquet``, or ``part-00000-00499.parquet`` for a
block. The part of ``runs`` is written last and says that a batch is there. ``SHA256SUMS`` (as
``sha256sum -c`` reads it) gets a line for each part before that, so that a torn part or a flipped
byte is found when the folder is opened again.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from experiments.files import put_in_place, temporary_of, write_whole
from experiments.frames import METRICS, RUNS, join_parts

TABLES = (METRICS, "firms", "parks", RUNS)
SUMS = "SHA256SUMS"

BLOCK = 500
"""Batches that are joined to one part once all of them are there."""

_NAME = re.compile(r"part-(\d+)(?:-(\d+))?\.parquet")
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")

ALL_RUNS = 2**62


@dataclass(frozen=True)
class Part:
    """A file with the rows of batches ``first`` to ``last``."""

    first: int
    last: int
    path: Path

    @property
    def batches(self) -> range:
        return range(self.first, self.last + 1)


def parts_of(folder: Path, table: str) -> list[Part]:
    """The parts of a table in the order of their batches; none lies within another."""
    found = []
    for path in (folder / table).glob("part-*.parquet"):
        match = _NAME.fullmatch(path.name)
        if match:
            first = int(match[1])
            found.append(Part(first, int(match[2] or first), path))
    # A block goes before the single parts that a killed process has left beside it.
    found.sort(key=lambda part: (part.first, -part.last))
    kept: list[Part] = []
    for part in found:
        if not kept or part.last > kept[-1].last:
            kept.append(part)
    return kept


class Parts:
    """The parts of a folder that one process writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.done: set[int] = set()

    def open(self) -> int:
        """Take stock of what is there; the number of batches that were damaged and are removed."""
        self._remove_leftovers()
        lost = self._damaged()
        while True:  # what is joined with a lost batch in any table is lost with it
            wider = {
                batch
                for table in TABLES
                for part in parts_of(self.folder, table)
                if not lost.isdisjoint(part.batches)
                for batch in part.batches
            }
            if wider <= lost:
                break
            lost |= wider
        for table in TABLES:
            for part in parts_of(self.folder, table):
                if not lost.isdisjoint(part.batches):
                    part.path.unlink()
        self.done = {b for part in parts_of(self.folder, RUNS) for b in part.batches}
        for block in sorted({batch // BLOCK for batch in self.done}):
            self._join(block)
        return len(lost)

    def put(self, batch: int, files: Mapping[str, bytes]) -> None:
        """Store a batch; it's there, or it isn't, whenever the process ends."""
        names = {table: f"{table}/part-{batch:05d}.parquet" for table in TABLES if table in files}
        for table, name in names.items():
            if table != RUNS:
                write_whole(self.folder / name, files[table])
        self._note({name: digest(files[table]) for table, name in names.items()})
        write_whole(self.folder / names[RUNS], files[RUNS])
        self.done.add(batch)
        self._join(batch // BLOCK)

    def join_all(self, runs: int) -> None:
        """Join the parts to one file a table, with rows of runs below ``runs``; ``runs`` last."""
        for table in TABLES:
            parts = [part.path for part in parts_of(self.folder, table)]
            if not parts:
                continue
            temporary = temporary_of(self.folder / f"{table}.parquet")
            join_parts(parts, temporary, runs)
            if table == RUNS:
                self._sum_up(temporary)
            put_in_place(temporary)

    def clear(self) -> None:
        """Remove the parts once the joined files are in place."""
        for table in TABLES:
            shutil.rmtree(self.folder / table, ignore_errors=True)

    def _join(self, block: int) -> None:
        """Join a block's parts, table by table, if all its batches are there."""
        batches = range(block * BLOCK, (block + 1) * BLOCK)
        if not self.done.issuperset(batches):
            return
        for table in TABLES:
            parts = [p for p in parts_of(self.folder, table) if p.first in batches]
            if len(parts) < 2:
                continue
            name = f"{table}/part-{batches[0]:05d}-{batches[-1]:05d}.parquet"
            temporary = temporary_of(self.folder / name)
            join_parts([part.path for part in parts], temporary, ALL_RUNS)
            self._note({name: digest_of(temporary)})
            put_in_place(temporary)
            for part in parts:
                part.path.unlink()

    def _remove_leftovers(self) -> None:
        for table in TABLES:
            kept = {part.path for part in parts_of(self.folder, table)}
            for path in (self.folder / table).glob("part-*.parquet"):
                if path not in kept:
                    path.unlink()

    def _damaged(self) -> set[int]:
        """Batches with a part that is not what was written."""
        sums = read_sums(self.folder)
        return {
            batch
            for table in TABLES
            for part in parts_of(self.folder, table)
            if sums.get(f"{table}/{part.path.name}") != digest_of(part.path)
            for batch in part.batches
        }

    def _note(self, digests: Mapping[str, str]) -> None:
        with (self.folder / SUMS).open("a", encoding="utf-8") as file:
            file.writelines(_lines(digests))
            file.flush()
            os.fsync(file.fileno())

    def _sum_up(self, runs: Path) -> None:
        """Checksums of the joined files in place of those of the parts."""
        digests = {f"{RUNS}.parquet": digest_of(runs)}
        for table in TABLES:
            path = self.folder / f"{table}.parquet"
            if table != RUNS and path.is_file():
                digests[path.name] = digest_of(path)
        write_whole(self.folder / SUMS, "".join(_lines(digests)).encode())


def read_sums(folder: Path) -> dict[str, str]:
    """Digests by name, the last line of each; a line that is not whole says nothing."""
    path = folder / SUMS
    if not path.is_file():
        return {}
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    return {match[2]: match[1] for line in lines if (match := _LINE.fullmatch(line))}


def damaged_files(folder: Path) -> Sequence[str]:
    """The tables that are not what was written; of a finished sweep also those that are gone.

    While a sweep goes on, sums outlive the parts that have been joined, and come before parts.
    """
    finished = (folder / f"{RUNS}.parquet").is_file()
    return [
        name
        for name, known in sorted(read_sums(folder).items())
        if ((folder / name).is_file() or finished)
        and (not (folder / name).is_file() or digest_of(folder / name) != known)
    ]


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest_of(path: Path) -> str:
    """SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _lines(digests: Mapping[str, str]) -> Iterable[str]:
    return (f"{digest}  {name}\n" for name, digest in sorted(digests.items()))
