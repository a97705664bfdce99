"""Two folders of one experiment, table by table."""

from pathlib import Path

import numpy as np
import polars as pl

from experiments.runs.folder.parts import TABLES
from experiments.runs.folder.sums import digest_of
from experiments.studies.provenance.verify import RELATIVE, relative_deviation


def compare_folders(a: Path, b: Path) -> dict[str, str]:
    """By table: ``identical bytes``, ``equal within tolerance (…)`` or ``different (…)``."""
    found = {}
    for table in TABLES:
        first, second = a / f"{table}.parquet", b / f"{table}.parquet"
        if not first.is_file() and not second.is_file():
            continue
        if not (first.is_file() and second.is_file()):
            found[table] = "different (only in one folder)"
        elif digest_of(first) == digest_of(second):
            found[table] = "identical bytes"
        else:
            found[table] = _compare(pl.read_parquet(first), pl.read_parquet(second))
    return found


def _compare(a: pl.DataFrame, b: pl.DataFrame) -> str:
    if a.shape != b.shape or a.columns != b.columns:
        return f"different ({a.shape[0]} × {a.shape[1]} against {b.shape[0]} × {b.shape[1]})"
    worst = 0.0
    for name in a.columns:
        if a[name].dtype.is_float():
            x, y = a[name].to_numpy(), b[name].to_numpy()
            worst = max(worst, relative_deviation(x.astype(np.float32), y.astype(np.float32)))
        elif not a[name].equals(b[name]):
            return f"different (column {name})"
    if worst <= RELATIVE:
        return f"equal within tolerance (largest deviation {worst:.1e})"
    return f"different (largest deviation {worst:.1e})"
