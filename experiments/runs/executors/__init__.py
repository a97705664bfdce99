"""Executors: how the batches of a job are carried out. All give the same bytes.

A new executor is one module with one class, and a line in ``make_executor``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:  # the process that speaks with Ray imports nothing of the model
    from experiments.runs.batch import BatchResult, Tick
    from experiments.runs.job import Job
    from experiments.runs.runtime import Runtime


class Executor(Protocol):
    """Carries out batches in any order, and lets the caller stop between two of them.

    Serves any number of jobs until the context that it is ends, and then stops what it started.
    """

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None: ...

    def execute(self, job: Job, batches: Sequence[int], tick: Tick) -> Iterator[BatchResult]:
        """Yield each batch's result once. ``tick`` hears of runs as they end.

        Raises ``experiments.runs.ending.Lost`` when those who work for it are gone.
        """
        ...


def make_executor(runtime: Runtime) -> Executor:
    """The executor that a runtime names; nothing is started before the first batch."""
    if runtime.executor == "ray":
        from experiments.runs.executors.ray_executor import RayExecutor

        return RayExecutor(runtime.workers, runtime.address)
    from experiments.runs.executors.serial import SerialExecutor

    return SerialExecutor()
