"""A city as a workbook and back: the same bytes, and a wrong cell told by its address."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.studies.workbook.files import files_of, laid_out
from experiments.studies.workbook.grid import address, number_in, text_of
from tests.experiments.commands import Said
from tests.littleton import FOLDER

pytest.importorskip("xlsxwriter")
pytest.importorskip("python_calamine")

from python_calamine import CalamineWorkbook

from abm.city.city import digest_of
from experiments.reports.workbook.book import Book, untouched
from experiments.studies.workbook.grid import read_book

Command = Callable[..., Said]


@pytest.fixture
def altered(tmp_path: Path) -> Callable[..., Path]:
    """A workbook again, with other values in some cells of a sheet: as somebody would save it."""

    def alter(workbook: Path, sheet: str, cells: dict[str, object], name: str = "mine") -> Path:
        book = Book()
        for grid in read_book(workbook).values():
            made = book.sheet(grid.name)
            for row, values in enumerate(grid.rows, 1):
                for column, value in enumerate(values, 1):
                    made.put(row, column, value)
            for at, value in cells.items() if grid.name == sheet else ():
                where = next(
                    (row, column)
                    for row in range(1, len(grid.rows) + 2)
                    for column in range(1, 40)
                    if address(row, column) == at
                )
                made.put(*where, value)
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(book.content())
        return path

    return alter


def exported(yuanqu: Command, folder: Path, city: str | Path = "littleton") -> Path:
    """The workbook of a city."""
    path = folder / "city.xlsx"
    said = yuanqu("city", "export", city, "--xlsx", path)
    assert said.code == 0, said.err
    return path


def test_the_same_bytes_come_back(yuanqu: Command, tmp_path: Path) -> None:
    """Every file of Littleton, its plans too, and so the city's digest."""
    path = exported(yuanqu, tmp_path)
    said = yuanqu("city", "import", path, "--out", tmp_path / "back")
    assert said.code == 0, said.err
    assert dict(files_of(tmp_path / "back")) == dict(files_of(FOLDER))
    assert digest_of(FOLDER) in said.out
    assert path.read_bytes() == exported(yuanqu, tmp_path).read_bytes()


def test_tables_are_cells_and_numbers_numbers(yuanqu: Command, tmp_path: Path) -> None:
    """What a reader would add up is a number; every table has a sheet of its own."""
    book = CalamineWorkbook.from_path(str(exported(yuanqu, tmp_path)))
    assert {path.name for path in FOLDER.glob("*.*")} <= set(book.sheet_names)
    head, *rows = book.get_sheet_by_name("parks.csv").to_python()
    floor = [row[head.index("floor_m2")] for row in rows]
    assert len(rows) == len((FOLDER / "parks.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert all(isinstance(value, float) and value > 0 for value in floor)


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "told"),
    [
        ("parks.csv", "E3", "east", "[parks.csv!E3]: lon"),
        ("parks.csv", "D3", "nowhere", "[parks.csv!D3]: district"),
        ("city.yaml", "A4", "start: 2018Q9", "[city.yaml!A4]: start"),
        ("files", "C2", "picture", "[files!C2]: kind"),
        ("files", "B2", "../x.csv", "[files!B2]: file"),
        ("plans-baseline.yaml", "A7", "  - {instrument: nothing}", "[plans-baseline.yaml!A7]"),
    ],
)
def test_a_wrong_cell_is_one_line(
    yuanqu: Command,
    altered: Callable[..., Path],
    tmp_path: Path,
    sheet: str,
    cell: str,
    value: object,
    told: str,
) -> None:
    """File, sheet and cell, expected, found; nothing is written."""
    path = altered(exported(yuanqu, tmp_path), sheet, {cell: value})
    said = yuanqu("city", "import", path, "--out", tmp_path / "back")
    assert said.code == 2
    assert said.err.count("\n") == 1 and f"mine.xlsx {told}" in said.err, said.err
    assert "expected" in said.err and "got" in said.err
    assert not (tmp_path / "back").exists()


def test_an_edited_cell_changes_the_file_alone(
    yuanqu: Command, altered: Callable[..., Path], tmp_path: Path
) -> None:
    """One number of one table; all else is as it was."""
    head = (FOLDER / "parks.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    cell = address(2, head.index("floor_m2") + 1)
    path = altered(exported(yuanqu, tmp_path), "parks.csv", {cell: 123456})
    said = yuanqu("city", "import", path, "--out", tmp_path / "back")
    assert said.code == 0, said.err
    before, after = dict(files_of(FOLDER)), dict(files_of(tmp_path / "back"))
    assert {name for name in before if before[name] != after[name]} == {"parks.csv"}
    assert b",123456," in after["parks.csv"]


def test_a_text_never_becomes_a_formula(yuanqu: Command, tmp_path: Path) -> None:
    """What a table says after a sign of formulas is text, there and back."""
    import zipfile

    folder = copytree(FOLDER, tmp_path / "city")
    parks = folder / "parks.csv"
    text = parks.read_text(encoding="utf-8")
    name = text.splitlines()[1].split(",")[2]
    parks.write_text(text.replace(name, "=1+1", 1), encoding="utf-8")
    path = exported(yuanqu, tmp_path, folder)
    with zipfile.ZipFile(path) as parts:
        sheets = [n for n in parts.namelist() if n.startswith("xl/worksheets/")]
        assert not any(b"<f>" in parts.read(n) for n in sheets)
    assert yuanqu("city", "import", path, "--out", tmp_path / "back").code == 0
    assert (tmp_path / "back" / "parks.csv").read_bytes() == parks.read_bytes()


def test_nothing_of_anothers_is_written_over(
    yuanqu: Command, altered: Callable[..., Path], tmp_path: Path
) -> None:
    """Neither a folder that holds something nor a workbook that somebody saved."""
    path = exported(yuanqu, tmp_path)
    assert untouched(path)
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "note.txt").write_text("mine", encoding="utf-8")
    said = yuanqu("city", "import", path, "--out", tmp_path / "back")
    assert said.code == 2 and "--out" in said.err
    path.write_bytes(b"PK and something else")
    said = yuanqu("city", "export", "littleton", "--xlsx", path)
    assert said.code == 2 and "--xlsx" in said.err
    said = yuanqu("city", "import", path, "--out", tmp_path / "other")
    assert said.code == 2 and "workbook" in said.err


cells = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)
rows = st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=5)


@given(rows, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())
def test_any_table_comes_back_to_the_byte(
    table: list[list[str]], newline: str, ends: bool, mark: bool
) -> None:
    """In quotes with and without need, of any width: as cells, or else as lines."""
    lines = [",".join('"' + c.replace('"', '""') + '"' for c in row) for row in table]
    content = (newline.join(lines) + (newline if ends else "")).encode()
    content = (b"\xef\xbb\xbf" if mark else b"") + content
    laid = laid_out("x.csv", content)
    assert laid is not None and laid.content == content


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_in_a_cell_comes_back_as_its_text(value: float) -> None:
    """Fifteen digits come through every program; what has more stays a text."""
    found = number_in(repr(value))
    assert found is None or text_of(float(f"{found:.15G}")) == repr(value)


def test_addresses_are_those_of_spreadsheets() -> None:
    """A … Z, AA … ZZ, AAA."""
    found = [address(7, column) for column in (1, 26, 27, 52, 53, 702, 703)]
    assert found == ["A7", "Z7", "AA7", "AZ7", "BA7", "ZZ7", "AAA7"]
