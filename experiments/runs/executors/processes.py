"""Processes of this machine, one task at a time each; a server that has imported all forks them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import ModuleType
from typing import Any

from engine.bits import handed_on, settle
from experiments.runs.call import DIED, Call, Packer, Task, ask, perform
from experiments.runs.executors.executor import Answer, unpacked
from experiments.runs.machine import cores
from experiments.runs.sources import agreed

WHO = "a process"
NAME = "run of the model"
PRELOADED = "experiments.runs.executors.preloaded"


class ProcessExecutor:
    """So many processes, by default one for each processor; each starts with its first task.

    They have the environment, the path and the folder of this process, hear nothing of Ctrl-C and
    do not outlive it.
    """

    def __init__(self, workers: int | None = None) -> None:
        self.lanes = cores() if workers is None else workers
        self._pack = Packer()
        self._workers: dict[int, _Worker] = {}
        self._lock = threading.Lock()
        self._ring, self._bell = multiprocessing.Pipe()
        """Wakes who waits for answers when a process has been added."""

    def start(self, lane: int, ticket: int, task: Task) -> None:
        """Send it to its process, which is started where there is none."""
        with self._lock:
            if lane not in self._workers:
                self._workers[lane] = _Worker(lane, task.function.__module__)
                self._ring.send(lane)
            self._workers[lane].send(ticket, self._pack(task))

    def answers(self, seconds: float) -> list[Answer]:
        """What the processes have to say."""
        there = {worker.connection: worker for worker in list(self._workers.values())}
        found = []
        for connection in wait([self._bell, *there], timeout=seconds):
            if connection is self._bell:
                self._bell.recv()
                continue
            assert isinstance(connection, Connection)
            worker = there[connection]
            try:
                ticket, kind, what = connection.recv()
            except (EOFError, OSError):
                with self._lock:
                    self._workers.pop(worker.lane, None)
                    worker.bury()
                ticket, kind, what = worker.ticket, DIED, None
            worker.ticket = None
            if ticket is not None:
                found.append(unpacked(ticket, kind, what, WHO))
        return found

    def stop(self, ticket: int) -> None:
        """Ask the process that is at it; it looks between two quarters."""
        with self._lock:
            for worker in self._workers.values():
                if worker.ticket == ticket:
                    with suppress(OSError):
                        worker.connection.send(ticket)

    def close(self, at_once: bool) -> None:
        """A process ends by itself when nobody speaks with it any more."""
        with self._lock:
            for worker in self._workers.values():
                if at_once or worker.ticket is not None:
                    worker.process.terminate()
                worker.bury()
            self._workers = {}


class _Worker:
    """One process: what it was given last, and the line to it."""

    def __init__(self, lane: int, module: str) -> None:
        self.lane = lane
        self.ticket: int | None = None
        self._common = b""
        settle()  # processes started from here inherit it
        context = _context(module)
        self.connection, far = context.Pipe()
        arguments = far, agreed(), dict(os.environ)
        self.process = context.Process(target=serve, args=arguments, name=NAME, daemon=True)
        with _without_main():
            self.process.start()
        far.close()

    def send(self, ticket: int, call: Call) -> None:
        self.ticket = ticket
        common = None if call.common is self._common else call.common
        self._common = call.common
        with suppress(OSError):  # it has died just now: who waits for answers sees that, too
            self.connection.send((ticket, call.function, common, call.arguments))

    def bury(self) -> None:
        self.connection.close()
        self.process.join()


def warm(module: str) -> None:
    """Let the server import ``module`` and all else while this process does other things."""
    settle()
    context = _context(module)
    if context.get_start_method() == "forkserver":
        from multiprocessing.forkserver import ensure_running

        with _path_handed_on():
            ensure_running()


_served: dict[str, str] = {}
"""What the server's NumPy has read when it was imported."""


def _context(module: str) -> Any:
    """How to start processes: from a server where the system has one, anew elsewhere.

    The server imports first ``module``, then the rest; one that runs already stays as it is.
    """
    forks = sys.platform == "linux" and hasattr(os, "fork")
    if not _served:
        _served.update(handed_on())
    if not forks or _served != handed_on():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([module, PRELOADED])
    return context


@contextmanager
def _path_handed_on() -> Iterator[None]:
    """The server takes its path from the environment, and never modules of the current folder."""
    places = [str(Path(place).absolute()) for place in sys.path]
    with _environment({"PYTHONPATH": os.pathsep.join(places), "PYTHONSAFEPATH": "1"}):
        yield


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _without_main() -> Iterator[None]:
    """A new process would import the program that this one was started with; no task is in it."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        with _path_handed_on():  # where the server is not there yet
            yield
    finally:
        sys.modules["__main__"] = main


def serve(connection: Connection, expected: str, environment: dict[str, str]) -> None:
    """What a process does: tasks as they come, until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ.clear()
    os.environ.update(environment)
    common = b""
    with suppress(EOFError, OSError):
        while True:
            message = connection.recv()
            if isinstance(message, int):  # to stop what has ended meanwhile
                continue
            ticket, function, new, arguments = message
            common = common if new is None else new
            line = _Line(connection, ticket)
            ask(line.stopped)
            connection.send((ticket, *perform(expected, function, common, arguments)))


class _Line:
    """Whether the other end has asked for the task at work to be stopped."""

    def __init__(self, connection: Connection, ticket: int) -> None:
        self._connection, self._ticket = connection, ticket
        self._asked = False

    def stopped(self) -> bool:
        while not self._asked and self._connection.poll():
            self._asked = self._connection.recv() == self._ticket
        return self._asked


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
