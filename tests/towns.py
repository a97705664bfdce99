"""Littleton with other figures in ``series.csv``: invented ones, for what is fitted and tested."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.littleton import FOLDER

Row = dict[str, str]


def town(folder: Path, change: Callable[[Row], Row | None] = lambda row: row) -> str:
    """A copy of Littleton in ``folder``; each row of series changed, or left out. Its path."""
    shutil.copytree(FOLDER, folder)
    path = folder / "series.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    kept = [new for row in rows if (new := change(dict(row))) is not None]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
    return str(folder)


def derived(row: Row) -> Row:
    """A row as if its figure had been worked out from others, not assumed."""
    return {**row, "label": "derived"}
