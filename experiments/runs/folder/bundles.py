"""Bundles: batches that were stored at once, in one file of a folder that grows.

A bundle is a zip archive without compression; it holds each batch's tables as Arrow streams,
``metrics/00003.arrow``. However many batches come while a disk is at work, they cost one file and
one sync. Its name has its own number and how many batches it holds:
``bundles/bundle-00017-003.zip``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, ZipInfo

BUNDLES = "bundles"

MOST_OPEN = 16
"""Bundles that are open at once while batches are read in their order."""

_NAME = re.compile(r"bundle-(\d+)-(\d+)\.zip")
_ENTRY = re.compile(r"(\w+)/(\d+)\.arrow")

Files = Mapping[str, bytes]
"""The files of one batch by table: ``experiments.runs.frames.piece``."""


@dataclass(frozen=True)
class Bundle:
    """A file with ``count`` batches."""

    number: int
    count: int
    path: Path


def bundles_of(folder: Path) -> list[Bundle]:
    """The bundles of a folder in the order in which they were stored."""
    found = ((path, _NAME.fullmatch(path.name)) for path in (folder / BUNDLES).glob("bundle-*.zip"))
    named = (Bundle(int(match[1]), int(match[2]), path) for path, match in found if match)
    return sorted(named, key=lambda bundle: bundle.number)


def name_of(number: int, count: int) -> str:
    """The name of a bundle in its folder of results."""
    return f"{BUNDLES}/bundle-{number:05d}-{count:03d}.zip"


def bundled(group: Mapping[int, Files]) -> bytes:
    """The bytes of a bundle of batches; they depend on nothing else."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for batch, files in group.items():
            for table, content in files.items():
                archive.writestr(ZipInfo(_entry(table, batch)), content)
    return buffer.getvalue()


def batches_in(path: Path) -> set[int]:
    """The batches that a bundle holds."""
    with ZipFile(path) as archive:
        matches = (_ENTRY.fullmatch(name) for name in archive.namelist())
        return {int(match[2]) for match in matches if match}


def files_of(
    where: Mapping[int, Path], tables: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, bytes]]]:
    """Batches in their order, each with its files of ``tables``; ``where`` names its bundle."""
    opened: dict[Path, ZipFile] = {}
    try:
        for batch, path in sorted(where.items()):
            if path not in opened:
                if len(opened) == MOST_OPEN:
                    opened.pop(next(iter(opened))).close()
                opened[path] = ZipFile(path)
            archive = opened[path]
            names = ((table, _entry(table, batch)) for table in tables)
            yield batch, {t: archive.read(name) for t, name in names if name in archive.NameToInfo}
    finally:
        for archive in opened.values():
            archive.close()


def _entry(table: str, batch: int) -> str:
    return f"{table}/{batch:05d}.arrow"
