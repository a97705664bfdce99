"""Batches on Ray: on the cores of this machine, or on a cluster that is already there."""

import logging
import os
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import ray
from ray.exceptions import RayTaskError

from experiments.batch import BatchResult, Tick, carry_out, give_up
from experiments.job import Job
from experiments.processor import portable_environment
from experiments.threads import ONE_THREAD

ATTEMPTS = 3
"""How often a batch is tried whose process dies; Ray's own count has no end for some deaths."""

IN_FLIGHT = 2
"""Batches handed out a worker: one at work and one that waits, so that none is idle."""

BATCHES_PER_PROCESS = 500
"""After so many a worker process is replaced, whatever a library may have leaked."""


class RayExecutor:
    """Starts Ray when it isn't running, and then stops it again.

    Ray's workers are new processes, never forks, and get the thread variables before they import
    anything.
    """

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers

    def execute(self, job: Job, batches: Sequence[int], tick: Tick) -> Iterator[BatchResult]:
        """Yield the batches as they end."""
        mine = not ray.is_initialized()
        if mine:
            os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
            os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
            ray.init(
                num_cpus=self.workers,
                runtime_env=_environment(),
                include_dashboard=False,
                log_to_driver=False,
                logging_level=logging.ERROR,
            )
        try:
            yield from self._execute(job, batches, tick)
        finally:
            if mine:
                ray.shutdown()

    def _execute(self, job: Job, batches: Sequence[int], tick: Tick) -> Iterator[BatchResult]:
        remote: Any = ray.remote(
            num_cpus=1,
            max_retries=0,
            max_calls=BATCHES_PER_PROCESS,
            runtime_env=_environment(),
        )(carry_out)
        shared = ray.put(job)
        workers = self.workers or int(ray.cluster_resources().get("CPU", 1))
        waiting = deque((batch, 1) for batch in batches)
        flying: dict[Any, tuple[int, int]] = {}
        # A caller who leaves leaves batches in flight: cancelling them can abort the process
        # (Ray's check "Tried to complete task that was not pending"), and they end by themselves
        # or with the job.
        while waiting or flying:
            while waiting and len(flying) < IN_FLIGHT * workers:
                batch, attempt = waiting.popleft()
                flying[remote.remote(shared, batch)] = (batch, attempt)
            (reference,), _ = ray.wait(list(flying), num_returns=1)
            batch, attempt = flying.pop(reference)
            result = self._result(job, reference, batch, attempt)
            if result is None:
                waiting.append((batch, attempt + 1))
                continue
            tick(job.runs_of(batch), len(result.timing["failures"]))
            yield result

    def _result(self, job: Job, reference: Any, batch: int, attempt: int) -> BatchResult | None:
        """The batch's result; none when its process died and it may be tried again."""
        try:
            result: BatchResult = ray.get(reference)
        except RayTaskError:
            # Runs catch their own faults: this one is a fault of the program.
            raise
        except ray.exceptions.RayError as error:
            if attempt < ATTEMPTS:
                return None
            text = f"{type(error).__name__}: the process died {ATTEMPTS} times"
            return give_up(job, batch, text, attempt)
        return replace(result, timing={**result.timing, "attempts": attempt})


def _environment() -> dict[str, Any]:
    """What workers get before they import anything."""
    return {"env_vars": {**ONE_THREAD, **portable_environment()}}
