"""Batches on Ray: on the cores of this machine, or on a cluster that is already there."""

import logging
import os
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import ray
from ray.exceptions import RayTaskError

from engine.bits import handed_on
from engine.document import InputError
from experiments.batch import BatchResult, End, Tick, carry_out, carry_out_group, put_together
from experiments.job import Job

ATTEMPTS = 3
"""How often a batch is tried whose process dies; Ray's own count has no end for some deaths."""

IN_FLIGHT = 2
"""Batches handed out a worker: one at work and one that waits, so that none is idle."""

BATCHES_PER_PROCESS = 500
"""After so many a worker process is replaced, whatever a library may have leaked."""

LOOK_AROUND = 5.0
"""Seconds between two looks at the size of a cluster, which may grow and shrink."""


@dataclass(frozen=True)
class _Task:
    """What one call carries out: a batch, or (``group`` ≥ 0) one group of it."""

    batch: int
    attempt: int = 1
    group: int = -1


class RayExecutor:
    """Starts Ray when it isn't running, and then stops it again; ``address`` joins a cluster.

    Ray's workers are new processes, never forks, and get the thread variables before they import
    anything. A process or a node that dies costs its batches a second attempt. A batch that has
    killed its process ``ATTEMPTS`` times is cut into its groups, each tried once by itself, so that
    only the runs that kill are lost.
    """

    def __init__(self, workers: int | None = None, address: str | None = None) -> None:
        self.workers = workers
        self.address = address

    def execute(self, job: Job, batches: Sequence[int], tick: Tick) -> Iterator[BatchResult]:
        """Yield the batches as they end. Raises ``InputError`` where there is no cluster."""
        mine = not ray.is_initialized()
        if mine:
            self._start()
        try:
            yield from self._execute(job, batches, tick)
        finally:
            if mine:
                ray.shutdown()

    def _start(self) -> None:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        common = {
            "runtime_env": _environment(),
            "log_to_driver": False,
            "logging_level": logging.ERROR,
        }
        if self.address is None:
            ray.init(address="local", num_cpus=self.workers, include_dashboard=False, **common)
            return
        try:
            ray.init(address=self.address, **common)
        except (ConnectionError, ValueError, RuntimeError) as error:
            expected = "the address of a Ray cluster that runs (auto, or host:port)"
            raise InputError("", 0, 0, "--address", expected, repr(self.address)) from error

    def _execute(self, job: Job, batches: Sequence[int], tick: Tick) -> Iterator[BatchResult]:
        whole, part = _remote(carry_out), _remote(carry_out_group)
        shared = ray.put(job)
        waiting = deque(_Task(batch) for batch in batches)
        flying: dict[Any, _Task] = {}
        groups: dict[int, dict[int, list[End] | str]] = {}
        room, looked = 0, float("-inf")
        # A caller who leaves leaves batches in flight: cancelling them can abort the process
        # (Ray's check "Tried to complete task that was not pending"), and they end by themselves
        # or with the job.
        while waiting or flying:
            if time.monotonic() - looked > LOOK_AROUND:
                room, looked = IN_FLIGHT * self._workers(), time.monotonic()
            while waiting and len(flying) < room:
                task = waiting.popleft()
                call = (
                    whole.remote(shared, task.batch)
                    if task.group < 0
                    else part.remote(shared, task.batch, task.group)
                )
                flying[call] = task
            ended, _ = ray.wait(list(flying), num_returns=1, timeout=LOOK_AROUND)
            for call in ended:
                task = flying.pop(call)
                result = _result(call)
                if task.group >= 0:
                    ends = groups[task.batch]
                    ends[task.group] = result if isinstance(result, list) else str(result)
                    if len(ends) < _groups(job, task.batch):
                        continue
                    del groups[task.batch]
                    found = [ends[group] for group in sorted(ends)]
                    result = put_together(job, task.batch, found, ATTEMPTS + 1)
                elif not isinstance(result, BatchResult):
                    if task.attempt < ATTEMPTS:
                        waiting.append(replace(task, attempt=task.attempt + 1))
                    else:
                        groups[task.batch] = {}
                        count = _groups(job, task.batch)
                        waiting.extend(_Task(task.batch, group=group) for group in range(count))
                    continue
                else:
                    timing = {**result.timing, "attempts": task.attempt}
                    result = replace(result, timing=timing)
                tick(job.runs_of(task.batch), len(result.timing["failures"]))
                yield result

    def _workers(self) -> int:
        there = int(ray.cluster_resources().get("CPU", 1))
        return max(1, there if self.workers is None else min(there, self.workers))


def _remote(function: Any) -> Any:
    return ray.remote(
        num_cpus=1,
        max_retries=0,
        max_calls=BATCHES_PER_PROCESS,
        runtime_env=_environment(),
    )(function)


def _result(call: Any) -> Any:
    """What a call returns; a text where its process died."""
    try:
        return ray.get(call)
    except RayTaskError:
        # Runs catch their own faults: this one is a fault of the program.
        raise
    except ray.exceptions.RayError as error:
        return f"{type(error).__name__}: the process died {ATTEMPTS} times, and again with this run"


def _groups(job: Job, batch: int) -> int:
    return sum(1 for _ in job.groups_of(batch))


def _environment() -> dict[str, Any]:
    """What workers get before they import anything."""
    return {"env_vars": handed_on()}
