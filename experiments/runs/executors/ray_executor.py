"""Batches on Ray: on the cores of this machine, or on a cluster that is already there."""

import multiprocessing
import os
import pickle
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType

import psutil

from engine.bits import handed_on
from engine.document import InputError
from experiments.runs.batch import BatchResult, End, Tick, put_together
from experiments.runs.ending import Lost
from experiments.runs.executors import ray_gate as gate
from experiments.runs.executors.ray_gate import Answer, Call, Setting, Work
from experiments.runs.job import Job
from experiments.runs.sources import Refused, agreed, refusal

ATTEMPTS = 3
"""How often a batch is tried whose process dies; Ray's own count has no end for some deaths."""

BATCH, GROUP = "experiments.runs.batch:carry_out", "experiments.runs.batch:carry_out_group"
"""What workers call, with a batch, or with a batch and a group of it."""

PATIENCE = 15.0
"""Seconds that Ray has to end by itself."""


@dataclass(frozen=True)
class _Task:
    """What one call carries out: a batch, or (``group`` ≥ 0) one group of it."""

    batch: int
    attempt: int = 1
    group: int = -1


class RayExecutor:
    """Starts Ray with its first batch and stops it when it is left; ``address`` joins a cluster.

    Ray's workers are new processes, never forks; they import what this process imports, from where
    it stands, and refuse where that is not the same. A process or a node that dies costs its
    batches a second attempt. A batch that has killed its process ``ATTEMPTS`` times is cut into its
    groups, each tried once by itself, so that only the runs that kill are lost.
    """

    def __init__(self, workers: int | None = None, address: str | None = None) -> None:
        self.workers = workers
        self.address = address
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._log = Path()
        self._tickets = count()
        self._started: set[psutil.Process] = set()
        """What Ray has started, as far as it was seen; where a part of Ray is killed, some of it
        stays behind, and is nobody's child any more."""
        self._looked = 0.0

    def __enter__(self) -> "RayExecutor":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def execute(self, job: Job, batches: Sequence[int], tick: Tick) -> Iterator[BatchResult]:
        """Yield the batches as they end.

        Raises ``InputError`` where there is no cluster, or one with other code; ``Lost`` when Ray
        is gone.
        """
        tasks: dict[int, _Task] = {}
        try:
            yield from self._execute(job, batches, tick, tasks)
        finally:
            if tasks:  # left in the middle, or by an error: what flies ends with Ray
                self._close()

    def _execute(
        self, job: Job, batches: Sequence[int], tick: Tick, tasks: dict[int, _Task]
    ) -> Iterator[BatchResult]:
        groups: dict[int, dict[int, list[End] | str]] = {}
        self._send(Work((), pickle.dumps(job, pickle.HIGHEST_PROTOCOL)))
        self._hand_out(tasks, [_Task(batch) for batch in batches])
        while tasks:
            answer = self._receive()
            task = tasks.pop(answer.ticket)
            result = pickle.loads(answer.what) if answer.kind == gate.DONE else answer.what
            if task.group >= 0:
                ends = groups[task.batch]
                ends[task.group] = result if isinstance(result, list) else _death(result)
                if len(ends) < _groups(job, task.batch):
                    continue
                del groups[task.batch]
                found = [ends[group] for group in sorted(ends)]
                result = put_together(job, task.batch, found, ATTEMPTS + 1)
            elif not isinstance(result, BatchResult):
                if task.attempt < ATTEMPTS:
                    self._hand_out(tasks, [replace(task, attempt=task.attempt + 1)])
                else:
                    groups[task.batch] = {}
                    each = range(_groups(job, task.batch))
                    self._hand_out(tasks, [_Task(task.batch, group=group) for group in each])
                continue
            else:
                timing = {**result.timing, "attempts": task.attempt}
                result = replace(result, timing=timing)
            tick(job.runs_of(task.batch), len(result.timing["failures"]))
            yield result

    def _hand_out(self, tasks: dict[int, _Task], more: Sequence[_Task]) -> None:
        calls = []
        for task in more:
            ticket = next(self._tickets)
            tasks[ticket] = task
            if task.group < 0:
                calls.append(Call(ticket, BATCH, (task.batch,)))
            else:
                calls.append(Call(ticket, GROUP, (task.batch, task.group)))
        self._send(Work(calls))

    def _send(self, work: Work) -> None:
        connection = self._connection or self._open()
        try:
            connection.send(work)
        except OSError:
            self._receive()  # perhaps it has said why

    def _receive(self) -> Answer:
        assert self._connection is not None
        try:
            answer: Answer = self._connection.recv()
        except (EOFError, OSError):
            said, self._log = self._log, Path()
            raise Lost(f"Ray is gone (what it said last is in {said})") from None
        self._look()
        if answer.kind == gate.NOWHERE:
            expected = "the address of a Ray cluster that runs (auto, or host:port)"
            raise InputError("", 0, 0, "--address", expected, f"{self.address!r}: {answer.what}")
        if answer.kind == gate.REFUSED:
            raise refusal("a worker of Ray", Refused(answer.what))
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
            environment=handed_on(),
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


def _death(name: object) -> str:
    return f"{name}: the process died {ATTEMPTS} times, and again with this run"


def _groups(job: Job, batch: int) -> int:
    return sum(1 for _ in job.groups_of(batch))
