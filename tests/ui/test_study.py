"""Results come in: first the view's own curve, then pairs; what nobody waits for is dropped."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from queue import SimpleQueue

import numpy as np
import pytest

from abm.simulation import RunSpec
from experiments.runs.call import Failure, Task
from experiments.runs.executors.processes import ProcessExecutor
from experiments.runs.pool import Batch, Done, Pool
from tests.littleton import BASELINE, LITTLETON
from ui.runs import Run
from ui.state import View
from ui.study import Cache, Ensemble, Study
from ui.workers import task_of

RUN = Run(0, {"output_plan": np.ones(4)}, np.zeros(2), ("", ""))
REFERENCE = "baseline"
VIEW = View(plan="action_plan_2022", seeds=2)


class Waiting:
    """A pool whose runs end when the test says so."""

    def __init__(self) -> None:
        self.tasks: list[Task] = []
        self.cancelled: list[Batch] = []

    @property
    def specs(self) -> list[RunSpec]:
        return [task.arguments[0] for task in self.tasks]

    def submit(self, tasks: Sequence[Task], done: Done) -> Batch:
        self.tasks, self.batch = list(tasks), Batch(done)
        return self.batch

    def cancel(self, batch: Batch) -> None:
        self.cancelled.append(batch)


class Seen:
    """Collects what is shown."""

    def __init__(self) -> None:
        self.all: list[Ensemble] = []
        self._new = threading.Condition()

    def __call__(self, ensemble: Ensemble) -> None:
        with self._new:
            self.all.append(ensemble)
            self._new.notify_all()

    def wait(self, done: int) -> Ensemble:
        with self._new:
            assert self._new.wait_for(lambda: self.all and self.all[-1].done >= done, 60.0)
            return self.all[-1]


def test_a_view_fills_in_and_is_kept() -> None:
    pool, cache, seen = Waiting(), Cache(), Seen()
    Study(VIEW, pool, cache, seen)  # type: ignore[arg-type]
    assert [(s.plan, s.seed) for s in pool.specs] == [
        (VIEW.plan, 1),
        (REFERENCE, 1),
        (VIEW.plan, 2),
        (REFERENCE, 2),
    ]
    assert seen.all == []
    pool.batch.done(pool.tasks[0], RUN)
    first = seen.wait(0)
    assert (list(first.own), list(first.reference)) == ([1], [])
    assert first.paired() is first
    for task in pool.tasks[1:]:
        pool.batch.done(task, RUN)
    assert list(seen.wait(2).paired().own) == [1, 2]

    again = Seen()
    Study(VIEW, pool, cache, again)  # type: ignore[arg-type]
    assert again.all[0].done == 2
    moved = Seen()
    Study(replace(VIEW, levels=(("rd_subsidy", 0.5),)), pool, cache, moved)  # type: ignore[arg-type]
    assert [s.overrides for s in pool.specs] == [(("instruments.rd_subsidy", 0.5),)] * 2


def test_a_moved_view_is_also_held_against_its_plan() -> None:
    """It is done when the plan's own runs are there too, and they are the last of each seed."""
    pool, seen = Waiting(), Seen()
    view = replace(VIEW, levels=(("rd_subsidy", 0.5),), seeds=1)
    Study(view, pool, Cache(), seen)  # type: ignore[arg-type]
    assert [(s.plan, len(s.overrides)) for s in pool.specs] == [
        (VIEW.plan, 1),
        (REFERENCE, 0),
        (VIEW.plan, 0),
    ]
    assert Ensemble(view, {0: RUN}, {0: RUN}).done == 0
    for task in pool.tasks:
        pool.batch.done(task, RUN)
    assert list(seen.wait(1).plan) == [1]


def test_pairs_are_seeds_of_which_both_runs_are_there() -> None:
    ensemble = Ensemble(VIEW, {0: RUN, 2: RUN}, {0: RUN, 1: RUN})
    assert ensemble.done == 1
    assert list(ensemble.paired().own) == list(ensemble.paired().reference) == [0]


def test_the_reference_itself_is_run_once() -> None:
    pool, seen = Waiting(), Seen()
    Study(View(plan=REFERENCE, seeds=3), pool, Cache(), seen)  # type: ignore[arg-type]
    assert len(pool.specs) == 3


def test_a_failure_is_shown_and_ends_the_study() -> None:
    pool, seen = Waiting(), Seen()
    Study(VIEW, pool, Cache(), seen)  # type: ignore[arg-type]
    pool.batch.done(pool.tasks[0], Failure("ValueError: no such thing"))
    assert seen.wait(0).error == "ValueError: no such thing"
    assert pool.cancelled == [pool.batch]


def test_a_closed_study_shows_nothing_more() -> None:
    pool, seen = Waiting(), Seen()
    study = Study(VIEW, pool, Cache(), seen)  # type: ignore[arg-type]
    study.close()
    pool.batch.done(pool.tasks[0], RUN)
    time.sleep(0.1)
    assert seen.all == []
    assert pool.cancelled == [pool.batch]


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(ProcessExecutor(2)).in_background() as found:
        yield found


def test_processes_carry_out_runs(pool: Pool) -> None:
    seen = Seen()
    Study(View(city=LITTLETON, plan=BASELINE, seeds=3), pool, Cache(), seen)
    assert all(isinstance(run, Run) for run in seen.wait(3).own.values())


def test_a_run_that_fails_is_told_on_one_line(pool: Pool) -> None:
    found: SimpleQueue[object] = SimpleQueue()
    task = task_of(RunSpec(LITTLETON, "no_such_plan", 0))
    pool.submit([task], lambda task, end: found.put(end))
    failure = found.get(timeout=90)
    assert isinstance(failure, Failure)
    assert "no_such_plan" in failure.error and "\n" not in failure.error
