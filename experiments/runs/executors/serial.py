"""One task after the other in this process."""

import time

from experiments.runs.call import Failure, Task
from experiments.runs.executors.executor import Answer


class SerialExecutor:
    """Needs nothing and starts at once; a task is carried out when its answer is asked for."""

    lanes = 1

    def __init__(self) -> None:
        self._next: tuple[int, Task] | None = None

    def start(self, lane: int, ticket: int, task: Task) -> None:
        """Remember it."""
        self._next = ticket, task

    def answers(self, seconds: float) -> list[Answer]:
        """Carry it out."""
        if self._next is None:
            time.sleep(seconds)
            return []
        (ticket, task), self._next = self._next, None
        try:
            return [Answer(ticket, task())]
        except Exception as error:
            return [Answer(ticket, Failure.of(error))]

    def stop(self, ticket: int) -> None:
        """Whoever could ask for it waits for the answer."""

    def close(self, at_once: bool) -> None:
        """Nothing was started."""
