"""Processes that work off tasks by seed; the results are the same with any number of them."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, as_completed
from types import TracebackType
from typing import Any

from engine.bits import settle
from experiments.runs.ending import Lost
from experiments.runs.sources import Refused, agreed, agreement, refusal


class Workers:
    """``count`` processes, or none but this one where that is 1.

    Task number i always goes to process i modulo ``count``, which keeps the past of its seeds.
    """

    def __init__(self, count: int) -> None:
        self.pools: list[ProcessPoolExecutor] = []
        self.others = {process.pid for process in multiprocessing.active_children()}
        if count > 1:
            settle()  # processes started from here inherit it
            context = multiprocessing.get_context("spawn")
            self.pools = [
                ProcessPoolExecutor(1, mp_context=context, initializer=_begin) for _ in range(count)
            ]

    def __enter__(self) -> "Workers":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pool in self.pools:
            pool.shutdown(wait=False, cancel_futures=True)
        if kind is not None:
            # Nobody waits for what they work at. (Their pools would, when this process ends.)
            for process in multiprocessing.active_children():
                if process.pid not in self.others:
                    process.kill()

    def each(
        self, function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]
    ) -> Iterator[tuple[int, Any]]:
        """Call ``function(*task)`` for each task; yields its number and the result as it ends.

        Raises ``Lost`` when a process dies, and ``InputError`` where one has other files than this.
        """
        if not self.pools:
            for number, task in enumerate(tasks):
                yield number, function(*task)
            return
        futures: dict[Future[Any], int] = {
            self.pools[number % len(self.pools)].submit(_same, agreed(), function, *task): number
            for number, task in enumerate(tasks)
        }
        for future in as_completed(futures):
            try:
                result = future.result()
            except BrokenExecutor:
                raise Lost("a process that carried out runs was killed") from None
            if isinstance(result, Refused):
                raise refusal("a process", result)
            yield futures[future], result

    def in_order(self, function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]) -> list[Any]:
        """All results, in the order of the tasks."""
        found = dict(self.each(function, tasks))
        return [found[number] for number in range(len(tasks))]


def _same(expected: str, function: Callable[..., Any], *task: Any) -> Any:
    """In a new process: call the function, unless the files have changed since the parent began."""
    return function(*task) if agreed() == expected else Refused(dict(agreement()))


def _begin() -> None:
    """In a new process: the parent alone hears of Ctrl-C, and none outlives the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
