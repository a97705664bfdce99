"""Tables of results, and the one way in which they are written as Parquet, and as CSV.

Nothing in a file depends on when, where or in how many batches it was made: fixed compression,
row groups of a fixed number of rows, one thread, a type of column that the values do not decide.
"""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

RUNS, METRICS = "runs", "metrics"

_SETTINGS: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 3,
    "statistics": True,
    "row_group_size": 131_072,
}


def parquet(frame: pl.DataFrame) -> bytes:
    """The bytes of a frame as a Parquet file."""
    buffer = BytesIO()
    frame.rechunk().write_parquet(buffer, **_SETTINGS)
    return buffer.getvalue()


def piece(frame: pl.DataFrame) -> bytes:
    """The bytes of a frame that is going to be a piece of a table: an Arrow stream.

    Small ones are read ten times as quickly as Parquet.
    """
    buffer = BytesIO()
    frame.rechunk().write_ipc_stream(buffer, compat_level=pl.CompatLevel.oldest())
    return buffer.getvalue()


def of_pieces(pieces: Sequence[bytes]) -> pl.DataFrame:
    """The rows of pieces, in their order."""
    return pl.concat([pl.read_ipc_stream(BytesIO(content)) for content in pieces])


def csv_bytes(frame: pl.DataFrame) -> bytes:
    """The bytes of a frame as a CSV file that a spreadsheet opens with readable Chinese.

    UTF-8 with a byte-order mark, without which Excel takes the system's encoding.
    """
    return frame.write_csv(include_bom=True).encode()


def write_part(frame: pl.DataFrame, target: Path) -> None:
    """Write a frame as Parquet that is soon read again: quick, and not as small as it could be."""
    frame.rechunk().write_parquet(target, compression="lz4", statistics=False)


def write_table(rows: pl.LazyFrame, target: Path) -> None:
    """Write rows in their order as one Parquet file, never all in memory."""
    rows.sink_parquet(target, maintain_order=True, **_SETTINGS)


def runs_schema(factors: Iterable[str]) -> dict[str, Any]:
    """Columns of ``runs``: the run's key, where it stands in the design, how it ended."""
    return {
        "run": pl.Int64,
        "seed": pl.Int64,
        "point": pl.Int32,
        "plan": pl.String,
        **dict.fromkeys(factors, pl.Float64),
        "status": pl.String,
        "error": pl.String,
    }


def metrics_schema(columns: Iterable[str]) -> dict[str, Any]:
    """Columns of ``metrics``: one row per run and quarter, one column per outcome."""
    return {"run": pl.Int64, "quarter": pl.String, **dict.fromkeys(columns, pl.Float32)}


def table_of(run: int, columns: Mapping[str, Any]) -> pl.DataFrame:
    """A table of one run's end with the run's number before it.

    Floats are kept in 32 bits; whole numbers and flags as they are, all else as text.
    """
    data = {name: _series(name, values) for name, values in columns.items()}
    frame = pl.DataFrame(data)
    return frame.select(pl.lit(run, dtype=pl.Int64).alias("run"), pl.all())


def _series(name: str, values: Any) -> pl.Series:
    array = values if isinstance(values, np.ndarray) else None
    if array is None or array.dtype.kind in "OU":
        texts = [None if value is None else str(value) for value in values]
        return pl.Series(name, texts, dtype=pl.String)
    match array.dtype.kind:
        case "f":
            return pl.Series(name, array.astype(np.float32))
        case "b":
            return pl.Series(name, array)
        case "i" | "u":
            return pl.Series(name, array.astype(np.int64))
    raise TypeError(f"no type of column for {name!r} of {array.dtype}")
