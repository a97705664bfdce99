"""Executors: how the batches of a job are carried out. All give the same bytes.

A new executor is one module with one class, and a line in ``make_executor``.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from experiments.batch import BatchResult, Tick
from experiments.experiment import Runtime
from experiments.job import Job


class Executor(Protocol):
    """Carries out batches in any order, and lets the caller stop between two of them."""

    def execute(self, job: Job, batches: Sequence[int], tick: Tick) -> Iterator[BatchResult]:
        """Yield each batch's result once. ``tick`` hears of runs as they end."""
        ...


def make_executor(runtime: Runtime) -> Executor:
    """The executor that a runtime names; Ray is imported only when it's asked for."""
    if runtime.executor == "ray":
        from experiments.executors.ray_executor import RayExecutor

        return RayExecutor(runtime.workers, runtime.address)
    from experiments.executors.serial import SerialExecutor

    return SerialExecutor()
