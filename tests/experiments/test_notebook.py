"""The notebook of the documentation runs, and other programs read the same files."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.experiments.commands import Said

Write = Callable[..., Path]
Yuanqu = Callable[..., Said]

NOTEBOOK = Path(__file__).parents[2] / "docs" / "results.ipynb"


@pytest.fixture
def folder(write: Write, yuanqu: Yuanqu, tmp_path: Path) -> Path:
    """The small city in the place of the headline."""
    out = tmp_path / "out" / "headline"
    assert yuanqu("sweep", write(seeds=2), "--out", out).code == 0
    return out


def test_the_notebook_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every cell, in order, in one namespace."""
    monkeypatch.chdir(folder.parents[1])
    names: dict[str, Any] = {}
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert len(code) >= 5
    for source in code:
        exec(compile(source, str(NOTEBOOK), "exec"), names)
    assert names["last"].collect().height == 2


def test_duckdb_reads_the_files(folder: Path) -> None:
    """Counts and means by SQL."""
    found = (
        duckdb.connect()
        .execute(f"select plan, count(*) from '{folder}/runs.parquet' group by plan order by plan")
        .fetchall()
    )
    assert found == [("no_policy", 2), ("strong", 2)]
    rows = (
        duckdb.connect()
        .execute(f"select count(*), avg(firms) from '{folder}/metrics.parquet'")
        .fetchone()
    )
    assert rows is not None and rows[0] == 12 and rows[1] > 0
