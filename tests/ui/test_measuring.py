"""Levers measured in the background: few first, behind what visitors wait for."""

from __future__ import annotations

from typing import Any

import pytest

from experiments.runs.call import Failure, Task
from experiments.studies.alone import FLOWS
from ui.measuring import BEHIND, STEPS, Measuring, State
from ui.workers import MOST_PROCESSES

CITY = "littleton"


class Pool:
    """Carries out nothing; answers when told to."""

    def __init__(self) -> None:
        self.batches: list[tuple[list[Task], Any]] = []

    def submit(self, tasks: list[Task], done: Any) -> None:
        self.batches.append((tasks, done))

    def cancel(self, batch: Any) -> None:
        raise AssertionError("there is no batch to cancel")

    def answer(self, at: int) -> None:
        """Each instrument gains as much as its seed, and costs a million."""
        tasks, done = self.batches[at]
        for task in tasks:
            question, _, _, (key,), seed = task.arguments
            names = [*question.outcomes, *FLOWS]
            base = [1.0] * len(names)
            with_it = [1.0 + seed] * len(names)
            values = {"": base, key: with_it}
            done(task, {"seed": seed, "measures": names, "values": values})


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Pool:
    """Nothing is shipped here, and no thread begins."""
    monkeypatch.setattr("ui.measuring.shipped", lambda name: None)
    monkeypatch.setattr("ui.measuring.threading.Thread", _AtOnce)
    return Pool()


class _AtOnce:
    def __init__(self, target: Any, args: tuple[Any, ...], daemon: bool) -> None:
        self._target, self._args = target, args

    def start(self) -> None:
        self._target(*self._args)


def test_few_first_then_more_without_running_any_again(pool: Pool) -> None:
    measuring = Measuring(CITY, lambda: pool)  # type: ignore[arg-type, return-value]
    seen: list[State] = []
    end = measuring.watch(seen.append)
    assert seen == [State()] and seen[0].more == STEPS[0]
    measuring.measure()
    measuring.measure()  # while it runs: nothing more
    assert len(pool.batches) == 1
    tasks = pool.batches[0][0]
    assert {task.arguments[-1] for task in tasks} == {1, 2, 3}
    assert measuring.state.running and measuring.state.all == len(tasks)
    pool.answer(0)
    state = measuring.state
    assert not state.running and state.measured is not None and state.measured.seeds == STEPS[0]
    assert state.more == STEPS[1]
    lever = state.measured.of("rd_subsidy")
    assert lever is not None and lever.gains["competitive_firms"].change.mean == 2.0
    assert seen[-1] == state
    end()
    told = len(seen)
    measuring.measure()
    assert {task.arguments[-1] for task in pool.batches[1][0]} == set(range(4, 11))
    assert len(seen) == told
    pool.answer(1)
    assert measuring.state.measured is not None and measuring.state.measured.seeds == STEPS[1]


def test_a_failed_run_is_told_and_may_be_tried_again(pool: Pool) -> None:
    measuring = Measuring(CITY, lambda: pool)  # type: ignore[arg-type, return-value]
    measuring.measure()
    tasks, done = pool.batches[0]
    for task in tasks:
        done(task, Failure("ValueError: no"))
    assert measuring.state.error == "ValueError: no"
    assert not measuring.state.running and measuring.state.measured is None
    measuring.measure()
    assert len(pool.batches[1][0]) == len(tasks)


def test_a_measurement_waits_behind_every_view_in_the_lane_of_its_seed() -> None:
    for lanes in range(1, MOST_PROCESSES + 1):
        assert (BEHIND + 17) % lanes == 17 % lanes
    assert BEHIND > 10**7
