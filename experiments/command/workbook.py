"""The commands on workbooks: results as one, and an experiment out of one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.command import options
from experiments.command.analyse import Folder
from experiments.reports.streams import show

if TYPE_CHECKING:
    from experiments.studies.workbook.experiment import Unpacked


def export(
    folder: Folder,
    xlsx: Annotated[
        Path | None,
        typer.Option(
            "--xlsx", help="The workbook to write (default: DIR/results-zh.xlsx).", metavar="FILE"
        ),
    ] = None,
    language: options.Language = "zh",
) -> None:
    """Write results as a workbook for Excel and WPS, with charts that can be restyled there.

    Answer, paths, firms, parks, definitions and sources; levers and assumptions can be edited and
    are run by yuanqu run --from FILE.
    """
    from experiments.reports.workbook.book import write_book
    from experiments.reports.workbook.export import results_book

    path = folder / f"results-{language}.xlsx" if xlsx is None else xlsx
    write_book(path, results_book(folder, path, language))
    show(f"Workbook: {path}")


@contextmanager
def unpacked(workbook: Path, write: Path | None) -> Iterator["Unpacked"]:
    """The experiment of a workbook as files: in ``write``, or for as long as they are needed.

    Faults of the files are told as those of cells.
    """
    from experiments.studies.workbook.experiment import unpack

    if write is not None:
        found = unpack(workbook, write)
        with found.faults():
            yield found
        return
    with TemporaryDirectory(prefix="yuanqu-") as folder:
        found = unpack(workbook, Path(folder))
        with found.faults():
            yield found
