"""The answer as files beside the results: a table and a picture."""

from collections.abc import Sequence
from io import StringIO
from math import nan

import polars as pl

from abm.city import City
from experiments.answer import READINGS, OutcomeAnswer
from experiments.files import not_writable
from experiments.ours import made, write_made
from experiments.results import Results


def write_answer(results: Results, city: City, answers: Sequence[OutcomeAnswer]) -> None:
    """Write ``answer.csv`` and ``paths.png``, as far as they are not there.

    A finished folder stays as it is. Raises ``InputError`` where a file can't be written.
    """
    from experiments.picture import draw_paths

    try:
        if not (results.folder / "answer.csv").is_file():
            write_made(results.folder, "answer.csv", answer_csv(answers).encode())
        if not (results.folder / "paths.png").is_file():
            with made(results.folder, "paths.png") as path:
                draw_paths(results, city, path)
    except OSError as error:
        raise not_writable(results.folder, "--out", error) from error


def answer_csv(answers: Sequence[OutcomeAnswer]) -> str:
    """The answer as a CSV file: one row per outcome and plan."""
    rows = []
    for a in answers:
        for plan, s in a.spreads.items():
            d = a.differences.get(plan)
            row = {
                "outcome": a.outcome,
                "unit": a.unit,
                "quarter": a.quarter,
                "target": a.target,
                "before": a.before,
                "plan": plan,
                "runs": s.runs,
                "median": s.median,
                "q10": s.low,
                "q90": s.high,
                "probability": s.probability,
                "probability_low": s.probability_low,
                "probability_high": s.probability_high,
                **{
                    name: value
                    for reading in READINGS
                    for name, value in _reading(a, plan, reading).items()
                },
                "difference": d.mean if d else nan,
                "difference_low": d.low if d else nan,
                "difference_high": d.high if d else nan,
            }
            rows.append(row)
    buffer = StringIO()
    pl.DataFrame(rows, infer_schema_length=None).fill_nan(None).write_csv(buffer)
    return buffer.getvalue()


def _reading(a: OutcomeAnswer, plan: str, reading: str) -> dict[str, float]:
    found = a.readings.get(reading, {}).get(plan)
    return {
        f"median_{reading}": found.median if found else nan,
        f"probability_{reading}": found.probability if found else nan,
    }
