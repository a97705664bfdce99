"""A few processes that stay alive and carry out runs, the lowest seeds first.

A seed always goes to the same process, which keeps the state at its policy start (``ui.runs``).
A batch that nobody waits for any more is cancelled: what waits is dropped, what runs stops at the
end of its quarter.
"""

from __future__ import annotations

import heapq
import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import count
from multiprocessing.connection import Connection, wait
from typing import Any, cast

from abm.simulation import RunSpec
from engine.bits import settle
from experiments.runs.sources import agreed
from ui.runs import Pasts, Run

MOST_PROCESSES = 8
ATTEMPTS = 2
"""How often a run is tried whose process dies under it."""


@dataclass(frozen=True)
class Failure:
    """Why a run has no result: one line, and the traceback for the log."""

    error: str
    traceback: str = ""


CHANGED = Failure(
    "程序文件已改动，请重新启动本页面的服务 "
    "The program's files have changed since the screen was started: start it again"
)

Done = Callable[[RunSpec, Run | Failure], None]


@dataclass(eq=False)
class Batch:
    """Runs that belong together; ``done`` is called for each from the pool's thread."""

    done: Done
    cancelled: bool = False


@dataclass(order=True)
class _Job:
    seed: int
    ticket: int
    spec: RunSpec = field(compare=False)
    batch: Batch = field(compare=False)
    attempts: int = field(default=0, compare=False)


class _Worker:
    """One process and the jobs that wait for it."""

    def __init__(self, context: Any) -> None:
        self.context = context
        self.agreed = agreed()
        self.waiting: list[_Job] = []
        self.busy: _Job | None = None
        self.connection: Connection | None = None
        self.start()

    def start(self) -> Connection:
        self.stop = self.context.RawValue("Q", 0)
        near, far = self.context.Pipe()
        self.process = self.context.Process(
            target=serve,
            args=(far, self.stop, self.agreed),
            name="run of the model",
            daemon=True,
        )
        self.process.start()
        far.close()
        self.connection = near
        return cast("Connection", near)

    def feed(self) -> None:
        """Hand over the next job, if the process is idle; start it, if it has died."""
        while self.busy is None and self.waiting:
            job = heapq.heappop(self.waiting)
            if job.batch.cancelled:
                continue
            connection = self.connection or self.start()
            self.busy = job
            with suppress(OSError):  # It has died just now: the pool's thread sees that, too.
                connection.send((job.ticket, job.spec))

    def bury(self) -> tuple[_Job | None, int]:
        """Clear away a process that has died: the job it had, and its exit code."""
        job, self.busy = self.busy, None
        self.process.join()
        if self.connection is not None:
            self.connection.close()
        self.connection = None
        return job, int(self.process.exitcode or 0)


class Pool:
    """The processes. Ends with ``close``, or with the process that made it."""

    def __init__(self, processes: int) -> None:
        settle()  # processes started from here inherit it
        context = multiprocessing.get_context("spawn")
        self._lock = threading.Lock()
        self._tickets = count(1)
        self._workers = [_Worker(context) for _ in range(processes)]
        self._open = True
        threading.Thread(target=self._collect, name="pool of runs", daemon=True).start()

    def submit(self, specs: Sequence[RunSpec], done: Done) -> Batch:
        """Queue runs; of equal seeds in the order given."""
        batch = Batch(done)
        with self._lock:
            for spec in specs:
                worker = self._workers[spec.seed % len(self._workers)]
                heapq.heappush(worker.waiting, _Job(spec.seed, next(self._tickets), spec, batch))
            for worker in self._workers:
                worker.feed()
        return batch

    def cancel(self, batch: Batch) -> None:
        """Drop what waits of a batch and stop what runs of it."""
        with self._lock:
            batch.cancelled = True
            for worker in self._workers:
                if worker.busy is not None and worker.busy.batch is batch:
                    worker.stop.value = worker.busy.ticket

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            self._open = False
            for worker in self._workers:
                worker.process.terminate()
                worker.process.join()

    def _collect(self) -> None:
        while self._open:
            workers = {w.connection: w for w in self._workers if w.connection is not None}
            for connection in wait(list(workers), timeout=1.0):
                self._receive(workers[connection])  # type: ignore[index]

    def _receive(self, worker: _Worker) -> None:
        assert worker.connection is not None
        found: Run | Failure | None
        try:
            ticket, found = worker.connection.recv()
        except (EOFError, OSError):
            self._mourn(worker)
            return
        with self._lock:
            job, worker.busy = worker.busy, None
            worker.feed()
        if job is None or job.ticket != ticket or found is None or job.batch.cancelled:
            return
        job.batch.done(job.spec, found)

    def _mourn(self, worker: _Worker) -> None:
        """A process has died: its run is tried once more, in another one."""
        with self._lock:
            if not self._open:
                return
            job, code = worker.bury()
            lost = job is not None and job.attempts + 1 >= ATTEMPTS
            if job is not None and not lost:
                job.attempts += 1
                heapq.heappush(worker.waiting, job)
            worker.feed()
        if job is not None and lost and not job.batch.cancelled:
            job.batch.done(job.spec, Failure(f"the run's process ended (exit code {code})"))


def serve(connection: Connection, stop: Any, expected: str) -> None:
    """What a process does: runs as they come, until the other end is gone.

    One that starts when the files are no more those of the server, ``expected``, runs nothing.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then closes.
    pasts = Pasts()
    changed = agreed() != expected
    while True:
        try:
            ticket, spec = connection.recv()
        except (EOFError, OSError):
            return
        found: Run | Failure | None
        try:
            found = CHANGED if changed else pasts.run(spec, partial(_cancelled, stop, ticket))
        except Exception as error:
            line = " ".join(f"{type(error).__name__}: {error}".split())
            found = Failure(line[:300], traceback.format_exc())
        try:
            connection.send((ticket, found))
        except OSError:
            return


def _cancelled(stop: Any, ticket: int) -> bool:
    return bool(stop.value >= ticket)


@lru_cache(maxsize=1)
def shared_pool() -> Pool:
    """The pool of this server; started at the first call."""
    return Pool(max(1, min(MOST_PROCESSES, os.cpu_count() or 1)))
