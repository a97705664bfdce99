"""Copies of a city's folder with other numbers, which only a study reads."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

from abm.city.city import find_city

Row = dict[str, str]


def copied(city: str, folder: Path) -> Path:
    """The folder of a city, copied to ``folder``, which must not be there yet."""
    return Path(shutil.copytree(Path(str(find_city(city))), folder))


def rows_of(file: Path) -> list[Row]:
    """The rows of a table by column, as text."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def rewrite(file: Path, change: Callable[[Row], Row]) -> None:
    """Write a table anew with each row changed; a table without rows stays as it is."""
    rows = [change(row) for row in rows_of(file)]
    if rows:
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
