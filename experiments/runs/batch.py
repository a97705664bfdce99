"""The runs of one batch: simulated, made into tables, and handed back as the bytes of files."""

import gc
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from abm.simulation import RunResult, RunSpec, simulate
from engine.calendar import quarter_text
from experiments.runs.call import Failure
from experiments.runs.frames import METRICS, RUNS, metrics_schema, piece, runs_schema, table_of
from experiments.runs.job import Job, Run
from experiments.runs.machine import machine
from experiments.runs.past import simulate_plans
from experiments.runs.point import Point
from experiments.runs.time_limit import time_limit

DONE, FAILED = "done", "failed"

FEW_GROUPS = 100
"""Of a job whose pasts go to the user's cache and come from there: those of more would fill it."""

Tick = Callable[[int, int], None]
"""Called with the numbers of runs that are done and of those among them that failed."""


@dataclass(frozen=True)
class BatchResult:
    """A batch's files by table (``frames.piece``), and what about it is no result."""

    batch: int
    files: dict[str, bytes]
    timing: dict[str, Any]


End = RunResult | Failure


def carry_out(job: Job, batch: int, tick: Tick | None = None) -> BatchResult:
    """Carry out a batch. A run that fails becomes a row with its error; the rest goes on."""
    if not gc.get_freeze_count():  # modules stay: no collection has to look at them again
        gc.collect()
        gc.freeze()
    began = time.time()
    clock = time.perf_counter()
    runs: list[Run] = []
    ends: list[End] = []
    for group in job.groups_of(batch):
        results = _carry_out_group(job, group)
        runs += group
        ends += results
        if tick is not None:
            tick(len(group), sum(isinstance(end, Failure) for end in results))
    files = _files(job, runs, ends)
    timing = {
        "batch": batch,
        "runs": len(runs),
        "began": round(began, 3),
        "seconds": round(time.perf_counter() - clock, 6),
        "host": platform.node(),
        "ran_on": _ran_on(ends),
        "first": runs[0].number,
        "by": machine(),
        "failures": _failures(runs, ends),
    }
    return BatchResult(batch, files, timing)


def carry_out_part(job: Job, points: Sequence[Point], batch: int) -> BatchResult:
    """The same in a process that has only the points of this batch."""
    return carry_out(job.only(points), batch)


def carry_out_group(job: Job, batch: int, group: int) -> list[End]:
    """How the runs of one group of a batch end; for a batch that kills its process as a whole."""
    return _carry_out_group(job, list(job.groups_of(batch))[group])


def put_together(job: Job, batch: int, groups: Sequence[Sequence[End] | str]) -> BatchResult:
    """A batch whose groups were carried out apart; a text says why a group has no end."""
    runs: list[Run] = []
    ends: list[End] = []
    for group, end in zip(job.groups_of(batch), groups, strict=True):
        runs += group
        ends += [Failure(end, end)] * len(group) if isinstance(end, str) else end
    files = _files(job, runs, ends)
    failures = _failures(runs, ends)
    timing = {
        "batch": batch,
        "runs": len(runs),
        "first": runs[0].number,
        "ran_on": _ran_on(ends),
        "failures": failures,
    }
    return BatchResult(batch, files, timing)


def _ran_on(ends: list[End]) -> list[str]:
    return sorted({end.ran_on for end in ends if isinstance(end, RunResult)})


def _failures(runs: list[Run], ends: list[End]) -> dict[str, str]:
    return {
        str(run.number): end.traceback
        for run, end in zip(runs, ends, strict=True)
        if isinstance(end, Failure)
    }


def _carry_out_group(job: Job, group: list[Run]) -> list[End]:
    specs = [job.spec(run.seed, run.point, run.plan) for run in group]
    limit = None if job.seconds_per_run is None else job.seconds_per_run * len(specs)
    try:
        with time_limit(limit):
            few = job.groups <= FEW_GROUPS
            return [*simulate_plans(specs, check=job.check, tables=job.tables, on_disk=few)]
    except Exception:
        # One of them has failed: each alone, to know which.
        return [_carry_out_alone(job, spec) for spec in specs]


def _carry_out_alone(job: Job, spec: RunSpec) -> End:
    try:
        with time_limit(job.seconds_per_run):
            return simulate(spec, check=job.check, tables=job.tables)
    except Exception as error:
        return replace(Failure.of(error), cause=None)  # it goes into a table and a file


def _files(job: Job, runs: list[Run], ends: list[End]) -> dict[str, bytes]:
    done = [
        (run.number, end)
        for run, end in zip(runs, ends, strict=True)
        if not isinstance(end, Failure)
    ]
    files = {METRICS: piece(_metrics(job, done))}
    for table in job.tables:
        frames = [table_of(number, getattr(end, table)) for number, end in done]
        if frames:
            files[table] = piece(pl.concat(frames))
    files[RUNS] = piece(_runs(job, runs, ends))
    return files


def _metrics(job: Job, done: list[tuple[int, RunResult]]) -> pl.DataFrame:
    schema = metrics_schema(job.columns)
    if not done:
        return pl.DataFrame(schema=schema)
    lengths = [len(end.quarters) for _, end in done]
    quarters = [quarter_text(quarter) for _, end in done for quarter in end.quarters]
    keys = {"run": np.repeat([number for number, _ in done], lengths), "quarter": quarters}
    # One array for all columns: there are more of them than a run has quarters.
    values = np.empty((len(job.columns), len(quarters)), dtype=np.float32)
    first = 0
    for (_, end), length in zip(done, lengths, strict=True):
        values[:, first : first + length] = [end.outcomes[name] for name in job.columns]
        first += length
    return pl.DataFrame(keys | dict(zip(job.columns, values, strict=True)), schema=schema)


def _runs(job: Job, runs: list[Run], ends: list[End]) -> pl.DataFrame:
    points = [dict(job.points[run.point]) for run in runs]
    failures = [end if isinstance(end, Failure) else None for end in ends]
    data: dict[str, Any] = {
        "run": [run.number for run in runs],
        "seed": [run.seed for run in runs],
        "point": [run.point for run in runs],
        "plan": [job.plan_keys[run.plan] for run in runs],
        **{name: [point.get(name) for point in points] for name in job.factors},
        "status": [DONE if failure is None else FAILED for failure in failures],
        "error": [None if failure is None else failure.error for failure in failures],
    }
    return pl.DataFrame(data, schema=runs_schema(job.factors))
