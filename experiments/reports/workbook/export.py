"""A folder of results as a workbook."""

from pathlib import Path

from experiments.reports.report import Language
from experiments.reports.workbook.book import Book
from experiments.reports.workbook.editable import (
    assumptions_sheet,
    experiment_sheet,
    levers_sheet,
    plans_sheet,
)
from experiments.studies.provenance.verify import ready_of


def results_book(folder: Path, path: Path, language: Language) -> bytes:
    """The workbook of a folder of results, which is to stand at ``path``. Raises ``InputError``."""
    ready = ready_of(folder)
    book = Book()
    levers_sheet(book, ready, language)
    assumptions_sheet(book, ready, language)
    plans_sheet(book, ready, language)
    experiment_sheet(book, ready, path, folder, language)
    return book.content()
