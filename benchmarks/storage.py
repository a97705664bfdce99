"""Bytes of results a run, as an experiment writes them."""

from __future__ import annotations

import polars as pl

from abm.city.city import city_cached
from abm.simulation import outcome_columns
from benchmarks.row import Row
from benchmarks.run import CITY, PLAN
from experiments.runs.batch import carry_out
from experiments.runs.frames import METRICS, of_pieces, parquet
from experiments.runs.job import Job

OUTCOMES = 30
"""The number of outcomes for which the aim is stated."""


def measure(quick: bool) -> list[Row]:
    """One batch of runs that differ by their seeds."""
    job = make_job(4 if quick else 20)
    whole = of_pieces([carry_out(job, 0).files[METRICS]])
    size = len(parquet(whole))
    half = whole.filter(pl.col("run") < job.runs // 2)
    # What a further run adds to a large file: the head and foot of a file fall away.
    further = (size - len(parquet(half))) / (job.runs - job.runs // 2)
    few = further * OUTCOMES / len(job.columns)
    return [
        Row(f"{METRICS}, {job.runs} runs", size / job.runs / 1e3, "kB a run"),
        Row(f"a further run, {len(job.columns)} outcomes", further / 1e3, "kB a run"),
        Row(f"a further run, as if {OUTCOMES} outcomes", few / 1e3, "kB a run", at_most=2.2),
    ]


def make_job(
    seeds: int,
    batch: int | None = None,
    quarters: int | None = None,
    plans: tuple[str, ...] = (PLAN,),
) -> Job:
    """A job of ``seeds`` seeds, all outcomes, no tables of firms; the city's first ``quarters``,
    or all."""
    city = city_cached(CITY)
    return Job(
        city=CITY,
        plans=plans,
        plan_keys=plans,
        first_seed=1,
        seeds=seeds,
        until=city.end if quarters is None else city.start + quarters - 1,
        constants=(),
        factors=(),
        points=((),),
        columns=outcome_columns(CITY),
        tables=(),
        check=False,
        groups_per_batch=batch or seeds,
    )
