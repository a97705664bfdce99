"""Run a sample of stored runs again and compare, bit by bit or within a tolerance."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from abm.simulation import simulate
from engine.document import InputError, shortened
from experiments.runs.batch import DONE
from experiments.runs.folder.identity import SOURCES, difference
from experiments.runs.folder.results import Results
from experiments.runs.folder.store import EXPERIMENT
from experiments.runs.job import Job
from experiments.studies.experiment import read_experiment
from experiments.studies.kept import intact_inputs
from experiments.studies.origin import Origin
from experiments.studies.resolve import Ready, make_ready

Verdict = Literal["identical bits", "equal within tolerance", "different"]

RELATIVE = 1e-5
"""Largest deviation, against the largest value of the column in the run, that counts as equal."""


@dataclass(frozen=True)
class Compared:
    """One run, stored and run again; ``deviation`` is the largest relative one of any column."""

    run: int
    seed: int
    point: int
    plan: str
    verdict: Verdict
    deviation: float
    column: str
    """Where the largest deviation is; empty where there is none."""


def ready_of(folder: Path) -> Ready:
    """The experiment that a results folder records, made ready. Raises ``InputError``."""
    Results(folder)
    intact_inputs(folder)
    experiment, document = read_experiment(str(folder / EXPERIMENT))
    return make_ready(experiment, Origin(document))


def changed(folder: Path, ready: Ready) -> str:
    """What is not as it was when the folder was made, on one line; empty where all is."""
    return shortened(difference(Results(folder).manifest["ingredients"], ready.ingredients))


def code_changed(folder: Path, ready: Ready) -> bool:
    """Whether the model's code is another than the one that the folder was made with.

    Folders of earlier versions do not say.
    """
    before = Results(folder).manifest["ingredients"].get(SOURCES)
    return before is not None and before != ready.ingredients[SOURCES]


def verify(folder: Path, sample: int, seed: int) -> Iterator[Compared]:
    """Run ``sample`` of the stored runs again; ``seed`` says which. Raises ``InputError``."""
    results = Results(folder)
    ready = ready_of(folder)
    runs = results.runs.filter(pl.col("status") == DONE).sort("run").collect()
    if runs.is_empty():
        raise InputError(str(folder), 0, 0, "DIR", "a folder with finished runs", "none")
    luck = np.random.Generator(np.random.Philox(seed))
    count = min(sample, len(runs))
    rows = np.sort(luck.choice(len(runs), size=count, replace=False)).tolist()
    numbers = [int(runs["run"][row]) for row in rows]
    stored = results.metrics.filter(pl.col("run").is_in(numbers)).collect()
    for row, number in zip(rows, numbers, strict=True):
        record = runs.row(row, named=True)
        before = stored.filter(pl.col("run") == number)
        yield _compare(ready.job, record, before)


def _compare(job: Job, record: dict[str, object], before: pl.DataFrame) -> Compared:
    seed, point, plan = int(str(record["seed"])), int(str(record["point"])), str(record["plan"])
    now = simulate(job.spec(seed, point, job.plan_keys.index(plan)), tables=())
    worst, where, same = 0.0, "", len(before) == len(now.quarters)
    for name in job.columns if same else ():
        new = now.outcomes[name].astype(np.float32)
        deviation = relative_deviation(before[name].to_numpy(), new)
        if not np.array_equal(_bits(before[name].to_numpy()), _bits(new)):
            same = False
        if deviation > worst:
            worst, where = deviation, name
    verdict: Verdict = "identical bits"
    if not same:
        close = worst <= RELATIVE and len(before) == len(now.quarters)
        verdict = "equal within tolerance" if close else "different"
    return Compared(int(str(record["run"])), seed, point, plan, verdict, worst, where)


def relative_deviation(before: NDArray[np.float32], now: NDArray[np.float32]) -> float:
    """Largest |difference| over the largest |value|; infinite where only one is a number."""
    known = ~np.isnan(before)
    if not np.array_equal(known, ~np.isnan(now)):
        return float("inf")
    gap = np.abs(before[known].astype(float) - now[known].astype(float))
    size = max(np.abs(before[known]).max(initial=0.0), np.abs(now[known]).max(initial=0.0))
    return float(gap.max(initial=0.0) / size) if size > 0.0 else 0.0


def _bits(values: NDArray[np.float32]) -> NDArray[np.uint32]:
    return np.ascontiguousarray(values, dtype=np.float32).view(np.uint32)
