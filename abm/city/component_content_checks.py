"""Checks of what products hold, and of the driving levels of named makers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from abm.city.file import CityFile
from agents.city.columns import PER_LEVEL2, PER_UNIT
from engine.document import InputError, Table

Tables = Mapping[str, Table]


def check_component_contents(tables: Tables, head: CityFile) -> Iterator[InputError]:
    """Components held are of a class that the product's makers buy; only vehicles have levels."""
    table, inputs = tables["component_contents"], tables["inputs"].columns
    segment, vehicles = _segments(tables)
    bought = set(zip(inputs["segment"], inputs["component"], strict=True))
    c = table.columns
    for row, (use, part, per) in enumerate(
        zip(c["use"], c["component_use"], c["per"], strict=True)
    ):
        buyer = segment[use]
        if (buyer, segment[part]) not in bought:
            expected = f"a market of a class that {buyer} buys in inputs.csv"
            yield table.error(row, "component_use", expected, repr(part))
        if per == PER_LEVEL2 and buyer not in vehicles:
            expected = f"{PER_UNIT}, as {buyer} has no driving levels"
            yield table.error(row, "per", expected, repr(per))


def check_driving_levels(tables: Tables, head: CityFile) -> Iterator[InputError]:
    """Only makers of vehicles have a level."""
    table, firms = tables["driving_levels"], tables["firms"].columns
    of = dict(zip(firms["key"], firms["segment"], strict=True))
    vehicles = _segments(tables)[1]
    for row, firm in enumerate(table.columns["firm"]):
        if of[firm] not in vehicles:
            expected = "a firm of a segment with new-energy vehicles"
            yield table.error(row, "firm", expected, repr(firm))


def _segments(tables: Tables) -> tuple[dict[str, str], set[str]]:
    """Segment of each use, and those of vehicles."""
    uses = tables["uses"].columns
    of = dict(zip(uses["key"], uses["segment"], strict=True))
    return of, {s for s, nev in zip(uses["segment"], uses["nev"], strict=True) if nev}
