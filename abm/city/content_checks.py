"""Checks of the goods that live on content: their titles are counted by users of the start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.document import InputError, Table

Tables = Mapping[str, Table]


def check_contents(tables: Tables) -> Iterator[InputError]:
    """The faults of ``contents.csv``."""
    uses, cells = tables["uses"].columns, tables["cells"].columns
    mode = dict(zip(uses["key"], uses["mode"], strict=True))
    rows = zip(cells["use"], cells["destination"], cells["installed_units"], strict=True)
    used = {use for use, destination, units in rows if destination != "export" and units}
    table = tables["contents"]
    for row, use in enumerate(table.columns["use"]):
        if mode[use] != "adoption":
            yield table.error(row, "use", "a use in mode adoption", f"{use} in {mode[use]}")
        elif use not in used:
            expected = "a use with installed units at home in cells.csv"
            yield table.error(row, "use", expected, str(use))
