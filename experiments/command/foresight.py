"""What a sweep would run, and the time and space it would take, from a short trial."""

import time
from dataclasses import dataclass, replace

from engine.calendar import quarter_text
from engine.document import counted
from experiments.reports.plans_get import plans_get, range_text
from experiments.reports.report import Table, of_pairs
from experiments.reports.streams import warn
from experiments.reports.terminal import show
from experiments.runs.batch import carry_out
from experiments.runs.frames import of_pieces, parquet
from experiments.runs.job import Job
from experiments.studies.experiment import read_experiment
from experiments.studies.origin import Origin
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
        size += sum(len(parquet(of_pieces([piece]))) for piece in result.files.values())
        failures += len(result.timing["failures"])
        if time.perf_counter() - began > TRIAL_SECONDS:
            break
    return Trial(runs, time.perf_counter() - began, size, failures)


def show_check(name_or_path: str) -> int:
    """Check an experiment's file, say what would run; the code to leave with."""
    experiment, document = read_experiment(name_or_path)
    ready = make_ready(experiment, Origin(document))
    show(f"{experiment.name} would run:", _what(ready))
    gets = plans_get(ready)
    if gets is not None:
        show(gets)
    warn(ready.remarks)
    found = trial(ready.job)
    each = f"{found.seconds_per_run:.2f} s a run"
    show(f"Expected from a trial of {found.runs} runs ({each}):", _cost(ready, found))
    if found.failures:
        show(f"[red]{found.failures} of {found.runs} runs of the trial failed.")
        return 1
    return 0


def _what(ready: Ready) -> Table:
    job, experiment, factors = ready.job, ready.experiment, ready.space.factors
    left, stop = len(factors) - SHOWN, experiment.stop
    last = job.seed(job.seeds - 1)
    rows = {
        "city": f"{ready.city.name.zh} {ready.city.name.en}",
        "plans": ", ".join(job.plan_keys),
        "compared with": ready.reference,
        "seeds": f"{job.seeds:,} ({job.seed(0)} … {last})",
        "design": f"{experiment.design.kind}, {counted(len(job.points), 'point')}",
        **{f"  {factor.name}": range_text(factor) for factor in factors[:SHOWN]},
        **({"": f"and {left} factors more"} if left > 0 else {}),
        "quarters": f"{quarter_text(ready.city.start)} … {quarter_text(job.until)}",
        "outcomes": f"{len(job.columns)} columns; tables {', '.join(job.tables) or '–'}",
    }
    if stop is not None:
        rows["stops"] = f"when {stop.outcome} ({stop.of}) is known to ± {stop.half_width:g}"
    return of_pairs("", {**rows, "runs": f"{job.runs:,}"})


def _cost(ready: Ready, found: Trial) -> Table:
    runs = ready.job.runs
    rows = [
        [counted(n, "worker"), duration(found.seconds_per_run * runs / n)] for n in (1, 2, 8, 64)
    ]
    return Table(["", ""], [*rows, ["space, at most", size(found.bytes_per_run * runs)]])


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
