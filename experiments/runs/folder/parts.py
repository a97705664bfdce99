"""What a folder holds while it grows: bundles of batches, joined block by block to parts.

Batches are stored in bundles (``experiments.runs.folder.bundles``). Once all batches of a block
are there, they become one part of each table, ``metrics/part-00000-00499.parquet``, that of
``runs`` last, and their bundles go. ``SHA256SUMS`` gets a line for each file before it is put in
place, so that a torn one or a flipped byte is found when the folder is opened again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Self

import polars as pl

from experiments.runs.folder.bundles import (
    BUNDLES,
    Files,
    Place,
    bundled,
    bundles_of,
    files_of,
    name_of,
    places_in,
)
from experiments.runs.folder.files import put_in_place, temporary_of, write_whole
from experiments.runs.folder.sums import PARTS, digest, digest_of, note, read_sums, settle
from experiments.runs.frames import METRICS, RUNS, of_pieces, write_part, write_table

TABLES = (METRICS, "firms", "parks", RUNS)

BLOCK = 500
"""Batches that are joined once all of them are there."""

MOST_BYTES = 64 * 2**20
"""Of batches that are joined in memory: a block of more becomes several parts."""


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
    """The parts of a table in the order of their batches; none lies within another.

    Folders of older versions have parts of one batch, too.
    """
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


Check = Callable[[str], object]
"""Called with a file's name in the folder before it is read; raises where it may not be."""


@dataclass
class Held:
    """Where the batches of a folder are that grows."""

    folder: Path
    joined: set[int] = field(default_factory=set)
    """Batches in parts: that of ``runs`` comes last."""
    bundled: dict[int, Place] = field(default_factory=dict)
    """Where in bundles the others are."""
    check: Check = lambda name: None

    @classmethod
    def by(cls, folder: Path, check: Check = lambda name: None) -> Self:
        """What a folder holds now."""
        joined = {batch for part in parts_of(folder, RUNS) for batch in part.batches}
        found: dict[int, Place] = {}
        for bundle in bundles_of(folder):
            check(f"{BUNDLES}/{bundle.path.name}")
            found |= {b: p for b, p in places_in(bundle.path).items() if b not in joined}
        return cls(folder, joined, found, check)

    @property
    def done(self) -> set[int]:
        """The batches that are there."""
        return self.joined | self.bundled.keys()

    @property
    def bundles(self) -> set[Path]:
        """The bundles that hold a batch which is in no part."""
        return {place.path for place in self.bundled.values()}

    def parts(self, table: str) -> list[Part]:
        """The parts of a table whose batches are there in all tables."""
        return [p for p in parts_of(self.folder, table) if not self.joined.isdisjoint(p.batches)]

    def rows(self, table: str) -> pl.LazyFrame | None:
        """A table's rows in the order of their batches; none where no batch has such a table.

        What is in bundles is read at once.
        """
        found: list[tuple[int, Path | bytes]] = []
        for part in self.parts(table):
            self.check(f"{table}/{part.path.name}")
            found.append((part.first, part.path))
        for batch, files in files_of(_only(self.bundled, table)):
            found += [(batch, content) for content in files.values()]
        found.sort(key=lambda pair: pair[0])
        # Neighbours of one kind are read together.
        kinds = groupby((what for _, what in found), key=lambda what: isinstance(what, bytes))
        frames = [_rows([*some]) for _, some in kinds]
        return pl.concat(frames) if frames else None


def _rows(some: Sequence[Path | bytes]) -> pl.LazyFrame:
    pieces = [content for content in some if isinstance(content, bytes)]
    if pieces:
        return of_pieces(pieces).lazy()
    return pl.scan_parquet([path for path in some if isinstance(path, Path)], glob=False)


class Parts:
    """The parts and bundles of a folder that one process writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held = Held(folder)
        self._next = 0
        """The number of the next bundle."""

    @property
    def done(self) -> set[int]:
        """The batches that are there."""
        return self._held.done

    def open(self) -> int:
        """Take stock of what is there; the number of batches that were damaged and are removed."""
        lost = self._remove_damaged()
        self._held = Held.by(self.folder)
        self._remove_leftovers()
        self._next = max((b.number + 1 for b in bundles_of(self.folder)), default=0)
        self._join_blocks(self._held.bundled)
        return lost

    def put(self, group: Mapping[int, Files]) -> None:
        """Store batches, each with its tables' files; all of them are there, or none is, whenever
        the process ends."""
        name = name_of(self._next, len(group))
        content = bundled(group)
        note(self.folder, {name: digest(content)})
        write_whole(self.folder / name, content)
        self._next += 1
        self._held.bundled |= places_in(self.folder / name)
        self._join_blocks(group)

    def join_all(self, runs: int) -> None:
        """Join all to one file a table, with rows of runs below ``runs``; ``runs`` last."""
        held = self._held
        if sum(path.stat().st_size for path in held.bundles) > MOST_BYTES:
            self._join([*held.bundled])
        for table in TABLES:
            rows = held.rows(table)
            if rows is None:
                continue
            name = f"{table}.parquet"
            temporary = temporary_of(self.folder / name)
            write_table(rows.filter(pl.col("run") < runs), temporary)
            note(self.folder, {name: digest_of(temporary)})
            put_in_place(temporary)

    def clear(self) -> None:
        """Remove parts and bundles, and their checksums, once the joined files are in place."""
        for table in (*TABLES, BUNDLES):
            for path in (self.folder / table).glob("*"):
                if PARTS.fullmatch(f"{table}/{path.name}"):
                    path.unlink()
            with suppress(OSError):  # gone, or there is something of another origin in it
                (self.folder / table).rmdir()
        settle(self.folder, lambda name: not PARTS.fullmatch(name))

    def _join_blocks(self, new: Iterable[int]) -> None:
        """Join the blocks of ``new`` batches of which all batches are there."""
        there = self._held
        for block in sorted({batch // BLOCK for batch in new}):
            batches = range(block * BLOCK, (block + 1) * BLOCK)
            if not {*batches} - there.bundled.keys() - there.joined:
                self._join([batch for batch in batches if batch in there.bundled])

    def _join(self, batches: Iterable[int]) -> None:
        """Move batches from their bundles to parts."""
        before = self._held.bundles
        for group in _neighbours(files_of({b: self._held.bundled[b] for b in batches})):
            first, last = min(group), max(group)
            for table in TABLES:
                pieces = [files[table] for files in group.values() if table in files]
                if not pieces:
                    continue
                name = f"{table}/part-{first:05d}-{last:05d}.parquet"
                temporary = temporary_of(self.folder / name)
                temporary.parent.mkdir(exist_ok=True)
                write_part(of_pieces(pieces), temporary)
                note(self.folder, {name: digest_of(temporary)})
                put_in_place(temporary)
            self._held.joined.update(group)
            for batch in group:
                del self._held.bundled[batch]
        for path in before - self._held.bundles:
            path.unlink()

    def _remove_leftovers(self) -> None:
        """Files of which a killed process has made, or was making, others."""
        needed = self._held.bundles
        for table in TABLES:
            needed |= {part.path for part in self._held.parts(table)}
            for path in (self.folder / table).glob("part-*.parquet"):
                if PARTS.fullmatch(f"{table}/{path.name}") and path not in needed:
                    path.unlink()
        for bundle in bundles_of(self.folder):
            if bundle.path not in needed:
                bundle.path.unlink()

    def _remove_damaged(self) -> int:
        """Remove what is not as it was written; how many batches are lost with it."""
        sums = read_sums(self.folder)

        def torn(path: Path) -> bool:
            return sums.get(path.relative_to(self.folder).as_posix()) != digest_of(path)

        lost: set[int] = set()
        parts = [part for table in TABLES for part in parts_of(self.folder, table)]
        for part in parts:
            if torn(part.path):
                lost.update(part.batches)
        while True:  # what is joined with a lost batch in any table is lost with it
            wider = {b for part in parts if not lost.isdisjoint(part.batches) for b in part.batches}
            if wider <= lost:
                break
            lost |= wider
        for part in parts:
            if not lost.isdisjoint(part.batches):
                part.path.unlink()
        bundles = [bundle for bundle in bundles_of(self.folder) if torn(bundle.path)]
        for bundle in bundles:
            bundle.path.unlink()
        return len(lost) + sum(bundle.count for bundle in bundles)


def _only(places: Mapping[int, Place], table: str) -> dict[int, Place]:
    """The places of one table of the batches that have it."""
    found = {}
    for batch, place in places.items():
        first = place.first
        for name, size in place.sizes.items():
            if name == table:
                found[batch] = Place(place.path, first, {table: size})
            first += size
    return found


def _neighbours(files: Iterable[tuple[int, Files]]) -> Iterator[dict[int, Files]]:
    """Batches that follow one another, as many at a time as may be in memory."""
    group: dict[int, Files] = {}
    size = 0
    for batch, of_batch in files:
        if group and (batch - 1 not in group or size >= MOST_BYTES):
            yield group
            group, size = {}, 0
        group[batch] = of_batch
        size += sum(len(content) for content in of_batch.values())
    if group:
        yield group


def damaged_files(folder: Path) -> Sequence[str]:
    """The tables that are not what was written; of a finished sweep also those that are gone.

    While a sweep goes on, sums outlive the files that have been joined, and come before files.
    """
    finished = (folder / f"{RUNS}.parquet").is_file()
    return [
        name
        for name, known in sorted(read_sums(folder).items())
        if ((folder / name).is_file() or (finished and not PARTS.fullmatch(name)))
        and (not (folder / name).is_file() or digest_of(folder / name) != known)
    ]
