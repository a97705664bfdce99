"""The answer as files beside the results: a table and a picture."""

from collections.abc import Sequence
from math import nan

import polars as pl

from abm.city import City
from experiments.answer import READINGS, OutcomeAnswer
from experiments.files import not_writable, write_whole
from experiments.frames import csv_bytes
from experiments.results import Results


def write_answer(results: Results, city: City, answers: Sequence[OutcomeAnswer]) -> None:
    """Write ``answer.csv`` and ``paths.png``. Raises ``InputError`` where that can't be."""
    from experiments.picture import draw_paths

    try:
        write_whole(results.folder / "answer.csv", csv_bytes(answer_frame(answers)))
        draw_paths(results, city, results.folder / "paths.png")
    except OSError as error:
        raise not_writable(results.folder, "--out", error) from error


def answer_frame(answers: Sequence[OutcomeAnswer]) -> pl.DataFrame:
    """The answer as a table: one row per outcome and plan."""
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
    return pl.DataFrame(rows, infer_schema_length=None).fill_nan(None)


def _reading(a: OutcomeAnswer, plan: str, reading: str) -> dict[str, float]:
    found = a.readings.get(reading, {}).get(plan)
    return {
        f"median_{reading}": found.median if found else nan,
        f"probability_{reading}": found.probability if found else nan,
    }
