"""Checks of a city's data that span several columns or tables; each fault has its line and column.

Sums of rounded shares may miss 1 by ``TOLERANCE``.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import Any

from abm.city.brand_checks import check_brands
from abm.city.component_content_checks import check_component_contents, check_driving_levels
from abm.city.content_checks import check_contents
from abm.city.dated_uses import check_dated_uses
from abm.city.file import CityFile, Horizon
from abm.city.national_checks import check_national
from agents.city import (
    EVENT_FIELDS_OF_USES,
    FACTOR_PRICES,
    OF_GOODS,
    OTHER_COMPONENT,
    RATES,
    TABLES,
    VEHICLE_RATES,
)
from agents.columns import DESTINATIONS
from engine.calendar import quarter_text, year_of
from engine.document import Document, InputError, Table, did_you_mean, one_of

TOLERANCE = 1e-3

MONEY = "million yuan"

OTHER_UNITS = ("factories", "fraction", MONEY, "models", "scenarios")
"""Units of targets, beside those of the outcomes that are reported by name."""

LARGEST_FRACTION = 5.0
"""Of a series: growth and margins far from 0 happen, a percentage is a mistake."""

LONGEST = 400
"""Most quarters that a city's data may span."""

Tables = Mapping[str, Table]
Head = CityFile


def check_city(folder: Traversable, document: Document, head: Head, tables: Tables) -> None:
    """Raise the first fault that a check finds; the others go along with it."""
    faults = list(_check_head(folder, document, head, tables))
    for check in _CHECKS:
        faults.extend(check(tables, head))
    faults.extend(check_brands(tables, TOLERANCE))
    faults.extend(check_contents(tables))
    faults.extend(check_national(tables))
    if faults:
        first, *rest = faults
        first.others = tuple(rest)
        raise first


def _check_head(
    folder: Traversable, document: Document, head: Head, tables: Tables
) -> Iterator[InputError]:
    if head.end < head.start:
        expected = f"a quarter from {quarter_text(head.start)} on"
        yield document.error(("end",), expected, quarter_text(head.end))
    elif head.end - head.start >= LONGEST:
        expected = f"{quarter_text(head.start + LONGEST - 1)} or before: {LONGEST} quarters in all"
        yield document.error(("end",), expected, quarter_text(head.end))
    elif not head.start < head.policy_start <= head.end:
        expected = f"a quarter after {quarter_text(head.start)}, {quarter_text(head.end)} at last"
        yield document.error(("policy_start",), expected, quarter_text(head.policy_start))
    before: Head | Horizon = head
    for place, later in enumerate(head.horizons):
        at: tuple[str | int, ...] = ("horizons", place)
        if later.end <= before.end:
            expected = f"a year behind {year_of(before.end)}"
            yield document.error((*at, "year"), expected, str(later.year))
        elif not before.policy_start < later.policy_start <= later.end:
            expected = f"a quarter after {quarter_text(before.policy_start)}, "
            expected += f"{quarter_text(later.end)} at last"
            found = quarter_text(later.policy_start)
            yield document.error((*at, "policy_start"), expected, found)
        if later.given and later.given_error is None:
            yield document.error((*at, "given"), "a given_error beside it", "none")
        before = later
    if not folder.joinpath(head.map).is_file():
        yield document.error(("map",), "a file in the city's folder", repr(head.map))
    else:
        yield from _check_map(folder.joinpath(head.map), tables["districts"])
    levels = [government.level for government in head.governments]
    for level in ("municipality", "centre"):
        if levels.count(level) != 1:
            expected = f"one government of level {level}"
            yield document.error(("governments",), expected, str(levels.count(level)))
    taken = set(tables["districts"].columns["key"])
    for place, government in enumerate(head.governments):
        if government.level == "district":
            expected = "municipality or centre (districts come from districts.csv)"
            yield document.error(("governments", place, "level"), expected, "'district'")
        if government.key in taken:
            found = f"{government.key!r} again"
            yield document.error(("governments", place, "key"), "each government once", found)
        taken.add(government.key)


def _check_map(file: Traversable, districts: Table) -> Iterator[InputError]:
    """Every district is a feature of the map, found by its Chinese name in ``properties.name``."""
    try:
        features = json.loads(file.read_text(encoding="utf-8-sig"))["features"]
        names = {feature["properties"]["name"] for feature in features}
    except json.JSONDecodeError as error:
        yield InputError(str(file), error.lineno, error.colno, "", "valid JSON", error.msg.lower())
        return
    except (KeyError, TypeError, UnicodeDecodeError):
        yield InputError(
            str(file), 1, 1, "features", "GeoJSON whose features have properties.name", "none"
        )
        return
    for row, name in enumerate(districts.columns["name_zh"]):
        if name not in names:
            expected = f"the name of a feature in {file.name}{did_you_mean(name, names)}"
            yield districts.error(row, "name_zh", expected, repr(name))


def _rows(table: Table) -> Iterator[tuple[int, dict[str, Any]]]:
    for row in range(len(table)):
        yield row, {name: values[row] for name, values in table.columns.items()}


def _sum_fault(
    table: Table, row: int, columns: Iterable[str], exactly: bool
) -> Iterator[InputError]:
    """The fault of shares in one row that don't add up to 1, or to 1 at the most."""
    names = list(columns)
    total = sum(table.columns[name][row] for name in names)
    if total > 1 + TOLERANCE or (exactly and total < 1 - TOLERANCE):
        expected = f"{' + '.join(names)} {'= 1' if exactly else '<= 1'}"
        yield table.error(row, names[0], expected, f"{total:.6g}")


def _segments(tables: Tables, head: Head) -> Iterator[InputError]:
    table = tables["segments"]
    for row in range(len(table)):
        yield from _sum_fault(table, row, ("labour_share_of_cost", "energy_share_of_cost"), False)
    for role in ("target", "component"):
        if role not in table.columns["role"]:
            yield InputError(table.file, 1, 1, "role", f"a segment with the role {role}", "none")


def _inputs(tables: Tables, head: Head) -> Iterator[InputError]:
    table = tables["inputs"]
    segments = tables["segments"].columns
    role = dict(zip(segments["key"], segments["role"], strict=True))
    totals: dict[str, float] = {}
    for row, cells in _rows(table):
        component = cells["component"]
        if component != OTHER_COMPONENT and role[component] != "component":
            expected = f"a segment with the role component, or {OTHER_COMPONENT}"
            yield table.error(row, "component", expected, repr(component))
        yield from _sum_fault(table, row, ("local_share", "import_share"), False)
        totals[cells["segment"]] = (
            totals.get(cells["segment"], 0.0) + cells["share_of_material_cost"]
        )
        if totals[cells["segment"]] > 1 + TOLERANCE:
            expected = f"shares of {cells['segment']} that add up to at most 1"
            found = f"{totals[cells['segment']]:.6g} up to this row"
            yield table.error(row, "share_of_material_cost", expected, found)


def _use_inputs(tables: Tables, head: Head) -> Iterator[InputError]:
    table, inputs = tables["use_inputs"], tables["inputs"].columns
    segments, uses = tables["segments"].columns, tables["uses"].columns
    role = dict(zip(segments["key"], segments["role"], strict=True))
    segment = dict(zip(uses["key"], uses["segment"], strict=True))
    bought = set(zip(inputs["segment"], inputs["component"], strict=True))
    for row, cells in _rows(table):
        yield from _sum_fault(table, row, ("local_share", "import_share"), False)
        if role[cells["component"]] != "component":
            yield table.error(
                row, "component", "a segment with the role component", repr(cells["component"])
            )
        elif (segment[cells["use"]], cells["component"]) not in bought:
            expected = f"a class that {segment[cells['use']]} buys in inputs.csv"
            yield table.error(row, "component", expected, repr(cells["component"]))


def _sourcing(tables: Tables, head: Head) -> Iterator[InputError]:
    table, segments = tables["sourcing"], tables["segments"]
    known = set(table.columns["component"])
    role = dict(zip(segments.columns["key"], segments.columns["role"], strict=True))
    for row, cells in _rows(table):
        if role[cells["component"]] != "component":
            expected = "a segment with the role component"
            yield table.error(row, "component", expected, repr(cells["component"]))
    for row, key in enumerate(segments.columns["key"]):
        if role[key] == "component" and key not in known:
            expected = "a row in sourcing.csv for each component class"
            yield segments.error(row, "key", expected, f"none for {key}")


def _uses(tables: Tables, head: Head) -> Iterator[InputError]:
    table = tables["uses"]
    seasons = [f"seasonal_q{quarter}" for quarter in (1, 2, 3, 4)]
    for row, cells in _rows(table):
        mean = sum(cells[name] for name in seasons) / len(seasons)
        if abs(mean - 1) > TOLERANCE:
            yield table.error(row, seasons[0], "seasonal factors with the mean 1", f"{mean:.6g}")


def _cells(tables: Tables, head: Head) -> Iterator[InputError]:
    table, uses = tables["cells"], tables["uses"]
    mode = dict(zip(uses.columns["key"], uses.columns["mode"], strict=True))
    found: dict[str, set[str]] = {use: set() for use in mode}
    for row, cells in _rows(table):
        found[cells["use"]].add(cells["destination"])
        if mode[cells["use"]] == "adoption":
            for name in ("ceiling_units", "life_years"):
                if cells[name] <= 0:
                    expected = f"a number above 0 for a use of mode adoption ({cells['use']})"
                    yield table.error(row, name, expected, f"{cells[name]:g}")
    for row, use in enumerate(uses.columns["key"]):
        missing = [name for name in DESTINATIONS if name not in found[use]]
        if missing:
            expected = f"a row in cells.csv for each of {', '.join(DESTINATIONS)}"
            yield uses.error(row, "key", expected, f"none for {use} at {', '.join(missing)}")


def _parks(tables: Tables, head: Head) -> Iterator[InputError]:
    table, districts = tables["parks"], tables["districts"]
    remainders: dict[str, int] = {}
    for row, cells in _rows(table):
        if cells["kind"] != "remainder":
            continue
        remainders[cells["district"]] = remainders.get(cells["district"], 0) + 1
        if remainders[cells["district"]] > 1:
            found = f"a second one of {cells['district']}"
            yield table.error(row, "kind", "one remainder for each district", found)
        if cells["designated"]:
            yield table.error(row, "designated", "0 for a remainder", "1")
    for row, district in enumerate(districts.columns["key"]):
        if district not in remainders:
            expected = "a row of kind remainder in parks.csv for each district"
            yield districts.error(row, "key", expected, f"none for {district}")


def _park_floor(tables: Tables, head: Head) -> Iterator[InputError]:
    table = tables["park_floor"]
    for row, cells in _rows(table):
        if cells["last"] < cells["first"]:
            expected = f"a quarter from first on ({quarter_text(cells['first'])})"
            yield table.error(row, "last", expected, quarter_text(cells["last"]))


def _lines(tables: Tables, head: Head) -> Iterator[InputError]:
    table = tables["lines"]
    for row in range(len(table)):
        yield from _sum_fault(table, row, ("city_share", "rest_share", "export_share"), True)


def _hosts(tables: Tables, head: Head) -> Iterator[InputError]:
    """A named host is one, and spans the segment of the line."""
    table, ecosystems = tables["lines"], tables["ecosystems"].columns
    kind = dict(zip(ecosystems["key"], ecosystems["kind"], strict=True))
    segment = dict(
        zip(tables["uses"].columns["key"], tables["uses"].columns["segment"], strict=True)
    )
    spans = tables["ecosystem_segments"].columns
    spanned = set(zip(spans["ecosystem"], spans["segment"], strict=True))
    for row, cells in _rows(table):
        host = cells["host"]
        if host is None:
            continue
        if kind[host] != "host":
            yield table.error(row, "host", "an ecosystem of the kind host", repr(host))
        elif (host, segment[cells["use"]]) not in spanned:
            expected = f"a host that spans {segment[cells['use']]} in ecosystem_segments.csv"
            yield table.error(row, "host", expected, repr(host))


def _ramps(tables: Tables, head: Head) -> Iterator[InputError]:
    table, lines, firms = tables["ramps"], tables["lines"].columns, tables["firms"].columns
    known = set(zip(lines["firm"], lines["use"], strict=True))
    arrives = dict(zip(firms["key"], firms["arrives"], strict=True))
    for row, cells in _rows(table):
        firm, use, quarter = cells["firm"], cells["use"], cells["quarter"]
        if (firm, use) not in known:
            yield table.error(row, "use", f"a use that {firm} has in lines.csv", repr(use))
        if arrives[firm] is None:
            yield table.error(row, "firm", "a firm with a quarter of arrival", repr(firm))
        elif quarter < arrives[firm]:
            expected = f"a quarter from the arrival in {quarter_text(arrives[firm])} on"
            yield table.error(row, "quarter", expected, quarter_text(quarter))
        if quarter >= head.policy_start:
            expected = f"a quarter before the policy's start in {quarter_text(head.policy_start)}"
            yield table.error(row, "quarter", expected, quarter_text(quarter))


def _population(tables: Tables, head: Head) -> Iterator[InputError]:
    table = tables["population"]
    for row, cells in _rows(table):
        revenue = cells["revenue_million_per_year"]
        if cells["count"] and not revenue and cells["kind"] != "startup":
            expected = f"a number above 0 for {cells['count']} firms of kind {cells['kind']}"
            yield table.error(row, "revenue_million_per_year", expected, "0")
        if revenue and not cells["count"]:
            yield table.error(row, "count", "at least 1 firm for a revenue above 0", "0")


def _figures(tables: Tables, head: Head) -> Iterator[InputError]:
    """The value of a row is in the unit and range that its name asks for."""
    for schema in TABLES:
        table = tables[schema.name]
        for row, cells in _rows(table) if schema.figures else ():
            figure = schema.figures[cells["name"]]
            if not figure.takes(cells["unit"]):
                units = " or ".join(unit.replace("*", " …") for unit in figure.units)
                yield table.error(row, "unit", units, repr(cells["unit"]))
            elif not figure.value.holds(cells["value"]):
                expected = f"{figure.value.expected()} ({cells['unit']})"
                yield table.error(row, "value", expected, f"{cells['value']:g}")


def _series(tables: Tables, head: Head) -> Iterator[InputError]:
    """Shares are no percentages, and money is in million yuan."""
    table = tables["series"]
    for row, cells in _rows(table):
        unit, value = cells["unit"], cells["value"]
        fraction = unit.startswith(("fraction", "share")) or unit == "1/year"
        if fraction and not -LARGEST_FRACTION <= value <= LARGEST_FRACTION:
            expected = f"a fraction from -{LARGEST_FRACTION:g} to {LARGEST_FRACTION:g}"
            yield table.error(row, "value", expected, f"{value:g}")
        if "_million" in cells["series"] and unit != MONEY:
            yield table.error(row, "unit", f"{MONEY} for {cells['series']}", repr(unit))


def _target_years(tables: Tables, head: Head) -> Iterator[InputError]:
    table = tables["targets"]
    spans = [(year_of(first), year_of(last)) for first, last in head.spans]
    for row, year in enumerate(table.columns["year"]):
        if not any(first <= year <= last for first, last in spans):
            expected = " or ".join(
                f"a year from {first}, when the policy starts, to {last}, when the data end"
                for first, last in spans
            )
            yield table.error(row, "year", expected, str(year))


def check_targets(table: Table, columns: Collection[str], units: Mapping[str, str]) -> None:
    """Raise the first fault of a target's outcome or unit; the others go along with it.

    ``columns`` are the outcomes that the city has, ``units`` those of the ones whose unit is known.
    """
    faults = []
    known = sorted({*units.values(), *OTHER_UNITS})
    for row, cells in _rows(table):
        name, unit = cells["outcome"], cells["unit"]
        measured = not cells["unmeasured"]
        if measured and name not in columns:
            expected = f"an outcome of the model{did_you_mean(name, columns)}"
            expected += ", or unmeasured = 1 for a target that it has no outcome of"
            faults.append(table.error(row, "outcome", expected, repr(name)))
        elif not measured and name in columns:
            expected = f"0: the model has an outcome {name}"
            faults.append(table.error(row, "unmeasured", expected, "1"))
        if name in units and unit != units[name]:
            faults.append(table.error(row, "unit", f"{units[name]} for {name}", repr(unit)))
        elif name not in units and unit not in known:
            faults.append(table.error(row, "unit", one_of(known), repr(unit)))
        elif unit == "fraction" and (cells["value"] or 0.0) > 1:
            faults.append(table.error(row, "value", "a fraction up to 1", f"{cells['value']:g}"))
    if faults:
        first, *rest = faults
        first.others = tuple(rest)
        raise first


def _factor_prices(tables: Tables, head: Head) -> Iterator[InputError]:
    table = tables["factor_prices"]
    first = year_of(head.start)
    rows = zip(*(table.columns[name] for name in ("name", "year", "known")), strict=True)
    known = {name for name, year, public in rows if year <= first and public is None}
    for name in FACTOR_PRICES:
        if name not in known:
            expected = f"a row for {name} in {first} or before, with nothing in known"
            yield InputError(table.file, 1, 1, "name", expected, "none")


def _rates(tables: Tables, head: Head) -> Iterator[InputError]:
    """Each rate is known from the first quarter on, those of cars where there are any."""
    table = tables["rates"]
    cars = any(tables["uses"].columns["nev"])
    rows = zip(*(table.columns[name] for name in ("name", "since", "known")), strict=True)
    known = {name for name, since, public in rows if since <= head.start and public is None}
    for name in RATES:
        if name not in known and (cars or name not in VEHICLE_RATES):
            expected = f"a row for {name} from {quarter_text(head.start)} or before, with nothing "
            expected += "in known"
            yield InputError(table.file, 1, 1, "name", expected, "none")


def _giants(tables: Tables, head: Head) -> Iterator[InputError]:
    table = tables["giants"]
    for row, cells in _rows(table):
        if cells["last"] < cells["first"]:
            expected = f"a quarter from {quarter_text(cells['first'])} on"
            yield table.error(row, "last", expected, quarter_text(cells["last"]))
        if cells["chance"] >= 1:
            yield table.error(row, "chance", "a number below 1", f"{cells['chance']:g}")


def _events(tables: Tables, head: Head) -> Iterator[InputError]:
    table, segments = tables["events"], tables["segments"].columns
    role = dict(zip(segments["key"], segments["role"], strict=True))
    uses = tables["uses"].columns
    segment = dict(zip(uses["key"], uses["segment"], strict=True))
    for row, cells in _rows(table):
        if cells["field"] == "import_risk" and role.get(cells["segment"]) != "component":
            expected = "a component class, or none, for an import risk"
            if cells["segment"] is not None:
                yield table.error(row, "segment", expected, repr(cells["segment"]))
        if cells["end"] < cells["start"]:
            expected = f"a quarter from {quarter_text(cells['start'])} on"
            yield table.error(row, "end", expected, quarter_text(cells["end"]))
        if cells["use"] is None:
            continue
        if cells["field"] not in EVENT_FIELDS_OF_USES:
            expected = f"none: an event on {cells['field']} is one of a segment"
            yield table.error(row, "use", expected, repr(cells["use"]))
        elif cells["segment"] not in (None, segment[cells["use"]]):
            expected = f"a use of {cells['segment']}"
            yield table.error(row, "use", expected, repr(cells["use"]))


def _regularities(tables: Tables, head: Head) -> Iterator[InputError]:
    table = tables["regularities"]
    for row, cells in _rows(table):
        if cells["high"] <= cells["low"]:
            expected = f"a number above {cells['low']:g}, where the band begins"
            yield table.error(row, "high", expected, f"{cells['high']:g}")
        if cells["segment"] is not None and cells["fact"] not in OF_GOODS:
            yield table.error(row, "segment", "none, as this fact is the city's", "a segment")


_CHECKS: tuple[Callable[[Tables, Head], Iterator[InputError]], ...] = (
    _segments,
    _inputs,
    _use_inputs,
    check_component_contents,
    check_driving_levels,
    _sourcing,
    _uses,
    _cells,
    _parks,
    _park_floor,
    _lines,
    _hosts,
    _ramps,
    _population,
    _figures,
    _series,
    _factor_prices,
    _rates,
    _giants,
    _events,
    _regularities,
    _target_years,
    check_dated_uses,
)
