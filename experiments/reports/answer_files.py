"""The answer as files beside the results: a table and, of one design point, a picture."""

from functools import partial
from pathlib import Path

import polars as pl

from agents.city import City
from experiments.reports.files import keep
from experiments.reports.report import Data, Figure, Part, Report
from experiments.runs.folder.files import writable
from experiments.runs.folder.results import Results
from experiments.studies.answer_rows import SCHEMA, answer_rows
from experiments.studies.kept import ANSWER, PATHS


def write_answer(results: Results, city: City, points: int, states: int) -> None:
    """Write ``answer.csv`` and, of one point, ``paths.png``, as far as they are not there.

    ``states``: over how many points an answer goes, none where it is that of the first alone.
    A finished folder stays as it is. Raises ``InputError`` where a file can't be written.
    """
    from experiments.reports.picture import draw_paths

    with writable(results.folder, "--out"):
        parts: list[Part] = []
        if not (results.folder / ANSWER).is_file():
            frame = answer_frame(results, city, states > 0)
            parts.append(Data(Path(ANSWER).stem, frame, parquet=False))
        if points == 1 and not (results.folder / PATHS).is_file():
            parts.append(Figure(PATHS, partial(draw_paths, results, city)))
        keep(Report(parts), results.folder)


def answer_frame(results: Results, city: City, over_all: bool) -> pl.DataFrame:
    """The answer as a table with the columns that ``docs/answer.md`` describes."""
    rows = answer_rows(results, city, over_all)
    return pl.DataFrame(list(rows), schema=SCHEMA, orient="row").fill_nan(None)
