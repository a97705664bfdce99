"""Tasks and whoever carries them out: one machinery for all that runs the model many times.

A pool has an executor (``experiments.runs.executors``). The results are the same with each of them
and with any number of processes.
"""

from __future__ import annotations

import heapq
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from experiments.runs.call import DIED, Failure, Task
from experiments.runs.executors.executor import Answer, Executor

ATTEMPTS = 2
"""How often a task is tried whose process dies under it."""

WAIT = 1.0
"""Seconds after which a pool's thread sees that the pool was closed."""

Done = Callable[[Task, Any], None]
"""Called with a task and its result, or a ``Failure``."""


@dataclass(eq=False)
class Batch:
    """Tasks that belong together."""

    done: Done
    cancelled: bool = False


@dataclass(order=True)
class _Entry:
    key: int
    ticket: int
    task: Task = field(compare=False)
    batch: Batch = field(compare=False)
    attempts: int = field(default=0, compare=False)


class Pool:
    """Carries out tasks: the lowest keys first, and those of one key in one process.

    A task whose process dies is tried once more, in another one. Left as a context, it ends what
    its executor started: at once where an exception leaves it.
    """

    def __init__(self, executor: Executor) -> None:
        self.executor = executor
        self._lock = threading.RLock()
        self._tickets = count(1)
        self._anywhere: list[_Entry] = []
        self._of_lane: dict[int, list[_Entry]] = {}
        self._at_work: dict[int, tuple[int, _Entry]] = {}
        """Lane and entry by ticket."""
        self._busy: set[int] = set()
        self._open = True

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.close(at_once=kind is not None)

    def each(
        self,
        function: Callable[..., Any],
        arguments: Sequence[tuple[Any, ...]],
        common: tuple[Any, ...] = (),
        keys: Sequence[int] | None = None,
    ) -> Iterator[tuple[int, Any]]:
        """Call ``function(*common, *some)`` for each of ``arguments``; yields its place among them
        and the result as it ends.

        Raises what the function raises, ``Lost`` where its process has died twice, ``InputError``
        where a process has other files than this one.
        """
        chosen = [None] * len(arguments) if keys is None else keys
        tasks = [Task(function, a, k, common) for a, k in zip(arguments, chosen, strict=True)]
        for place, found in self.ends(tasks):
            if isinstance(found, Failure):
                raise found.raised()
            yield place, found

    def in_order(
        self, function: Callable[..., Any], arguments: Sequence[tuple[Any, ...]], **more: Any
    ) -> list[Any]:
        """All results of ``each``, in the order of the arguments."""
        found = dict(self.each(function, arguments, **more))
        return [found[place] for place in range(len(arguments))]

    def ends(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Any]]:
        """Place and result, or ``Failure``, of each task as it ends."""
        places = {id(task): place for place, task in enumerate(tasks)}
        ended: deque[tuple[int, Any]] = deque()
        batch = self.submit(tasks, lambda task, found: ended.append((places[id(task)], found)))
        try:
            for _ in tasks:
                while not ended:
                    self._receive()
                yield ended.popleft()
        finally:
            self.cancel(batch)

    def submit(self, tasks: Sequence[Task], done: Done) -> Batch:
        """Queue tasks; of equal keys in the order given. ``done`` is called by whoever receives:
        the thread of ``in_background``, or that in ``ends``."""
        batch = Batch(done)
        with self._lock:
            for task in tasks:
                self._queue(_Entry(task.key or 0, next(self._tickets), task, batch))
            self._feed()
        return batch

    def cancel(self, batch: Batch) -> None:
        """Drop what waits of a batch and ask what runs of it to stop (``call.stopped``)."""
        with self._lock:
            batch.cancelled = True
            for ticket, (_, entry) in self._at_work.items():
                if entry.batch is batch:
                    self.executor.stop(ticket)

    def in_background(self) -> Pool:
        """From now on a thread receives what ends, and calls those who wait for it."""
        threading.Thread(target=self._collect, name="pool of runs", daemon=True).start()
        return self

    def close(self, at_once: bool = True) -> None:
        """End what the executor has started."""
        with self._lock:
            self._open = False
            self.executor.close(at_once)

    def _collect(self) -> None:
        while self._open:
            with suppress(OSError):  # the pool was closed meanwhile
                self._receive()

    def _receive(self) -> None:
        for answer in self.executor.answers(WAIT):
            self._end(answer)

    def _queue(self, entry: _Entry) -> None:
        key, lanes = entry.task.key, self.executor.lanes
        where = self._anywhere
        if key is not None and lanes:
            where = self._of_lane.setdefault(key % lanes, [])
        heapq.heappush(where, entry)

    def _feed(self) -> None:
        """Hand over the next tasks, wherever there is room."""
        lanes = self.executor.lanes
        if not lanes:
            while entry := self._next(self._anywhere):
                self._start(-1, entry)
        for lane in range(lanes):
            if lane not in self._busy:
                entry = self._next(self._of_lane.get(lane, [])) or self._next(self._anywhere)
                if entry is not None:
                    self._busy.add(lane)
                    self._start(lane, entry)

    def _next(self, queue: list[_Entry]) -> _Entry | None:
        while queue:
            entry = heapq.heappop(queue)
            if not entry.batch.cancelled:
                return entry
        return None

    def _start(self, lane: int, entry: _Entry) -> None:
        entry.attempts += 1
        self._at_work[entry.ticket] = lane, entry
        self.executor.start(lane, entry.ticket, entry.task)

    def _end(self, answer: Answer) -> None:
        with self._lock:
            if not self._open or answer.ticket not in self._at_work:
                return
            lane, entry = self._at_work.pop(answer.ticket)
            self._busy.discard(lane)
            found = answer.what
            died = isinstance(found, Failure) and found.how == DIED
            again = died and entry.attempts < ATTEMPTS and not entry.batch.cancelled
            if again:
                self._queue(entry)
            self._feed()
        if not again and not entry.batch.cancelled:
            entry.batch.done(entry.task, found)
