"""What an executor is to a pool: somebody who carries out tasks, and nothing besides.

Order, priorities, second attempts and who is told what are the affair of ``experiments.runs.pool``.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from experiments.runs.call import DIED, REFUSED, Failure, Task
from experiments.runs.ending import Lost
from experiments.runs.sources import Refused, refusal


@dataclass(frozen=True)
class Answer:
    """What became of the task with a ticket: its result, or a ``Failure``."""

    ticket: int
    what: Any


class Executor(Protocol):
    """Carries out tasks. All executors give the same results.

    ``start`` and ``stop`` may be called by another thread than ``answers``. Every ticket that was
    started has one answer, unless ``stop`` was called for it; where a process ends under a task the
    answer is ``died``, and the pool tries again. In another process a task is carried out by
    ``experiments.runs.call.perform``, with what ``Packer`` makes of it and ``agreed()`` of here;
    ``unpacked`` makes an ``Answer`` of what comes back: ``futures.py`` is the shortest example.
    ``close(False)`` has to come back even after a death.
    """

    @property
    def lanes(self) -> int:
        """Processes with one task at a time each, for which a pool keeps the queues; 0 for an
        executor with a queue of its own, which is given all at once."""
        ...

    def start(self, lane: int, ticket: int, task: Task) -> None:
        """Begin with a task, in the process ``lane``, which is idle. Returns at once."""
        ...

    def answers(self, seconds: float) -> Iterable[Answer]:
        """What has ended; waits for the first answer, at most so long.

        Raises ``Lost`` when those who carry out are gone for good, ``InputError`` where they never
        were there.
        """
        ...

    def stop(self, ticket: int) -> None:
        """Nobody waits for that task any more. Its answer may come or not."""
        ...

    def close(self, at_once: bool) -> None:
        """End what was started; ``at_once`` also what is at work."""
        ...


def unpacked(ticket: int, kind: str, what: Any, who: str) -> Answer:
    """An answer of ``experiments.runs.call.perform``; ``who`` says what kind of process gave it."""
    if kind == DIED:
        return Answer(ticket, died(who))
    if kind == REFUSED:
        cause = refusal(who, Refused(what))
        return Answer(ticket, Failure(str(cause), how=REFUSED, cause=cause))
    return Answer(ticket, pickle.loads(what))


def died(who: str) -> Failure:
    """The end of a task whose process has ended under it."""
    text = f"{who} that carried out runs was killed"
    return Failure(text, how=DIED, cause=Lost(text))
