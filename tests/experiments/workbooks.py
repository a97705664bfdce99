"""Workbooks as somebody would edit and save them."""

from pathlib import Path

from experiments.reports.workbook.book import Book
from experiments.studies.workbook.forms import Form
from experiments.studies.workbook.grid import read_book


def edited(workbook: Path, form: Form, edits: dict[tuple[int, str], object]) -> Path:
    """A workbook again, as somebody would save it, with other values in some cells of a sheet.

    Cells are named by row below the heads, from 0, and field.
    """
    book, grids = Book(), read_book(workbook)
    chosen = form.find(grids)
    for grid in grids.values():
        made = book.sheet(grid.name)
        for row, values in enumerate(grid.rows, 1):
            for column, value in enumerate(values, 1):
                made.put(row, column, value)
        if grid is chosen:
            for (below, name), value in edits.items():
                row, column = cell(workbook, form, below, name)
                made.put(row, column, value, "text")  # what came last holds
    path = workbook.with_name("mine.xlsx")
    path.write_bytes(book.content())
    return path


def cell(workbook: Path, form: Form, below: int, name: str) -> tuple[int, int]:
    """Row and column of a field."""
    grid = form.find(read_book(workbook))
    assert grid is not None
    head, places = form.places(grid)
    return head + 1 + below, places[name]


def row_of(workbook: Path, form: Form, field: str, value: str) -> int:
    """The row, below the heads, in which a field has a value."""
    grid = form.find(read_book(workbook))
    assert grid is not None
    head, places = form.places(grid)
    return [row[places[field] - 1] for row in grid.rows[head:]].index(value)
