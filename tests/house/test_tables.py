"""Tables for users are written in one place."""

from pathlib import Path

import polars as pl

from experiments.runs.frames import csv_bytes

ROOT = Path(__file__).parents[2]
ROOMS = ("engine", "agents", "policies", "abm", "experiments", "ui", "yuanqu")
ONE_PLACE = {"experiments/runs/frames.py"}
OF_A_COPY = {"experiments/studies/copied_city.py"}
"""Writes the tables of a temporary city, which only the program reads."""


def test_a_table_opens_with_readable_chinese() -> None:
    content = csv_bytes(pl.DataFrame({"名称": ["园区"], "x": [0.5]}))
    assert content == "\ufeff名称,x\n园区,0.5\n".encode()


def test_nobody_else_writes_csv() -> None:
    found = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if "write_csv(" in text or "csv.writer(" in text or "csv.DictWriter(" in text:
                found.add(path.relative_to(ROOT).as_posix())
    assert found == ONE_PLACE | OF_A_COPY
