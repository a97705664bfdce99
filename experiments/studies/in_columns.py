"""Numbers with their intervals as columns of a table for programs; money in million yuan."""

from collections.abc import Iterable, Mapping

import polars as pl

from experiments.studies.answer import Difference
from experiments.studies.ratio import Ratio


def columns(**values: Difference | Ratio) -> dict[str, float]:
    """Three columns each: ``name``, ``name_low``, ``name_high``."""
    found = {}
    for name, value in values.items():
        found[name] = value.mean if isinstance(value, Difference) else value.value
        found |= {f"{name}_low": value.low, f"{name}_high": value.high}
    return found


def frame_of(rows: Iterable[Mapping[str, object]]) -> pl.DataFrame:
    """Rows as a table; what is not known is nothing."""
    return pl.DataFrame(list(rows), infer_schema_length=None).fill_nan(None)
