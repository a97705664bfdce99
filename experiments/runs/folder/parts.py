"""Parts of a folder that grows: one of each table a batch, joined block by block, with checksums.

A part's name tells its batches: ``part-00003.parquet``, or ``part-00000-00499.parquet`` for a
block. The part of ``runs`` is written last and says that a batch is there. ``SHA256SUMS`` gets a
line for each part before that, so that a torn part or a flipped byte is found when the folder is
opened again.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from experiments.runs.folder.files import put_in_place, temporary_of, write_all
from experiments.runs.folder.sums import PARTS, digest, digest_of, note, read_sums, settle
from experiments.runs.frames import METRICS, RUNS, join_parts

TABLES = (METRICS, "firms", "parks", RUNS)

BLOCK = 500
"""Batches that are joined to one part once all of them are there."""

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
        match = PARTS.fullmatch(f"{table}/{path.name}")
        if match:
            first = int(match[2])
            found.append(Part(first, int(match[3] or first), path))
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

    def put(self, group: Mapping[int, Mapping[str, bytes]]) -> None:
        """Store batches, each with its tables' files; each of them is there, or it isn't, whenever
        the process ends."""
        contents = {
            f"{table}/part-{batch:05d}.parquet": content
            for batch, files in group.items()
            for table, content in files.items()
        }
        last = {name: content for name, content in contents.items() if name.startswith(f"{RUNS}/")}
        first = {self.folder / n: content for n, content in contents.items() if n not in last}
        write_all(first)
        note(self.folder, {name: digest(content) for name, content in contents.items()})
        write_all({self.folder / name: content for name, content in last.items()})
        self.done.update(group)
        for block in sorted({batch // BLOCK for batch in group}):
            self._join(block)

    def join_all(self, runs: int) -> None:
        """Join the parts to one file a table, with rows of runs below ``runs``; ``runs`` last."""
        for table in TABLES:
            parts = [part.path for part in parts_of(self.folder, table)]
            if not parts:
                continue
            name = f"{table}.parquet"
            temporary = temporary_of(self.folder / name)
            join_parts(parts, temporary, runs)
            note(self.folder, {name: digest_of(temporary)})
            put_in_place(temporary)

    def clear(self) -> None:
        """Remove the parts, and their checksums, once the joined files are in place."""
        for table in TABLES:
            for path in (self.folder / table).glob("part-*.parquet"):
                if PARTS.fullmatch(f"{table}/{path.name}"):
                    path.unlink()
            with suppress(OSError):  # gone, or there is something of another origin in it
                (self.folder / table).rmdir()
        settle(self.folder, lambda name: not PARTS.fullmatch(name))

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
            note(self.folder, {name: digest_of(temporary)})
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


def damaged_files(folder: Path) -> Sequence[str]:
    """The tables that are not what was written; of a finished sweep also those that are gone.

    While a sweep goes on, sums outlive the parts that have been joined, and come before parts.
    """
    finished = (folder / f"{RUNS}.parquet").is_file()
    return [
        name
        for name, known in sorted(read_sums(folder).items())
        if ((folder / name).is_file() or (finished and not PARTS.fullmatch(name)))
        and (not (folder / name).is_file() or digest_of(folder / name) != known)
    ]
