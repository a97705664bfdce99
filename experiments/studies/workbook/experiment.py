"""An experiment out of a workbook, as the YAML files that it stands for.

What is wrong in a file that was made of a sheet is told by the cell behind it.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from abm.city.city import city_cached, is_shipped
from abm.city.name import with_year
from abm.parameters import defaults, there
from engine.document import InputError, Position, Remark, parse_yaml
from experiments.runs.folder.files import writable
from experiments.runs.folder.ours import write_named
from experiments.studies.workbook.forms import (
    ASSUMPTIONS,
    EXPERIMENT,
    FORMS,
    JSON,
    LEVERS,
    LISTS,
    PLANS,
    Form,
)
from experiments.studies.workbook.grid import Grid, place_of, read_book, text_of

Loc = tuple[str | int, ...]
Cell = tuple[str, int, int]
"""Sheet, row and column."""

MARK = "# Written by yuanqu of a workbook.\n"
NUMBERS = ("level", "budget", "cap", "low", "high", "scale", "value", "year", "count", "first")
"""Fields that hold a number, which a cell may hold as text too."""


@dataclass
class Made:
    """A file made of sheets: its data, and the cell of each value."""

    data: dict[str, Any]
    cells: dict[Loc, Cell] = field(default_factory=dict)
    names: dict[Loc, Cell] = field(default_factory=dict)
    """Of keys, where these stand in cells of their own."""

    @property
    def text(self) -> str:
        """The file."""
        yaml = YAML()
        yaml.default_flow_style = False
        yaml.allow_unicode = True
        yaml.width = 100
        buffer = StringIO()
        yaml.dump(self.data, buffer)
        return MARK + buffer.getvalue()

    def cell(self, loc: Loc) -> Cell | None:
        """The cell of a value, or of the nearest above it."""
        while loc and loc not in self.cells:
            loc = loc[:-1]
        return self.cells.get(loc)


@dataclass(frozen=True)
class Unpacked:
    """The files of a workbook in a folder, and the cells behind them."""

    workbook: str
    experiment: Path
    files: Mapping[Path, Made]

    def place(self, file: str, line: int, column: int, what: str) -> str | None:
        """The cell behind a place in one of the files; None elsewhere."""
        made = self.files.get(Path(file)) if file else None
        if made is not None:
            document = parse_yaml(file, made.text)
            at = Position(line, column)
            key, value = _longest(document.keys, at), _longest(document.values, at)
            cell = made.names.get(key) or made.cell(max(key, value, key=len))
            return self.workbook if cell is None else place_of(self.workbook, *cell)
        cell = self.files[self.experiment].cells.get(("constants", what)) if not file else None
        return None if cell is None else place_of(self.workbook, *cell)

    def remark(self, remark: Remark) -> Remark:
        """What has no effect, with the cell in place of the line."""
        place = self.place(remark.file, remark.line, remark.column, remark.field)
        return remark if place is None else Remark(place, 0, 0, remark.field, remark.text)

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Faults of the files become faults of cells."""
        try:
            yield
        except InputError as error:
            place = self.place(error.file, error.line, error.column, error.field)
            if place is None:
                raise
            raise InputError(place, 0, 0, error.field, error.expected, error.found) from None


def _longest(places: Mapping[Loc, Position], at: Position) -> Loc:
    """What begins in a place: a mapping does where its first key does, which is meant."""
    return max((loc for loc, place in places.items() if place == at), key=len, default=())


def unpack(workbook: Path, folder: Path) -> Unpacked:
    """Write ``experiment.yaml`` and its plans, as the workbook has them, into a folder.

    Raises ``InputError`` for a wrong cell, and where a file of another origin is in the way.
    """
    book = read_book(workbook)
    grids = {form.name.en: _sheet(workbook, book, form) for form in FORMS}
    plans = dict(_plans(grids["plans"], grids["levers"]))
    experiment = _experiment(grids["experiment"], workbook)
    experiment.data["plans"] = [f"plans/{key}.yaml" for key in plans]
    for place, made in enumerate(plans.values()):
        experiment.cells["plans", place] = made.cells["key",]
    _constants(experiment, grids["assumptions"])
    files = {folder / "plans" / f"{key}.yaml": made for key, made in plans.items()}
    files[folder / "experiment.yaml"] = experiment
    with writable(folder, "--write"):
        for path, made in files.items():
            write_named(path, "--write", made.text.encode(), (workbook,))
    return Unpacked(str(workbook), folder / "experiment.yaml", files)


def _sheet(workbook: Path, book: Mapping[str, Grid], form: Form) -> Grid:
    grid = form.find(book)
    if grid is None:
        expected = f"a sheet “{form.name.zh}” or “{form.name.en}”, as yuanqu export writes"
        raise InputError(str(workbook), 0, 0, "", expected, f"sheets {', '.join(book)}"[:120])
    return grid


def _rows(grid: Grid, form: Form) -> Iterator[tuple[int, dict[str, Any], dict[str, Cell]]]:
    """The rows below the heads that hold something: number, values by field, cells by field."""
    head, places = form.places(grid)
    read = {h.field for h in form.heads if h.read}
    for row in range(head + 1, len(grid.rows) + 1):
        values = {
            name: _plain(grid.at(row, column), name)
            for name, column in places.items()
            if name in read
        }
        if any(value is not None for value in values.values()):
            yield row, values, {name: (grid.name, row, places[name]) for name in values}


def _plain(value: str | float | None, name: str) -> Any:
    """A cell as YAML has it: whole numbers whole, texts without blanks around them."""
    if value is None or isinstance(value, float):
        if value is None or name not in NUMBERS:
            return text_of(value) or None
        return int(text_of(value)) if text_of(value).lstrip("-").isdigit() else value
    text = value.strip()
    if name in NUMBERS:
        try:
            number = float(text)
        except ValueError:
            return text or None
        return _plain(number, name)
    return text or None


def _plans(plans: Grid, levers: Grid) -> Iterator[tuple[str, Made]]:
    found: dict[str, Made] = {}
    for row, values, cells in _rows(plans, PLANS):
        key = values["key"]
        if key is None or not _is_key(key) or key in found:
            expected = "a key of small letters, digits and _ that no other plan has"
            raise plans.error(row, cells["key"][2], "key", expected, repr(key or "nothing"))
        data: dict[str, Any] = {"key": key}
        made = Made(data)
        for name, value in values.items():
            loc = tuple(name.split("."))
            made.cells[loc] = cells[name]
            if len(loc) == 2:
                data.setdefault(loc[0], {})[loc[1]] = value or ""
                made.cells.setdefault(loc[:1], cells[name])
            elif value is not None:
                data[name] = value
        data["settings"] = []
        found[key] = made
    if not found:
        raise plans.error(0, 1, "key", "a plan", "none")
    for row, values, cells in _rows(levers, LEVERS):
        key = values.pop("plan")
        if key not in found:
            expected = f"a plan of the sheet “{plans.name}” ({', '.join(found)})"
            raise levers.error(row, cells["plan"][2], "plan", expected, repr(key or "nothing"))
        _add_setting(found[key], values, cells, levers)
    yield from found.items()


def _is_key(text: str) -> bool:
    return text.replace("_", "0").isalnum() and text == text.lower() and text.isascii()


def _add_setting(
    made: Made, values: Mapping[str, Any], cells: Mapping[str, Cell], levers: Grid
) -> None:
    settings = made.data["settings"]
    place = len(settings)
    data: dict[str, Any] = {}
    made.cells["settings", place] = cells["instrument"]
    for name, value in values.items():
        made.cells["settings", place, name] = cells[name]
        if value is None:
            if name in ("instrument", "from", "level", "label"):
                _, row, column = cells[name]
                raise levers.error(row, column, name, "something in this cell", "nothing")
            continue
        if name in LISTS:
            data[name] = [word.strip() for word in value.replace("，", ",").split(",") if word]
        elif name == "inherited":
            if value not in ("0", "1"):
                _, row, column = cells[name]
                raise levers.error(row, column, name, "1 or nothing", repr(value))
            if value == "1":
                data[name] = True
        else:
            data[name] = value
    data.setdefault("source", "")
    settings.append(data)


def _experiment(grid: Grid, workbook: Path) -> Made:
    made = Made({})
    _, places = EXPERIMENT.places(grid)
    for row, values, _ in _rows(grid, EXPERIMENT):
        name = values["field"] or ""
        loc = tuple(name.split("."))
        cell = grid.name, row, places["value"]
        made.cells[loc] = cell
        # What is long goes on in the cells to the right.
        rest = (text_of(grid.at(row, c)) for c in range(places["value"], len(grid.rows[0]) + 1))
        text = "".join(rest)
        if not text:
            continue
        value: Any = _plain(grid.at(row, places["value"]), loc[-1])
        if name in JSON:
            try:
                value = json.loads(text)
            except ValueError as error:
                raise grid.error(row, cell[2], name, "JSON", str(error)) from None
        if len(loc) == 2:
            made.data.setdefault(loc[0], {})[loc[1]] = value
            made.cells.setdefault(loc[:1], cell)
        else:
            made.data[name] = value
    _beside(made.data, workbook)
    return made


def _beside(data: dict[str, Any], workbook: Path) -> None:
    """Paths that the workbook names, a city of one's own and a table of points, are meant from
    where it is."""
    city = str(data.get("city", ""))
    if city and not is_shipped(city):
        data["city"] = str((workbook.parent / city).resolve())
    design = data.get("design")
    if isinstance(design, dict) and "file" in design:
        design["file"] = str((workbook.parent / str(design["file"])).resolve())


def _constants(made: Made, grid: Grid) -> None:
    """What the experiment sets itself, and what was changed in the sheet."""
    known = _known(made, grid)
    found: dict[str, float] = {}
    for row, values, cells in _rows(grid, ASSUMPTIONS):
        name, value = values["name"], values["value"]
        column = cells["value"][2]
        if name is None:
            raise grid.error(row, cells["name"][2], "", "a parameter's name", "nothing")
        if ("constants", name) in made.cells:
            raise grid.error(row, cells["name"][2], name, "a parameter once", "it again")
        if not isinstance(value, int | float):
            raise grid.error(row, column, name, "a number", repr(value or "nothing"))
        made.cells["constants", name] = cells["value"]
        made.names["constants", name] = cells["name"]
        if values["set"] == "1" or known.get(name) != value:
            found[name] = float(value)
    made.data["constants"] = found


def _known(made: Made, grid: Grid) -> Mapping[str, float]:
    """The city's own values of the parameters. Raises ``InputError``."""
    name, year = str(made.data.get("city", "")), made.data.get("year")
    try:
        city = with_year(name, year if isinstance(year, int) else None)
        entries, _ = defaults(city)
        data = city_cached(city)
    except InputError as error:
        place = place_of(grid.file, *made.cells.get(("city",), (EXPERIMENT.name.en, 0, 1)))
        raise InputError(place, 0, 0, "city", error.expected, error.found) from None
    return {name: entry.value for name, entry in entries.items() if there(data, name)}
