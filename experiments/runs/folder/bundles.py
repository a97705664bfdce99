"""Bundles: batches that were stored at once, in one file of a folder that grows.

However many batches come while a disk is at work, they cost one file and one sync. A bundle begins
with a line of JSON that says of each batch how many bytes each of its tables has; these bytes
follow, in this order. Its name has its own number and how many batches it holds:
``bundles/00017-003.bundle``.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

BUNDLES = "bundles"

_NAME = re.compile(r"(\d+)-(\d+)\.bundle")

Files = Mapping[str, bytes]
"""The files of one batch by table: ``experiments.runs.frames.piece``."""


@dataclass(frozen=True)
class Bundle:
    """A file with ``count`` batches."""

    number: int
    count: int
    path: Path


@dataclass(frozen=True)
class Place:
    """Where a batch is in a bundle: the byte at which its tables begin, and their sizes."""

    path: Path
    first: int
    sizes: Mapping[str, int]


def bundles_of(folder: Path) -> list[Bundle]:
    """The bundles of a folder in the order in which they were stored."""
    found = ((path, _NAME.fullmatch(path.name)) for path in (folder / BUNDLES).glob("*.bundle"))
    named = (Bundle(int(match[1]), int(match[2]), path) for path, match in found if match)
    return sorted(named, key=lambda bundle: bundle.number)


def name_of(number: int, count: int) -> str:
    """The name of a bundle in its folder of results."""
    return f"{BUNDLES}/{number:05d}-{count:03d}.bundle"


def bundled(group: Mapping[int, Files]) -> bytes:
    """The bytes of a bundle of batches."""
    sizes = {b: {table: len(content) for table, content in f.items()} for b, f in group.items()}
    contents = (content for files in group.values() for content in files.values())
    return b"".join((json.dumps(sizes).encode(), b"\n", *contents))


def places_in(path: Path) -> dict[int, Place]:
    """The batches that a bundle holds."""
    with path.open("rb") as file:
        line = file.readline()
    found = {}
    first = len(line)
    for batch, sizes in json.loads(line).items():
        found[int(batch)] = Place(path, first, sizes)
        first += sum(sizes.values())
    return found


def files_of(places: Mapping[int, Place]) -> Iterator[tuple[int, dict[str, bytes]]]:
    """Batches in their order, each with its files."""
    opened = None
    with ExitStack() as stack:
        for batch, place in sorted(places.items(), key=lambda item: item[0]):
            if opened is None or opened.name != str(place.path):
                stack.close()
                opened = stack.enter_context(place.path.open("rb"))
            opened.seek(place.first)
            yield batch, {table: opened.read(size) for table, size in place.sizes.items()}
