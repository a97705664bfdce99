"""The answer as files beside the results: a table and, of one design point, a picture."""

import csv
from io import StringIO
from math import isnan

from abm.city import City
from engine.document import InputError
from experiments.answer_rows import Row, answer_rows
from experiments.files import write_whole
from experiments.results import Results


def write_answer(results: Results, city: City, points: int, states: int) -> None:
    """Write ``answer.csv`` and, of one point, ``paths.png``.

    ``states``: over how many points an answer goes, none where it is that of the first alone.
    Raises ``InputError`` where that can't be.
    """
    from experiments.picture import draw_paths

    try:
        text = answer_csv(results, city, states > 0)
        write_whole(results.folder / "answer.csv", text.encode())
        if points == 1:
            draw_paths(results, city, results.folder / "paths.png")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        expected = "a folder that can be written"
        raise InputError(str(results.folder), 0, 0, "--out", expected, reason) from error


def answer_csv(results: Results, city: City, over_all: bool) -> str:
    """The answer as a CSV file, with the columns that ``docs/answer.md`` describes."""
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(Row._fields)
    for row in answer_rows(results, city, over_all):
        writer.writerow(["" if isinstance(v, float) and isnan(v) else v for v in row])
    return buffer.getvalue()
