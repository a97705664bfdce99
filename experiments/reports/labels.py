"""How well a city's numbers are known, table by table, beside an earlier state of its data."""

from __future__ import annotations

import csv
import io
from collections import Counter

from abm.city.city import find_city
from agents.city import LABELS, TABLES
from engine.document import InputError, read_text
from experiments.reports.report import Report, Table

TITLE = "How many rows are read, derived, assumed"

STATES = ("现在 now", "此前 before")


def labels_report(name: str, before: str | None = None) -> Report:
    """A line a table: how many rows are read, derived, assumed, and how many were in the folder
    ``before``, whose files need not be those of today. Raises InputError."""
    states = [_counts(folder) for folder in ([name] if before is None else [name, before])]
    heads = ["table", *LABELS]
    if before is not None:
        heads = ["table", *(f"{label}, {state}" for state in STATES for label in LABELS)]
    rows = [
        [schema.name, *(str(state[schema.name][label]) for state in states for label in LABELS)]
        for schema in TABLES
        if any(state[schema.name].total() for state in states)
    ]
    sums = [str(sum(c[label] for c in state.values())) for state in states for label in LABELS]
    more = "" if before is None else " --before DIR"
    written = f"Written by `yuanqu city labels{more}`; labels are those of deciding figures."
    return Report([written, Table(heads, [*rows, ["合计 all", *sums]], "数据依据 " + TITLE)])


def _counts(folder: str) -> dict[str, Counter[str]]:
    """Labels of each table of a city's folder; none of a table that it is without."""
    found = {}
    for schema in TABLES:
        file = find_city(folder).joinpath(schema.file)
        counts: Counter[str] = Counter()
        if file.is_file():
            name, text = read_text(file)
            rows = csv.DictReader(io.StringIO(text))
            if "label" not in (rows.fieldnames or ()):
                raise InputError(name, 1, 1, "label", "a column of this name", "none")
            counts.update(row["label"] for row in rows)
        found[schema.name] = counts
    return found
