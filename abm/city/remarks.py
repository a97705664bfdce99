"""What of a city's data no run can meet: dated rows beyond the quarters that it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from abm.city.file import CityFile
from engine.calendar import quarter_text
from engine.document import Remark, Table

BEGINS: Mapping[str, str] = {
    "events": "start",
    "giants": "first",
    "firms": "arrives",
    "ecosystems": "opens",
    "rates": "since",
}
"""The first quarter of what a row is about, by table."""

ENDS: Mapping[str, str] = {"events": "end", "giants": "last", "firms": "parent_until"}


def remarks(tables: Mapping[str, Table], head: CityFile) -> Iterator[Remark]:
    """A line on each row that has no effect between the city's first and last quarter."""
    for name, column in BEGINS.items():
        for row, quarter in enumerate(tables[name].columns[column]):
            if quarter is not None and quarter > head.data_end:
                text = f"no effect: the city's data end in {quarter_text(head.data_end)}"
                yield tables[name].remark(row, column, text)
    for name, column in ENDS.items():
        for row, quarter in enumerate(tables[name].columns[column]):
            if quarter is not None and quarter < head.start:
                text = f"no effect: the city's data begin in {quarter_text(head.start)}"
                yield tables[name].remark(row, column, text)
    events = tables["events"]
    for row, factor in enumerate(events.columns["factor"]):
        if factor == 1.0:
            yield events.remark(row, "factor", "no effect: it multiplies by 1")
