"""Readings × plans as tables for programs: the grid, and the pairs of plans that change places."""

from math import nan

import polars as pl

from experiments.studies.answer import Difference
from experiments.studies.readings_grid import Cell, Readings, Row, TargetGrid

_KEYS = {"outcome": pl.String, "year": pl.Int64, "reading": pl.String}
_GRID: dict[str, type[pl.DataType]] = {
    **_KEYS,
    **dict.fromkeys(("name_zh", "name_en", "columns", "unit", "quarter", "plan"), pl.String),
    **dict.fromkeys(("figure", "mean", "median", "q10", "q90"), pl.Float64),
    **dict.fromkeys(("runs", "reached"), pl.Int64),
    **dict.fromkeys(("chance", "chance_low", "chance_high"), pl.Float64),
    **dict.fromkeys(("gain", "gain_low", "gain_high"), pl.Float64),
    **dict.fromkeys(("rank", "rank_own"), pl.Int64),
}
_FLIPS: dict[str, type[pl.DataType]] = {
    **_KEYS,
    **dict.fromkeys(("ahead_by_own", "ahead_by_reading"), pl.String),
    **{
        f"{of}{end}": pl.Float64
        for of in ("difference_own", "difference_reading")
        for end in ("", "_low", "_high")
    },
}


def grid_table(found: Readings) -> pl.DataFrame:
    """One row a target, reading and plan; money in million yuan, a gain is NaN for the reference,
    a chance where there is no figure or there are too few runs."""
    rows = [
        _told(grid, row, cell) for grid in found.grids for row in grid.rows for cell in row.cells
    ]
    return pl.DataFrame(rows, schema=_GRID, orient="row")


def flips_table(found: Readings) -> pl.DataFrame:
    """One row a target, reading and pair of plans that change places: the difference of the one
    that is ahead by the headline's own reading less the other, by either reading."""
    rows = [
        (
            *(grid.target.outcome, grid.target.year, flip.reading.key),
            *(flip.own.first, flip.own.second),
            *(v for b in (flip.own, flip.other) for v in _ends(b.difference)),
        )
        for grid in found.grids
        for flip in grid.flips
    ]
    return pl.DataFrame(rows, schema=_FLIPS, orient="row")


def _ends(d: Difference) -> tuple[float, float, float]:
    return d.mean, d.low, d.high


def _told(grid: TargetGrid, row: Row, cell: Cell) -> tuple[object, ...]:
    reading, s = row.reading, cell.spread
    own = next(c.rank for c in grid.rows[0].cells if c.plan == cell.plan)
    return (
        *(grid.target.outcome, grid.target.year, reading.key, reading.name_zh, reading.name_en),
        *(reading.formula, grid.target.unit, grid.quarter, cell.plan),
        *(row.figure, cell.mean, s.median, s.low, s.high, s.runs, s.reached),
        *(s.probability, s.probability_low, s.probability_high),
        *((nan, nan, nan) if cell.gain is None else _ends(cell.gain)),
        *(cell.rank, own),
    )
