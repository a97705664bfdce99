"""A city's folder out of a workbook, and a city's faults as those of cells."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from abm.city.city import load_city
from abm.clauses import clauses_of
from abm.outcomes.definitions import of_city
from abm.parameters import defaults
from agents.city import City
from engine.document import InputError
from experiments.runs.folder.files import writable, write_all
from experiments.studies.workbook.files import Kind, Laid
from experiments.studies.workbook.grid import Grid, read_book, text_of
from policies.city_plans import PLANS, plan_in
from policies.plan import NO_POLICY, known_plans
from policies.scope import bind

INDEX = "files"
"""The sheet that says which file of the folder each of the others is."""

HEADS = ("sheet", "file", "kind", "newline", "ends", "mark", "quoted")
NEWLINES = {"LF": "\n", "CRLF": "\r\n"}
KINDS: tuple[Kind, ...] = ("table", "text")
"""Of a file: its cells, or its lines."""


def import_city(workbook: Path, out: Path) -> City:
    """Write the folder that a workbook holds, once it has been read as a city without a fault.

    Raises ``InputError``, of the cell where a value is wrong; then nothing is written.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(str(out), 0, 0, "--out", "a folder that is new or empty", "another")
    book = read_book(workbook)
    laid = dict(sheets_of(workbook, book))
    with TemporaryDirectory(prefix="yuanqu-") as name:
        folder = Path(name)
        _write(folder, laid)
        with faults_in_cells(folder, laid, book):
            city = checked(folder)
    with writable(out, "--out"):
        _write(out, laid)
    return city


def checked(folder: Path) -> City:
    """A city with all that its folder says: parameters, outcomes, plans, clauses. Raises
    ``InputError``."""
    city = load_city(folder)
    name = str(folder)
    defaults(name)
    of_city(city)
    own = folder / PLANS
    if own.is_dir():
        for key in known_plans(own):
            if key != NO_POLICY:
                bind(plan_in(city, key), city)
    clauses_of(name)
    return city


def sheets_of(workbook: Path, book: Mapping[str, Grid]) -> Iterator[tuple[str, Laid]]:
    """The files that a workbook holds, by sheet. Raises ``InputError``."""
    index = book.get(INDEX)
    if index is None:
        expected = f"a workbook of a city, with a sheet {INDEX!r}"
        raise InputError(str(workbook), 0, 0, "", expected, f"sheets {', '.join(book)}"[:120])
    heads = {text_of(name): place for place, name in enumerate(index.rows[0], 1)}
    for name in HEADS:
        if name not in heads:
            raise index.error(1, 1, name, "a column of this name", "none")
    for row in range(2, len(index.rows) + 1):
        said = {name: text_of(index.at(row, heads[name])) for name in HEADS}
        if not any(said.values()):
            continue
        if said["sheet"] not in book:
            raise index.error(
                row, heads["sheet"], "sheet", "a sheet of the workbook", said["sheet"]
            )
        path = PurePosixPath(said["file"])
        if not _within(path):
            expected = f"a file's name, or {PLANS}/ and one"
            raise index.error(row, heads["file"], "file", expected, repr(said["file"]))
        for name, known in (("kind", KINDS), ("newline", tuple(NEWLINES))):
            if said[name] not in known:
                raise index.error(row, heads[name], name, " or ".join(known), repr(said[name]))
        yield said["sheet"], _laid(book[said["sheet"]], said)


def _within(path: PurePosixPath) -> bool:
    """Whether a file lies in a city's folder, or among its plans."""
    parts = path.parts
    plain = bool(parts) and all(p and not p.startswith(".") and "\\" not in p for p in parts)
    return plain and not path.is_absolute() and parts[:-1] in ((), (PLANS,))


def _laid(grid: Grid, said: Mapping[str, str]) -> Laid:
    rows = [[text_of(value) for value in row] for row in grid.rows]
    table = said["kind"] == "table"
    if table and rows:
        names = [place for place, name in enumerate(rows[0], 1) if name]
        width = max(names, default=0)
        for number, row in enumerate(rows, 1):
            for place, text in enumerate(row[width:], width + 1):
                if text:
                    raise grid.error(number, place, "", "nothing under no column's name", text)
    newline, ends = NEWLINES[said["newline"]], said["ends"] == "1"
    quoted = frozenset(said["quoted"].split()) if table else frozenset()
    kind: Kind = "table" if table else "text"
    return Laid(said["file"], kind, rows, newline, ends, said["mark"] == "1", quoted)


def _write(folder: Path, laid: Mapping[str, Laid]) -> None:
    write_all({folder / one.file: one.content for one in laid.values()})


@contextmanager
def faults_in_cells(
    folder: Path, laid: Mapping[str, Laid], book: Mapping[str, Grid]
) -> Iterator[None]:
    """Faults of files that were written into ``folder`` become those of the cells behind them."""
    try:
        yield
    except InputError as error:
        for sheet, one in laid.items():
            if Path(error.file) == folder / one.file:
                row, column = _place(one, error)
                grid = book[sheet]
                raise grid.error(row, column, error.field, error.expected, error.found) from None
        if not error.file.startswith(str(folder)):
            raise
        named = Path(error.file).name
        file = next(iter(book.values())).file
        raise InputError(file, 0, 0, named, error.expected, error.found) from None


def _place(one: Laid, error: InputError) -> tuple[int, int]:
    """Row and column of a fault's line and field; 0 where it is of the whole file."""
    starts = [line for _, line in one.lines()]
    row = sum(line <= error.line for line in starts) if error.line else 0
    if one.kind == "table" and one.rows and error.field in one.rows[0]:
        return row, list(one.rows[0]).index(error.field) + 1
    return row, 1
