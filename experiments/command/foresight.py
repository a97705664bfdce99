"""What a sweep would run, and the time and space it would take, from a short trial."""

import time
from dataclasses import dataclass, replace

from rich.table import Table

from engine.calendar import quarter_text
from experiments.reports.console import console
from experiments.runs.batch import carry_out
from experiments.runs.job import Job
from experiments.studies.experiment import read_experiment
from experiments.studies.origin import Origin
from experiments.studies.plans_get import plans_get, range_text
from experiments.studies.remarks import tell
from experiments.studies.resolve import Ready, make_ready

TRIAL_SECONDS = 4.0
"""The trial ends with the batch in which so much time has passed."""

SHOWN = 12
"""Factors that the table shows."""


@dataclass(frozen=True)
class Trial:
    """A few runs spread over the design: how many, how long, how large their tables."""

    runs: int
    seconds: float
    bytes: int
    failures: int

    @property
    def seconds_per_run(self) -> float:
        return self.seconds / self.runs

    @property
    def bytes_per_run(self) -> float:
        return self.bytes / self.runs


def trial(job: Job) -> Trial:
    """Run single groups spread evenly over the job until the time is up. Writes nothing."""
    single = replace(job, groups_per_batch=1)
    count = min(single.batches, 32)
    chosen = [place * single.batches // count for place in range(count)]
    carry_out(single, chosen[0])  # what is loaded once a process
    runs = size = failures = 0
    began = time.perf_counter()
    for batch in chosen:
        result = carry_out(single, batch)
        runs += single.runs_of(batch)
        size += sum(len(content) for content in result.files.values())
        failures += len(result.timing["failures"])
        if time.perf_counter() - began > TRIAL_SECONDS:
            break
    return Trial(runs, time.perf_counter() - began, size, failures)


def show_check(name_or_path: str) -> int:
    """Check an experiment's file, say what would run; the code to leave with."""
    experiment, document = read_experiment(name_or_path)
    ready = make_ready(experiment, Origin(document))
    terminal = console()
    terminal.print(f"{experiment.name} would run:", highlight=False)
    terminal.print(_what(ready))
    gets = plans_get(ready)
    if gets is not None:
        terminal.print(gets)
    tell(ready.remarks)
    found = trial(ready.job)
    each = f"{found.seconds_per_run:.2f} s a run"
    terminal.print(f"Expected from a trial of {found.runs} runs ({each}):", highlight=False)
    terminal.print(_cost(ready, found))
    if found.failures:
        terminal.print(f"[red]{found.failures} of {found.runs} runs of the trial failed.")
        return 1
    return 0


def _what(ready: Ready) -> Table:
    job, experiment = ready.job, ready.experiment
    table = Table(show_header=False)
    table.add_column()
    table.add_column()
    table.add_row("city", f"{ready.city.name.zh} {ready.city.name.en}")
    table.add_row("plans", ", ".join(job.plan_keys))
    table.add_row("compared with", ready.reference)
    last = job.first_seed + job.seeds - 1
    table.add_row("seeds", f"{job.seeds:,} ({job.first_seed} … {last})")
    table.add_row("design", f"{experiment.design.kind}, {_points(len(job.points))}")
    for factor in ready.space.factors[:SHOWN]:
        table.add_row(f"  {factor.name}", range_text(factor))
    left = len(ready.space.factors) - SHOWN
    if left > 0:
        table.add_row("", f"and {left} factors more")
    table.add_row("quarters", f"{quarter_text(ready.city.start)} … {quarter_text(job.until)}")
    table.add_row("outcomes", f"{len(job.columns)} columns; tables {', '.join(job.tables) or '–'}")
    stop = experiment.stop
    if stop is not None:
        table.add_row("stops", f"when {stop.outcome} ({stop.of}) is known to ± {stop.half_width:g}")
    table.add_row("runs", f"{job.runs:,}")
    return table


def _cost(ready: Ready, found: Trial) -> Table:
    runs = ready.job.runs
    table = Table(show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for workers in (1, 2, 8, 64):
        seconds = found.seconds_per_run * runs / workers
        table.add_row(f"{workers} {'worker' if workers == 1 else 'workers'}", duration(seconds))
    table.add_row("space, at most", size(found.bytes_per_run * runs))
    return table


def _points(count: int) -> str:
    return f"{count:,} {'point' if count == 1 else 'points'}"


def duration(seconds: float) -> str:
    """Seconds, minutes, hours or days, as a person says it."""
    for unit, length in (("days", 86_400.0), ("h", 3600.0), ("min", 60.0)):
        if seconds >= 2.0 * length:
            return f"{seconds / length:.1f} {unit}"
    return f"{seconds:.0f} s"


def size(content: float) -> str:
    """Bytes, in the unit that fits."""
    for unit, length in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if content >= length:
            return f"{content / length:.1f} {unit}"
    return f"{content:.0f} bytes"
