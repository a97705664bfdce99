"""Bytes of the columns in which firms live."""

from __future__ import annotations

from abm.model import IndustryModel
from benchmarks.row import Row
from benchmarks.run import CITY, PLAN
from engine.table import Table

KINDS = ("firms", "lines", "products")


def measure(quick: bool) -> list[Row]:
    """A row of each table, and all rows at the end of a run by living firm."""
    model = IndustryModel(CITY, PLAN, rng=1)
    model.run()
    tables = model.world.tables
    rows = [Row(f"a row of {name}", row_bytes(tables[name]), "bytes") for name in KINDS]
    firms = len(tables["firms"].live)
    used = sum(row_bytes(tables[name]) * tables[name].n for name in KINDS)
    living = sum(row_bytes(tables[name]) * len(tables[name].live) for name in KINDS)
    held = sum(column.nbytes for name in KINDS for column in tables[name]._store.values())
    rows += [
        Row("a firm with its lines and products", living / firms / 1e3, "kB", at_most=2.0),
        Row("the same with the rows of the dead", used / firms / 1e3, "kB"),
        Row("the same with room to grow", held / firms / 1e3, "kB"),
    ]
    return rows


def row_bytes(table: Table) -> int:
    """Bytes of one row."""
    return sum(
        column.itemsize * (column.shape[1] if column.ndim == 2 else 1)
        for column in table._store.values()
    )
