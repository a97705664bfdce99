"""The command as a user types it, in a process of its own."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import polars as pl

from experiments.runs.folder.bundles import bundles_of
from experiments.runs.folder.sums import digest_of, note


class Said(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


def line_of(*arguments: str | Path) -> list[str]:
    """The command line for ``subprocess``: the installed command where there is one."""
    installed = Path(sys.executable).with_name("yuanqu")
    start = [str(installed)] if installed.exists() else [sys.executable, "-m"]
    if not installed.exists():
        start.append("experiments.command.main")
    return [*start, *map(str, arguments)]


def typed(*arguments: str | Path, cwd: Path) -> Said:
    """Run the command in a folder and wait for it."""
    line = line_of(*arguments)
    done = subprocess.run(line, cwd=cwd, capture_output=True, text=True, check=False)
    return Said(done.returncode, done.stdout, done.stderr)


def signed(folder: Path, name: str) -> None:
    """List a file of a results folder as it is now, as if yuanqu had written it so."""
    note(folder, {name: digest_of(folder / name)})


def stored(folder: Path) -> int:
    """How many batches there are in a folder that grows, and is small."""
    return sum(bundle.count for bundle in bundles_of(folder))


SOME = "SOME"
"""In a condition, a number that some runs of a folder exceed and others do not."""


def some(arguments: Iterable[object], folder: Path, outcome: str = "firms") -> list[str]:
    """Arguments in which ``SOME`` is the median of an outcome at the end of the folder's runs."""
    metrics = pl.read_parquet(folder / "metrics.parquet")
    last = metrics.filter(pl.col("quarter") == metrics["quarter"].max())
    middle = last[outcome].cast(pl.Float64).median()
    return [str(argument).replace(SOME, f"{middle:g}") for argument in arguments]


def tables_of(folder: Path) -> dict[str, bytes]:
    """All files of a results folder that must not depend on how it was made."""
    names = [*folder.rglob("*.parquet"), *folder.rglob("*.bundle"), folder / "experiment.yaml"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(names)}
