"""Batches on Ray: on the cores of this machine, or on a cluster that is already there."""

import multiprocessing
import os
import sys
import tempfile
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import psutil

from engine.bits import handed_on
from engine.document import InputError
from experiments.runs import cache
from experiments.runs.call import Packer, Task
from experiments.runs.ending import Lost
from experiments.runs.executors import ray_gate as gate
from experiments.runs.executors.executor import Answer, unpacked
from experiments.runs.executors.ray_gate import Setting, Work
from experiments.runs.sources import agreed

WHO = "a worker of Ray"

PATIENCE = 15.0
"""Seconds that Ray has to end by itself."""


class RayExecutor:
    """Starts Ray with its first task and stops it when it is closed; ``address`` joins a cluster.

    Ray's workers are new processes, never forks; they import what this process imports, from where
    it stands, and refuse where that is not the same. Ray has a queue of its own.
    """

    lanes = 0

    def __init__(self, workers: int | None = None, address: str | None = None) -> None:
        self.workers = workers
        self.address = address
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._log = Path()
        self._pack = Packer()
        self._unsent: list[Work] = []
        self._dropped: set[int] = set()
        self._started: set[psutil.Process] = set()
        """What Ray has started, as far as it was seen; where a part of Ray is killed, some of it
        stays behind, and is nobody's child any more."""
        self._looked = 0.0

    def start(self, lane: int, ticket: int, task: Task) -> None:
        """It is sent with all others that start before the next answer is asked for."""
        call = self._pack(task)
        if not self._unsent or self._unsent[-1].common is not call.common:
            self._unsent.append(Work(common=call.common))
        self._unsent[-1].calls.append(gate.Call(ticket, call.function, call.arguments))

    def stop(self, ticket: int) -> None:
        """It is not begun where it still waits; sent with the next."""
        self._dropped.add(ticket)

    def answers(self, seconds: float) -> list[Answer]:
        """The next one, however long it takes.

        Raises ``InputError`` where there is no cluster; ``Lost`` when Ray is gone.
        """
        if self._dropped:
            self._unsent.insert(0, Work(dropped=frozenset(self._dropped)))
            self._dropped = set()
        works, self._unsent = self._unsent, []
        for work in works:
            self._send(work)
        said = self._receive()
        return [unpacked(said.ticket, said.kind, said.what, WHO)]

    def close(self, at_once: bool) -> None:
        """Stop Ray, and whatever is at work."""
        self._close()

    def _send(self, work: Work) -> None:
        connection = self._connection or self._open()
        try:
            connection.send(work)
        except OSError:
            self._receive()  # perhaps it has said why

    def _receive(self) -> gate.Answer:
        assert self._connection is not None
        try:
            answer: gate.Answer = self._connection.recv()
        except (EOFError, OSError):
            said, self._log = self._log, Path()
            raise Lost(f"Ray is gone (what it said last is in {said})") from None
        self._look()
        if answer.kind == gate.NOWHERE:
            expected = "the address of a Ray cluster that runs (auto, or host:port)"
            raise InputError("", 0, 0, "--address", expected, f"{self.address!r}: {answer.what}")
        if answer.kind == gate.FAULT:
            raise RuntimeError(answer.what)
        return answer

    def _close(self) -> None:
        if self._process is None or self._connection is None:
            return
        try:
            self._looked = 0.0
            self._look()
            self._connection.close()
            self._process.join(PATIENCE)
        finally:
            self._process.kill()
            self._process.join()
            for started in self._started:
                with suppress(psutil.Error):
                    started.kill()
            self._started = set()
            self._process = self._connection = None
            if self._log.is_file():
                self._log.unlink()

    def _look(self) -> None:
        """See which processes there are, now and then."""
        if self._process is None or time.monotonic() - self._looked < gate.LOOK_AROUND:
            return
        self._looked = time.monotonic()
        with suppress(psutil.Error):
            self._started |= set(psutil.Process(self._process.pid).children(recursive=True))

    def _open(self) -> Connection:
        handle, log = tempfile.mkstemp(prefix="yuanqu-ray-", suffix=".log")
        os.close(handle)
        self._log = Path(log)
        setting = Setting(
            address=self.address or _own_session(),
            workers=self.workers,
            environment={**handed_on(), **cache.handed_on()},
            path=[str(Path(place).absolute()) for place in sys.path],
            folder=str(Path.cwd()),
            agreed=agreed(),
            log=log,
        )
        context = multiprocessing.get_context("spawn")
        near, far = context.Pipe()
        process = context.Process(target=gate.serve, args=(far, setting), name="Ray", daemon=True)
        process.start()
        far.close()
        self._process, self._connection = process, near
        return near


def _own_session() -> str | None:
    """The address of Ray where this process, a notebook perhaps, has started or joined it."""
    ray = sys.modules.get("ray")
    if ray is None or not ray.is_initialized():
        return None
    return str(ray.get_runtime_context().gcs_address)
