"""A batch: plans share the past, and a run that fails does not take the others with it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from abm.simulation import RunResult, RunSpec, simulate
from experiments.runs import batch as batches
from experiments.runs.batch import BatchResult, carry_out, put_together
from experiments.runs.frames import of_pieces
from experiments.runs.job import Job
from experiments.studies.experiment import read_experiment
from experiments.studies.origin import Origin
from experiments.studies.resolve import make_ready

Write = Callable[..., Path]


@pytest.fixture
def job(write: Write) -> Job:
    experiment, document = read_experiment(str(write(seeds=2)))
    return make_ready(experiment, Origin(document)).job


def read(result: BatchResult, table: str) -> pl.DataFrame:
    return of_pieces([result.files[table]])


def test_a_batch_holds_what_the_model_gives(job: Job) -> None:
    """Each run's outcomes and ends are those of the run alone."""
    result = carry_out(job, 0)
    metrics = read(result, "metrics")
    parks = read(result, "parks")
    for run in (0, 3):
        spec = RunSpec(job.city, job.plans[run % 2], 1 + run // 2, job.until)
        alone = simulate(spec)
        of_run = metrics.filter(pl.col("run") == run)
        for name in job.columns:
            expected = alone.outcomes[name].astype(np.float32)
            assert np.array_equal(of_run[name].to_numpy(), expected), name
        tenants = parks.filter(pl.col("run") == run)["tenants"].to_list()
        assert tenants == list(alone.parks["tenants"])


def test_the_plans_differ(job: Job) -> None:
    """Else the tests of pairs would test nothing."""
    metrics = read(carry_out(job, 0), "metrics")
    plans = [metrics.filter(pl.col("run") == run).drop("run") for run in (0, 1)]
    assert plans[0].row(0) == plans[1].row(0)
    assert not plans[0].equals(plans[1])


def test_a_failing_run_becomes_a_row(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its error on one line; the others have their results; the traceback is kept apart."""

    def sick(spec: RunSpec, check: bool = False, tables: Collection[str] = ()) -> RunResult:
        if (spec.seed, spec.plan) == (2, job.plans[1]):
            raise ZeroDivisionError("a park\nwithout floor")
        return simulate(spec, check, tables=tables)

    def sick_plans(
        specs: Sequence[RunSpec], check: bool, tables: Collection[str], on_disk: bool
    ) -> list[RunResult]:
        return [sick(spec, check, tables) for spec in specs]

    healthy = read(carry_out(job, 0), "metrics")
    monkeypatch.setattr(batches, "simulate", sick)
    monkeypatch.setattr(batches, "simulate_plans", sick_plans)
    told: list[tuple[int, int]] = []
    result = carry_out(job, 0, lambda done, failed: told.append((done, failed)))
    runs = read(result, "runs")
    assert runs["status"].to_list() == ["done", "done", "done", "failed"]
    assert runs["error"].to_list()[3] == "ZeroDivisionError: a park without floor"
    assert read(result, "metrics").equals(healthy.filter(pl.col("run") < 3))
    assert "in sick" in result.timing["failures"]["3"]
    assert told == [(2, 0), (2, 1)]


def test_nothing_but_failures(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables of outcomes are empty and have their columns."""

    def dead(*_: Any, **__: Any) -> Any:
        raise MemoryError

    monkeypatch.setattr(batches, "simulate", dead)
    monkeypatch.setattr(batches, "simulate_plans", dead)
    whole = carry_out(job, 0)
    given_up = put_together(job, 0, ["the process died"] * 2)
    for result in (whole, given_up):
        assert set(read(result, "runs")["status"]) == {"failed"}
        assert read(result, "metrics").columns == ["run", "quarter", *job.columns]
        assert len(result.timing["failures"]) == 4
    assert read(given_up, "runs")["error"].unique().to_list() == ["the process died"]


def test_groups_apart_give_the_same_files(job: Job) -> None:
    """Byte for byte those of the batch as a whole; a group without an end is failures."""
    apart = [batches.carry_out_group(job, 0, group) for group in (0, 1)]
    assert put_together(job, 0, apart).files == carry_out(job, 0).files
    half = put_together(job, 0, [apart[0], "the process died"])
    assert read(half, "runs")["status"].to_list() == ["done", "done", "failed", "failed"]


@pytest.mark.slow
def test_an_endless_run_is_given_up(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """It becomes a row with its error; its partner under the other plan has its results."""

    def endless(spec: RunSpec, check: bool = False, tables: Collection[str] = ()) -> RunResult:
        while (spec.seed, spec.plan) == (1, job.plans[1]):
            pass
        return simulate(spec, check, tables=tables)

    def endless_plans(
        specs: Sequence[RunSpec], check: bool, tables: Collection[str], on_disk: bool
    ) -> list[RunResult]:
        return [endless(spec, check, tables) for spec in specs]

    healthy = read(carry_out(job, 0), "metrics")
    monkeypatch.setattr(batches, "simulate", endless)
    monkeypatch.setattr(batches, "simulate_plans", endless_plans)
    result = carry_out(replace(job, seconds_per_run=2.0), 0)
    runs = read(result, "runs")
    assert runs["status"].to_list() == ["done", "failed", "done", "done"]
    assert runs["error"].to_list()[1] == "TimeoutError: the run took more than 2 s"
    assert read(result, "metrics").equals(healthy.filter(pl.col("run") != 1))
