"""Littleton with a market that opens by a date: camera drones, which nobody made before."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.littleton import FOLDER

KEY = "drones.camera"
SOURCE = "invented for the tests,assumed"
USE = (
    f"{KEY},{{segment}},跟拍无人机,camera drones,{{mode}},logistics,0.5,1,1,1,0.3,0.4,"
    f"0.8,1,0.95,1.25,4000,0.3,0.06,6,0,{{starts}},{SOURCE}"
)
SALES = {"city": 8000, "rest": 190_000, "export": 90_000}


def dated_city(
    folder: Path,
    starts: str,
    *,
    segment: str = "drones",
    mode: str = "adoption",
) -> Path:
    """Littleton in ``folder`` with one market more, the first of its rows. Path of its folder."""
    city = folder / f"opens_{starts or 'first'}"
    shutil.copytree(FOLDER, city)
    head, *rows = (city / "uses.csv").read_text(encoding="utf-8-sig").splitlines()
    head = head.replace(",nev,", ",nev,starts,")
    rows = [",,invented".join(row.rsplit(",invented", 1)) for row in rows]
    rows = [USE.format(segment=segment, mode=mode, starts=starts), *rows]
    (city / "uses.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8-sig")
    cells = "".join(
        f"{KEY},{place},{units},1.2,0.05,0.4,{10 * units},0,3,0.05,{SOURCE}\n"
        for place, units in SALES.items()
    )
    append(city / "cells.csv", cells)
    if segment == "drones":
        append(city / "use_inputs.csv", f"{KEY},circuits,0.4,0.1,0.5,{SOURCE}\n")
    return city


def append(file: Path, rows: str) -> None:
    """Put rows behind the others of a table."""
    with file.open("a", encoding="utf-8") as table:
        table.write(rows)
