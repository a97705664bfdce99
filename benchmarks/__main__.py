"""``make bench``: the model's speed, size and growth in one table.

    python -m benchmarks              all of it, some ten minutes
    python -m benchmarks --quick      fewer repeats and smaller cities, about two minutes
    python -m benchmarks --only peers one part (repeat for more; --list names them)

How to read it
    Times are seconds of the processor, not of the clock, of one thread, so that another program
    on the machine disturbs them little (the sweep alone counts the clock). Each is the median of
    repeats. Numbers of different machines don't compare; ratios within one table do.
    ``reach`` is what the project aims at. A miss is a fact to work on, never a failed test.

    run         one city, first to last quarter of its data, by step; construction apart
    operations  calls into NumPy in one quarter, by step: ufuncs and operators, array functions
                (``where``, ``bincount``, …), gathers (indexing by arrays), writes into arrays.
                Draws count as one each. Views, ``astype``, ``reshape`` are free here
    memory      bytes of the columns of tables, per living firm
    snapshot    copying the state and bringing it back
    past        a run of the screen cold, with its past on disk or in memory, and known whole
    peers       the steps that ``tests.oracle`` also does with plain Mesa objects, quarter by
                quarter in turn; the numbers of both must agree to 1e-9 before a time counts
    growth      cost of a firm and quarter as the city grows; the data are scaled, not the rules
    storage     bytes a run in the results of an experiment
    sweep       runs of a year a second: on one core a bare loop, the serial executor and
                ``mesa.batch_run``, also on whole runs of two plans, which executors let share
                their past; on two cores two bare processes at the same time, our own and Ray
    driver      what a sweep costs in the process that drives it, with an empty model: processor
                time a batch, memory, the join; killed once and resumed
    luck        what common random numbers save: variance of a policy's effect with pairs of runs
                on other luck, by that on the same luck

Results go to ``benchmarks/out/<date>.json`` too, with versions and the machine's load.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from benchmarks.row import Row
from engine.bits import settle

PARTS = (
    "run",
    "operations",
    "memory",
    "snapshot",
    "past",
    "peers",
    "growth",
    "storage",
    "sweep",
    "driver",
    "luck",
)
OUT = Path(__file__).parent / "out"


def main() -> None:
    """Measure what is asked for, print it, keep it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Benchmarks.")
    parser.add_argument("--quick", action="store_true", help="fewer repeats, smaller cities")
    parser.add_argument("--only", action="append", choices=PARTS, help="one part; repeatable")
    parser.add_argument("--list", action="store_true", help="name the parts")
    given = parser.parse_args()
    if given.list:
        print("\n".join(PARTS))
        return
    settle()  # before NumPy is imported
    os.environ["YUANQU_CACHE"] = "off"  # or the second run of the sweep would be the quicker one
    found: dict[str, list[Row]] = {}
    began = datetime.now().astimezone()
    for part in PARTS:
        if given.only and part not in given.only:
            continue
        print(f"{part} …", file=sys.stderr, flush=True)
        measure: Callable[[bool], list[Row]] = import_module(f"benchmarks.{part}").measure
        found[part] = measure(given.quick)
        path = keep(found, given.quick, began)  # again after every part, should one be stopped
    show(found)
    print(f"written: {path}")


def show(found: dict[str, list[Row]]) -> None:
    """The table, on the screen."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title="Benchmarks", title_justify="left")
    for name, side in (("what", "left"), ("value", "right"), ("unit", "left"), ("reach", "left")):
        table.add_column(name, justify=side)
    for part, rows in found.items():
        table.add_section()
        for row in rows:
            mark = {None: "", True: "[green]", False: "[red]"}[row.reached]
            table.add_row(f"{part}: {row.what}", mark + row.text(), row.unit, row.reach)
    Console(width=None if sys.stdout.isatty() else 110).print(table)


def keep(found: dict[str, list[Row]], quick: bool, began: datetime) -> Path:
    """Write everything to a file, whose name is the date."""
    import numpy as np

    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    note = {
        "date": began.isoformat(timespec="seconds"),
        "quick": quick,
        "commit": commit.stdout.strip(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "mesa": version("mesa"),
        "machine": platform.machine(),
        "processor": _processor(),
        "cpus": os.cpu_count(),
        "load": os.getloadavg(),
        "rows": {part: [asdict(row) for row in rows] for part, rows in found.items()},
    }
    OUT.mkdir(exist_ok=True)
    path = OUT / f"{began:%Y-%m-%d_%H%M%S}.json"
    path.write_text(json.dumps(note, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(": ")[1] for line in lines if line.startswith("model name")), "")


if __name__ == "__main__":
    main()
