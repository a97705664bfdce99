"""Bytes of results a run, as an experiment writes them."""

from __future__ import annotations

from abm.city import city_cached
from abm.simulation import outcome_columns
from benchmarks.row import Row
from benchmarks.run import CITY, PLAN
from experiments.batch import carry_out
from experiments.frames import METRICS
from experiments.job import Job

OUTCOMES = 30
"""The number of outcomes for which the aim is stated."""


def measure(quick: bool) -> list[Row]:
    """One batch of runs that differ by their seeds."""
    job = make_job(runs=4 if quick else 20)
    files = carry_out(job, 0).files
    each = len(files[METRICS]) / job.runs
    columns = len(job.columns)
    small = each * OUTCOMES / columns
    return [
        Row(f"{METRICS}, {columns} outcomes", each / 1e3, "kB a run"),
        Row(f"{METRICS}, as if {OUTCOMES} outcomes", small / 1e3, "kB a run", at_most=2.2),
        Row("runs", len(files["runs"]) / job.runs / 1e3, "kB a run"),
    ]


def make_job(runs: int, batch: int | None = None) -> Job:
    """A job of one plan and ``runs`` seeds, all outcomes, no tables of firms."""
    return Job(
        city=CITY,
        plans=(PLAN,),
        plan_keys=(PLAN,),
        first_seed=1,
        seeds=runs,
        until=city_cached(CITY).end,
        constants=(),
        factors=(),
        points=((),),
        columns=outcome_columns(CITY),
        tables=(),
        check=False,
        groups_per_batch=batch or runs,
    )
