"""What a sweep's folder keeps beside its tables: what it can be run again from, what is made of it.

The folder itself (``experiments.runs.folder``) knows none of these names.
"""

from pathlib import Path

from experiments.runs.folder.store import EXPERIMENT, intact_input
from experiments.runs.folder.sums import noted

POINTS_FILE = "design.csv"
"""The copy of the design's points."""
PLANS_COPY, CITY_COPY = COPIES = ("plans", "city")
"""Folders of plans and data that results keep their own copies of."""
METADATA = "ro-crate-metadata.json"
"""The folder's description for other programs."""
ANSWER, PATHS = DRAWN = ("answer.csv", "paths.png")
"""Files that are made of the tables."""
SEALED, SEAL = FORECAST = ("forecast.parquet", "forecast.json")
"""A sealed forecast: its table, and how it is to be scored."""

_COPIED = tuple(f"{name}/" for name in COPIES)


def intact_inputs(folder: Path) -> None:
    """Check all from which a folder's experiment can be carried out again.

    Raises ``InputError`` where one of the files is not as it was written.
    """
    names = {EXPERIMENT, *(n for n in noted(folder) if n.startswith(_COPIED) or n == POINTS_FILE)}
    names |= {p.relative_to(folder).as_posix() for c in COPIES for p in (folder / c).glob("*.*")}
    for name in sorted(names):
        intact_input(folder, name)
