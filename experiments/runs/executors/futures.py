"""Any ``concurrent.futures.Executor``: pools of Dask, MPI, Slurm and others."""

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Future
from concurrent.futures import Executor as Futures
from importlib import import_module
from queue import Empty, SimpleQueue
from typing import Any

from engine.document import InputError
from experiments.runs.call import DIED, Packer, Task, perform
from experiments.runs.executors.executor import Answer, unpacked
from experiments.runs.sources import agreed

WHO = "a process of the pool"


class FuturesExecutor:
    """Tasks go to the pool that ``make`` gives, which has its own queue.

    A pool whose processes have died is made anew.
    """

    lanes = 0

    def __init__(self, make: Callable[[], Futures]) -> None:
        self._make = make
        self._pool: Futures | None = None
        self._pack = Packer()
        self._flying: dict[int, Future[Any]] = {}
        self._ended: SimpleQueue[tuple[int, Future[Any]]] = SimpleQueue()

    def start(self, lane: int, ticket: int, task: Task) -> None:
        """Hand it to the pool."""
        call = self._pack(task)
        given = agreed(), call.function, call.common, call.arguments
        self._pool = self._pool or self._make()
        try:
            future = self._pool.submit(perform, *given)
        except BrokenExecutor:
            self._pool = self._make()
            future = self._pool.submit(perform, *given)
        self._flying[ticket] = future
        future.add_done_callback(lambda ended: self._ended.put((ticket, ended)))

    def answers(self, seconds: float) -> list[Answer]:
        """The next one."""
        try:
            ticket, future = self._ended.get(timeout=seconds)
        except Empty:
            return []
        self._flying.pop(ticket, None)
        try:
            kind, what = future.result()
        except (BrokenExecutor, CancelledError):
            kind, what = DIED, None
        return [unpacked(ticket, kind, what, WHO)]

    def stop(self, ticket: int) -> None:
        """It is not begun where it still waits."""
        if ticket in self._flying:
            self._flying[ticket].cancel()

    def close(self, at_once: bool) -> None:
        """What is at work comes to its end, what waits does not."""
        if self._pool is not None:
            self._pool.shutdown(wait=not at_once, cancel_futures=True)


def from_name(name: str | None, workers: int | None) -> FuturesExecutor:
    """The pool that ``package.module:callable`` gives, called with ``workers`` if they are named.

    Raises InputError where there is no such callable.
    """
    module, _, attribute = (name or "").partition(":")
    try:
        make = getattr(import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        expected = "what makes a pool, such as concurrent.futures:ProcessPoolExecutor"
        raise InputError(
            "", 0, 0, "--address", expected, f"{name or 'nothing'} ({error})"
        ) from None
    return FuturesExecutor(make if workers is None else lambda: make(workers))
