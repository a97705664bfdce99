"""Results as a workbook, and an experiment out of one: the same bits, a wrong cell by its place."""

import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.studies.workbook.forms import ASSUMPTIONS, EXPERIMENT, LEVERS, PLANS, Form
from experiments.studies.workbook.grid import address
from tests.experiments.commands import Said
from tests.experiments.conftest import STRONG_PLAN
from tests.experiments.workbooks import cell, edited, row_of

pytest.importorskip("xlsxwriter")
pytest.importorskip("python_calamine")

from experiments.reports.workbook.book import Book
from experiments.studies.workbook.grid import read_book

Command = Callable[..., Said]


@pytest.fixture
def workbook(swept: Callable[..., Path], yuanqu: Command, tmp_path: Path) -> Path:
    """The workbook of a small experiment with a constant of its own, in Chinese."""
    path = tmp_path / "results.xlsx"
    out = swept("constants: {demand.alpha_price: 2.5, instruments.expo: 0.004}")
    said = yuanqu("export", out, "--xlsx", path)
    assert said.code == 0, said.err
    return path


def identity(folder: Path) -> str:
    """What two experiments share that are the same."""
    found: str = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["identity"]
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_untouched_workbook_gives_the_same_bits(
    swept: Callable[..., Path], yuanqu: Command, tmp_path: Path, language: str
) -> None:
    """Runs, outcomes, firms and parks of the folder's own experiment; the city is found again."""
    out = swept("constants: {demand.alpha_price: 2.5, instruments.expo: 0.004}")
    path = tmp_path / "book.xlsx"
    assert yuanqu("export", out, "--xlsx", path, "--language", language).code == 0
    said = yuanqu("run", "--from", path, "--out", tmp_path / "again")
    assert said.code == 0, said.err
    assert identity(tmp_path / "again") == identity(out)
    for name in ("runs", "metrics", "firms", "parks"):
        file = f"{name}.parquet"
        assert (tmp_path / "again" / file).read_bytes() == (out / file).read_bytes()


def test_an_edited_lever_and_assumption_are_run(
    workbook: Path, yuanqu: Command, write: Callable[..., Path], tmp_path: Path
) -> None:
    """What was edited stands in YAML, and gives the same bits as files that never saw a
    workbook."""
    row = row_of(workbook, LEVERS, "instrument", "rd_subsidy")
    path = edited(workbook, LEVERS, {(row, "level"): 0.3})
    row = row_of(workbook, ASSUMPTIONS, "name", "demand.alpha_price")
    path = edited(path, ASSUMPTIONS, {(row, "value"): 3})
    said = yuanqu("run", "--from", path, "--out", tmp_path / "one", "--write", tmp_path / "yaml")
    assert said.code == 0, said.err
    plan = (tmp_path / "yaml" / "plans" / "strong.yaml").read_text(encoding="utf-8")
    assert "level: 0.3" in plan
    file = write("constants: {demand.alpha_price: 3, instruments.expo: 0.004}")
    strong = tmp_path / "strong.yaml"
    strong.write_text(STRONG_PLAN.replace("level: 0.4", "level: 0.3"), encoding="utf-8")
    assert yuanqu("run", file, "--out", tmp_path / "two").code == 0
    written = tmp_path / "yaml" / "experiment.yaml"
    assert yuanqu("run", written, "--out", tmp_path / "three").code == 0
    one, two, three, before = (
        (folder / "metrics.parquet").read_bytes()
        for folder in (*(tmp_path / name for name in ("one", "two", "three")), tmp_path / "out")
    )
    assert one == two == three != before


def test_another_year_or_number_of_seeds_of_the_command_line(
    workbook: Path, yuanqu: Command, tmp_path: Path
) -> None:
    """Options go before what the workbook says."""
    said = yuanqu("run", "--from", workbook, "--seeds", 1, "--out", tmp_path / "one")
    assert said.code == 0 and "2 runs" in said.out


@pytest.mark.parametrize(
    ("form", "row", "field", "value", "told"),
    [
        (LEVERS, 0, "level", 7, "level: expected 0 to 0.5"),
        (LEVERS, 0, "level", "much", "level: expected"),
        (LEVERS, 0, "level", None, "level: expected something in this cell, got nothing"),
        (LEVERS, 0, "from", "2018Q7", "from: expected"),
        (LEVERS, 0, "instrument", "rd_subsidi", "instrument: expected an instrument"),
        (LEVERS, 0, "plan", "other", "plan: expected a plan of the sheet"),
        (LEVERS, 0, "parks", "nowhere", "parks"),
        (LEVERS, 0, "label", "guessed", "label: expected"),
        (PLANS, 1, "key", "A plan", "key: expected a key"),
        (PLANS, 1, "scale", -1, "scale: expected"),
        (ASSUMPTIONS, 3, "value", "high", "expected a number, got 'high'"),
        (ASSUMPTIONS, 3, "name", "demand.nothing", "demand.nothing"),
        (ASSUMPTIONS, 0, "value", 9, "instruments.expo"),
        (EXPERIMENT, 0, "value", "no name", "name: expected"),
        (EXPERIMENT, 3, "value", "nowhere", "city: expected"),
        (EXPERIMENT, 5, "value", "other", "reference: expected"),
        (EXPERIMENT, 7, "value", 0, "count: expected"),
        (EXPERIMENT, 10, "value", "2018Q9", "until: expected"),
        (EXPERIMENT, 12, "value", "[{", "factors: expected JSON"),
    ],
)
def test_a_wrong_cell_is_one_line(
    workbook: Path,
    yuanqu: Command,
    tmp_path: Path,
    form: Form,
    row: int,
    field: str,
    value: object,
    told: str,
) -> None:
    """File, sheet and cell, expected, found; code 2, and nothing was run."""
    path = edited(workbook, form, {(row, field): value})
    said = yuanqu("run", "--from", path, "--out", tmp_path / "one")
    where = f"mine.xlsx [{form.name.zh}!{address(*cell(workbook, form, row, field))}]"
    assert said.code == 2
    assert said.err.count("\n") == 1 and where in said.err and told in said.err, said.err
    assert "expected" in said.err and "got" in said.err
    assert not (tmp_path / "one").exists()


def test_a_missing_column_or_sheet_is_told(workbook: Path, yuanqu: Command, tmp_path: Path) -> None:
    """By the name that is looked for."""
    grid = LEVERS.find(read_book(workbook))
    assert grid is not None
    path = edited(workbook, LEVERS, {(-1, "level"): "strength"})
    said = yuanqu("run", "--from", path, "--out", tmp_path / "one")
    assert said.code == 2 and "a column “力度” or “level”" in said.err
    book = Book()
    book.sheet("other").put(1, 1, "text")
    (tmp_path / "other.xlsx").write_bytes(book.content())
    said = yuanqu("run", "--from", tmp_path / "other.xlsx", "--out", tmp_path / "one")
    assert said.code == 2 and "a sheet “政策工具” or “levers”" in said.err
    said = yuanqu("run", "headline", "--from", workbook)
    assert said.code == 2 and "not both" in said.err


def test_only_our_own_formulas_are_in_it(
    workbook: Path, yuanqu: Command, swept: Callable[..., Path], tmp_path: Path
) -> None:
    """A plan that is called after a sign of formulas stays called so."""
    path = edited(workbook, PLANS, {(1, "name.zh"): "=1+1", (1, "summary.zh"): "+cmd|' /C'!A0"})
    assert yuanqu("run", "--from", path, "--out", tmp_path / "one").code == 0
    again = tmp_path / "again.xlsx"
    assert yuanqu("export", tmp_path / "one", "--xlsx", again).code == 0
    with zipfile.ZipFile(again) as parts:
        sheets = (parts.read(n).decode() for n in parts.namelist() if "/worksheets/sheet" in n)
        formulas = [text.split("</f>")[0] for s in sheets for text in s.split("<f>")[1:]]
    assert formulas and all(text.startswith("IF(") for text in formulas)
    grid = PLANS.find(read_book(again))
    assert grid is not None and "=1+1" in [value for row in grid.rows for value in row]


@pytest.mark.slow
@pytest.mark.parametrize(
    "more",
    [
        "factors: [{name: demand.alpha_price, grid: [2.0, 2.7182818284590452]}]\ntables: []",
        "outcomes: [competitive_firms]\nworld: middle\nparameters: 'draw:17'",
        "design: {kind: table, file: points.csv}",
        "stop: {outcome: firms, half_width: 50, at_least: 3, of: level}",
    ],
)
def test_whatever_an_experiment_says_comes_back(
    write: Callable[..., Path], yuanqu: Command, tmp_path: Path, more: str
) -> None:
    """Designs, a table of points beside it, what is kept, a rule that stops: one identity."""
    (tmp_path / "points.csv").write_text("demand.alpha_price\n2.5\n2.6\n", encoding="utf-8")
    said = yuanqu("run", write(more), "--out", tmp_path / "out")
    assert said.code == 0, said.err
    path = tmp_path / "elsewhere" / "book.xlsx"
    assert yuanqu("export", tmp_path / "out", "--xlsx", path).code == 0
    said = yuanqu("run", "--from", path, "--out", tmp_path / "again")
    assert said.code == 0, said.err
    assert identity(tmp_path / "again") == identity(tmp_path / "out")


def test_without_the_extra_it_is_said_what_is_missing(
    workbook: Path, yuanqu: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One line that tells what to install."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    for arguments in (
        ("export", tmp_path / "out", "--xlsx", tmp_path / "new.xlsx"),
        ("run", "--from", workbook, "--out", tmp_path / "one"),
        ("city", "export", "littleton", "--xlsx", tmp_path / "new.xlsx"),
    ):
        said = yuanqu(*arguments)
        assert said.code == 2 and said.err.count("\n") == 1
        assert "pip install 'yuanqu[xlsx]'" in said.err
