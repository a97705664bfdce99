"""One batch after the other in this process."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager

from experiments.runs.batch import BatchResult, Tick, carry_out
from experiments.runs.job import Job


class SerialExecutor(AbstractContextManager["SerialExecutor"]):
    """Needs nothing and starts at once."""

    def __exit__(self, *error: object) -> None:
        """Nothing was started."""

    def execute(self, job: Job, batches: Sequence[int], tick: Tick) -> Iterator[BatchResult]:
        """Yield the batches in order."""
        for batch in batches:
            yield carry_out(job, batch, tick)
