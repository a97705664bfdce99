"""Markets that open by a date: which a city has by its end, and where they stand among the others.

Those that open behind the city's last quarter are not there at all, nor is any row that names one:
a run that ends before is the same whether a file has them or not. Those that open later than the
first quarter stand behind the others, the earliest first, so that none moves another's luck.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from abm.city.file import CityFile
from agents.city import KINDS, Rows
from engine.calendar import quarter_text
from engine.document import InputError, Reference, Table

Tables = Mapping[str, Table]
USES = "uses"
TURNS = ("firms", "turns_to")
"""A firm stays, to whichever market it would have turned."""


def opened_by(rows: Mapping[str, Any], start: int, end: int) -> dict[str, Any]:
    """The tables of a city whose data run from quarter ``start`` to ``end``, of all its files have.

    ``rows`` by name, each after those that it refers to. A table that loses nothing is the same.
    """
    dated = rows[USES].starts > start
    if not dated.any():
        return dict(rows)
    when = np.where(dated, rows[USES].starts, start)
    order = np.argsort(when, kind="stable")
    moved: dict[str, NDArray[np.int64]] = {USES: order[when[order] <= end]}
    found: dict[str, Any] = {}
    for name, kind in KINDS.items():
        found[name] = _followed(name, kind, rows[name], rows, moved)
    return found


def _followed(
    name: str,
    kind: type[Rows],
    table: Rows,
    rows: Mapping[str, Any],
    moved: dict[str, NDArray[np.int64]],
) -> Rows:
    """A table without rows that name what is gone, with its references where the others now stand.

    ``moved`` holds the rows that are left, of the tables in which any went or moved; it gets this.
    """
    left = moved.get(name, np.arange(len(table)))
    codes: dict[str, NDArray[np.int64]] = {}
    for column, declared in kind.schema.columns.items():
        if isinstance(declared, Reference) and declared.table in moved:
            place = np.full(len(rows[declared.table]) + 1, -1)  # the last for those without one
            place[moved[declared.table]] = np.arange(len(moved[declared.table]))
            was = table.columns[column]
            assert isinstance(was, np.ndarray)
            codes[column] = place[was]
            if (name, column) != TURNS:
                left = left[(was < 0)[left] | (codes[column] >= 0)[left]]
    if len(left) < len(table):
        moved[name] = left
    if name not in moved and not codes:
        return table
    return table.at(left, **{column: values[left] for column, values in codes.items()})


STAND_FROM_THE_FIRST: Mapping[str, str] = {
    "contents": "content is counted against that of the start",
    "principals": "a market that opens later has no principals",
    "lines": "nobody sells in a market before it opens",
    "ramps": "nobody sells in a market before it opens",
    "population": "nobody sells in a market before it opens",
}
"""Tables that tell who sells at the start, or has goods made, and why a dated market is not one."""


def check_dated_uses(tables: Tables, head: CityFile) -> Iterator[InputError]:
    """Faults of markets that open later, and of the rows that name one."""
    table = tables[USES]
    columns = table.columns
    segments = tables["segments"].columns
    role = dict(zip(segments["key"], segments["role"], strict=True))
    starts = {
        key: when
        for key, when in zip(columns["key"], columns["starts"], strict=True)
        if when is not None and when > head.start
    }
    segments_of = dict(zip(columns["key"], columns["segment"], strict=True))
    old = {segment for key, segment in segments_of.items() if key not in starts}
    for row, (key, segment) in enumerate(zip(columns["key"], columns["segment"], strict=True)):
        if key not in starts:
            continue
        found = quarter_text(starts[key])
        if role[segment] == "component":
            first = f"{quarter_text(head.start)} or before, or nothing: {segment} is a component"
            yield table.error(row, "starts", first, found)
        elif segment not in old:
            expected = f"another use of {segment} that is there from {quarter_text(head.start)} on"
            yield table.error(row, "starts", expected, "none")
    for row, use in enumerate(tables["cells"].columns["use"]):
        installed = tables["cells"].columns["installed_units"][row]
        if use in starts and installed:
            expected = f"0: {use} opens in {quarter_text(starts[use])}, without users"
            yield tables["cells"].error(row, "installed_units", expected, f"{installed:g}")
    for name, why in STAND_FROM_THE_FIRST.items():
        for row, use in enumerate(tables[name].columns["use"]):
            if use in starts:
                expected = f"a use that is there from {quarter_text(head.start)} on ({why})"
                yield tables[name].error(row, "use", expected, repr(use))
    firms = tables["firms"]
    for row, (turns, segment) in enumerate(
        zip(firms.columns["turns_to"], firms.columns["segment"], strict=True)
    ):
        if turns is not None and (turns not in starts or segments_of[turns] != segment):
            expected = f"a use of {segment} that opens after {quarter_text(head.start)}"
            yield firms.error(row, "turns_to", expected, repr(turns))
    giants = tables["giants"]
    for row, (use, first) in enumerate(
        zip(giants.columns["use"], giants.columns["first"], strict=True)
    ):
        if use in starts and first < starts[use]:
            expected = f"a quarter from {quarter_text(starts[use])} on, when {use} opens"
            yield giants.error(row, "first", expected, quarter_text(first))
