"""The command ``city labels``: how many rows of each table are read, derived, assumed."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.experiments.commands import Said
from tests.littleton import LITTLETON

Yuanqu = Callable[..., Said]


def line_of(text: str, table: str) -> list[str]:
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {table} |")]
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


def test_rows_are_counted_beside_an_earlier_state(yuanqu: Yuanqu, tmp_path: Path) -> None:
    """Other labels then, and one table that was not there."""
    before, out = tmp_path / "before", tmp_path / "README.md"
    shutil.copytree(LITTLETON, before)
    with (Path(LITTLETON) / "parks.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    now = [sum(row["label"] == label for row in rows) for label in ("read", "derived", "assumed")]
    for place, row in enumerate(rows):
        row["label"] = "read" if place < 2 else "derived"
    with (before / "parks.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    (before / "regularities.csv").unlink()
    out.write_text("# Data\n\n## Traps\n\nkept\n", encoding="utf-8")
    said = yuanqu("city", "labels", LITTLETON, "--before", before, "--out", out)
    assert said.code == 0, said.err
    text = out.read_text(encoding="utf-8")
    assert "## Traps\n\nkept" in text
    assert line_of(text, "parks") == [*map(str, now), "2", str(len(rows) - 2), "0"]
    assert line_of(text, "regularities")[3:] == ["0", "0", "0"]
    found = [line for line in text.splitlines() if line.startswith("| ") and " all " not in line]
    numbers = [[int(cell) for cell in line.strip("|").split("|")[1:]] for line in found[1:]]
    assert [int(c) for c in line_of(text, "合计 all")] == [
        sum(c) for c in zip(*numbers, strict=True)
    ]


def test_a_table_without_labels_is_one_line(yuanqu: Yuanqu, tmp_path: Path) -> None:
    copy = tmp_path / "city"
    shutil.copytree(LITTLETON, copy)
    (copy / "parks.csv").write_text("key\nhere\n", encoding="utf-8")
    said = yuanqu("city", "labels", copy)
    assert said.code == 2 and said.err.count("\n") == 1
    assert "parks.csv:1:1" in said.err and "label" in said.err
