"""Checks of the national paths of a city: whole years, facts before forecasts, shares below one."""

from collections.abc import Iterator, Mapping

from engine.calendar import year_of
from engine.document import InputError, Table, did_you_mean

Tables = Mapping[str, Table]

FIRST_YEAR = 0
"""Before every year that a path may have: it is needed from the first on."""


def check_national(tables: Tables) -> Iterator[InputError]:
    """The faults of paths.csv and what goes with it."""
    yield from _series(tables["national_series"])
    yield from _paths(tables, _needed_from(tables))
    yield from _uses(tables)


def _uses(tables: Tables) -> Iterator[InputError]:
    """A path is of whole units, what splits it a share; and a share says which side."""
    table, series = tables["path_uses"], tables["national_series"].columns
    scale = dict(zip(series["key"], series["scale"], strict=True))
    columns = table.columns
    for row in range(len(table)):
        for name, wanted in (("series", "log"), ("share", "logit"), ("exported", "logit")):
            key = columns[name][row]
            if key and scale[key] != wanted:
                expected = f"the key of a series in {wanted}s"
                yield table.error(row, name, expected, repr(key))
        if bool(columns["share"][row]) != bool(columns["side"][row]):
            expected = "part or rest where there is a share, else nothing"
            yield table.error(row, "side", expected, repr(columns["side"][row] or ""))


def _series(table: Table) -> Iterator[InputError]:
    whole = {
        key
        for key, scale in zip(table.columns["key"], table.columns["scale"], strict=True)
        if scale == "log"
    }
    for row, of in enumerate(table.columns["of"]):
        if of and of not in whole:
            expected = f"the key of a series in logs{did_you_mean(str(of), whole)}"
            yield table.error(row, "of", expected, repr(of))


def _needed_from(tables: Tables) -> dict[object, int]:
    """The year from which a series needs a path, if only markets that open later follow it."""
    uses = tables["uses"].columns
    opens = dict(zip(uses["key"], uses["starts"], strict=True))
    found: dict[object, int] = {}
    for name in ("series", "share", "exported", "export_series"):
        columns = tables["path_uses"].columns
        rows = zip(columns["use"], columns[name], strict=True)
        for use, key in rows:
            if key:
                year = FIRST_YEAR if opens[use] is None else year_of(opens[use])
                found[key] = min(found.get(key, year), year)
    return found


def _paths(tables: Tables, needed: dict[object, int]) -> Iterator[InputError]:
    table, sets = tables["paths"], tables["path_sets"]
    cuts = dict(zip(sets.columns["key"], sets.columns["cut"], strict=True))
    series = tables["national_series"].columns
    logit = dict(zip(series["key"], series["scale"], strict=True))
    columns = table.columns
    spans: dict[object, tuple[int, int]] = {}
    for known, year in zip(columns["set"], columns["year"], strict=True):
        low, high = spans.get(known, (year, year))
        spans[known] = min(low, year), max(high, year)
    last: dict[tuple[object, object], tuple[int, str]] = {}
    order = sorted(range(len(table)), key=lambda r: (columns["year"][r], r))
    for row in order:
        known, key = columns["set"][row], columns["series"][row]
        year, role = columns["year"][row], columns["role"][row]
        first = max(spans[known][0], needed.get(key, FIRST_YEAR))
        before = last.get((known, key), (min(first, year) - 1, "fact"))
        last[known, key] = year, role
        if year != before[0] + 1:
            yield table.error(row, "year", f"a row of {before[0] + 1} before", str(year))
        if role == "fact" and before[1] != "fact":
            yield table.error(row, "role", "no fact behind a forecast", "a fact")
        if role == "fact" and year + 1 > cuts[known]:
            yield table.error(row, "role", f"a fact of before the cut {cuts[known]:g}", str(year))
        if logit[key] == "logit" and columns["value"][row] >= 1:
            yield table.error(row, "value", "a share below 1", f"{columns['value'][row]:g}")
    for (known, key), (year, _) in last.items():
        if year != spans[known][1]:
            row = max(r for r in order if (columns["set"][r], columns["series"][r]) == (known, key))
            yield table.error(row, "year", f"a row of {year + 1} too, as other series have", "none")
