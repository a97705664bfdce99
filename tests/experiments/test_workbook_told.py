"""The workbook tells the same answer as every other report, in cells that charts refer to."""

import re
import zipfile
from collections.abc import Callable, Mapping
from math import isnan
from pathlib import Path
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from experiments.runs.folder.results import Results
from experiments.studies.answer import answer, further
from experiments.studies.provenance.verify import ready_of
from experiments.studies.workbook.forms import LEVERS
from experiments.studies.workbook.grid import Grid
from tests.experiments.commands import Said

pytest.importorskip("xlsxwriter")
pytest.importorskip("python_calamine")

from experiments.reports.units import unit_of
from experiments.reports.workbook.answer import HEADS
from experiments.reports.workbook.book import signs, untouched
from experiments.studies.workbook.grid import read_book
from tests.experiments.workbooks import edited

Command = Callable[..., Said]

REFERENCE = re.compile(r"'?([^'!]+)'?!\$([A-Z]+)\$(\d+)(?::\$([A-Z]+)\$(\d+))?")

SHEETS = {
    "zh": [
        "说明",
        "答案",
        "达标概率",
        "路径",
        "企业",
        "园区",
        "政策工具",
        "假设",
        "方案",
        "实验",
        "定义",
        "来源",
    ],
    "en": [
        *("about", "answer", "chances", "paths", "firms", "parks", "levers"),
        *("assumptions", "plans", "experiment", "definitions", "sources"),
    ],
}


@pytest.fixture
def out(swept: Callable[..., Path]) -> Path:
    """Ten seeds, from which chances are told."""
    return swept(seeds=10)


@pytest.fixture
def workbook(out: Path, yuanqu: Command, tmp_path: Path) -> Path:
    """In Chinese."""
    path = tmp_path / "results.xlsx"
    said = yuanqu("export", out, "--xlsx", path)
    assert said.code == 0, said.err
    return path


def column_of(letters: str) -> int:
    """From 1."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def test_sheets_are_in_one_language(out: Path, yuanqu: Command, tmp_path: Path) -> None:
    """Chinese by default, English where asked for; the file stands in the folder by itself."""
    assert yuanqu("export", out).code == 0
    assert yuanqu("export", out, "--language", "en").code == 0
    for language, names in SHEETS.items():
        path = out / f"results-{language}.xlsx"
        assert list(read_book(path)) == names
        first = path.read_bytes()
        assert untouched(path) and yuanqu("export", out, "--language", language).code == 0
        assert path.read_bytes() == first
    chinese = re.compile("(?!亿)[\u4e00-\u9fff]")
    told = read_book(out / "results-en.xlsx")["answer"]
    assert not any(chinese.search(str(value)) for row in told.rows for value in row)


def test_the_numbers_are_those_of_the_answer(out: Path, workbook: Path) -> None:
    """Medians, bands, chances and differences of every outcome, in the units that people read."""
    results, ready = Results(out), ready_of(out)
    grid = read_book(workbook)["答案"]
    heads = {head.en: place for place, (head, _) in enumerate(HEADS, 1)}
    rows = {
        (grid.at(row, 1), grid.at(row, 2), grid.at(row, 3)): row
        for row in range(4, len(grid.rows) + 1)
    }
    names = {plan.key: plan.name.zh for plan in ready.plans}
    checked = 0
    for a in (*answer(results, ready.city), *further(results, ready.city)):
        unit, scale = unit_of(a.unit, "zh")
        for plan, spread in a.spreads.items():
            row = rows[f"{a.name_zh} ({unit})", "标准", names[plan]]
            wanted = {
                "median": spread.median / scale,
                "10 % quantile": spread.low / scale,
                "target (≥)": a.target / scale,
                "chance": spread.probability,
                "chance, high (95 %)": spread.probability_high,
            }
            if plan in a.differences:
                wanted["change against the reference"] = a.differences[plan].mean / scale
            for head, value in wanted.items():
                found = grid.at(row, heads[head])
                assert found is None if isnan(value) else found == pytest.approx(value, rel=1e-9)
                checked += not isnan(value)
    assert checked > 100


def test_what_a_chart_shows_stands_in_cells(
    workbook: Path, yuanqu: Command, tmp_path: Path
) -> None:
    """Each name, category and value that a chart refers to; values are numbers."""
    path = edited(workbook, LEVERS, {(0, "budget"): 12})
    assert yuanqu("run", "--from", path, "--out", tmp_path / "paid").code == 0
    workbook = tmp_path / "paid.xlsx"
    assert yuanqu("export", tmp_path / "paid", "--xlsx", workbook).code == 0
    book = read_book(workbook)
    charts = 0
    with zipfile.ZipFile(workbook) as parts:
        for name in parts.namelist():
            if not name.startswith("xl/charts/chart"):
                continue
            charts += 1
            tree = ET.fromstring(parts.read(name))
            space = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
            for kind in ("tx", "cat", "val", "plus", "minus"):
                for part in tree.iter(space + kind):
                    for formula in part.iter(space + "f"):
                        cells = list(_cells(book, formula.text or ""))
                        filled = [value for value in cells if value is not None]
                        assert filled, (name, kind, formula.text)
                        if kind not in ("tx", "cat"):
                            assert all(isinstance(value, float) for value in filled)
    # Chances, three outcomes over time, the budgets of the one plan that has any.
    assert charts == 1 + 3 + 1 and "政策工具图" in book


def _cells(book: Mapping[str, Grid], formula: str) -> list[object]:
    found = REFERENCE.fullmatch(formula.lstrip("="))
    assert found is not None, formula
    sheet, left, top, right, bottom = found.groups()
    return [
        book[sheet].at(row, column)
        for row in range(int(top), int(bottom or top) + 1)
        for column in range(column_of(left), column_of(right or left) + 1)
    ]


def test_firms_and_parks_are_in_the_middle_of_the_runs(out: Path, workbook: Path) -> None:
    """A firm's median revenue over the runs in which it is there, in 亿 yuan."""
    results = Results(out)
    runs = results.runs.filter(pl.col("plan") == "strong").select("run")
    firm = results.table("firms").filter(pl.col("name") == "padcraft").join(runs, on="run")
    revenue = firm.select(pl.col("revenue_year").cast(pl.Float64)).collect()["revenue_year"]
    grid = read_book(workbook)["企业"]
    city = ready_of(out).city
    name = city.firms.name_zh[city.firms.index["padcraft"]]
    head = [str(value) for value in grid.rows[2]]
    (row,) = [row for row in grid.rows if row[:2] == ["强", name]]
    middle = revenue.median()
    assert isinstance(middle, float)
    assert row[head.index("营业收入（亿元/年）")] == pytest.approx(middle / 100, rel=1e-9)
    assert row[head.index("存在的运行占比")] == len(revenue) / 10
    parks = read_book(workbook)["园区"]
    assert sum(row[0] == "强" for row in parks.rows) >= len(city.parks.keys) - 1


def test_an_edited_workbook_is_not_written_over(workbook: Path, out: Path, yuanqu: Command) -> None:
    """An untouched one is."""
    assert yuanqu("export", out, "--xlsx", workbook).code == 0
    with zipfile.ZipFile(workbook) as parts:
        content = {name: parts.read(name) for name in parts.namelist()}
    core = content["docProps/core.xml"].replace(b"2000-01-01T00:00:00Z", b"2026-01-01T00:00:00Z")
    with zipfile.ZipFile(workbook, "w") as parts:
        for name, data in {**content, "docProps/core.xml": core}.items():
            parts.writestr(name, data)
    said = yuanqu("export", out, "--xlsx", workbook)
    assert said.code == 2 and "--xlsx" in said.err and said.err.count("\n") == 1


def test_a_chinese_sign_is_as_wide_as_two() -> None:
    """By which rows are as high as their texts."""
    assert [signs(text) for text in ("", "abc", "政策", "R&D补贴，")] == [0, 3, 4, 9]
