"""The process that speaks with Ray, so that the command itself outlives whatever becomes of Ray.

Ray's core ends its own process when its raylet is gone, and writes to the terminal by itself. Here
that ends this process, and what it writes goes to a file. Nothing of the model is imported.
"""

import logging
import os
import signal
import sys
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from experiments.runs.executors import on_worker

IN_FLIGHT = 2
"""Batches handed out a worker: one at work and one that waits, so that none is idle."""

BATCHES_PER_PROCESS = 500
"""After so many a worker process is replaced, whatever a library may have leaked."""

LOOK_AROUND = 5.0
"""Seconds between two looks at the size of a cluster, which may grow and shrink."""

WAIT = 1.0
"""Seconds after which it is seen that a part of Ray, or the command, is gone."""

DIED, FAULT, NOWHERE = "died", "fault", "nowhere"
"""Kinds of answer, beside those of a call: a process died under it; the program failed; there is
no cluster."""


@dataclass(frozen=True)
class Setting:
    """How Ray is to be started, and how its workers enter the project."""

    address: str | None
    """Of a cluster to join; none starts Ray on this machine."""
    workers: int | None
    environment: dict[str, str]
    """Variables that workers have before they import anything."""
    path: list[str]
    folder: str
    agreed: str
    log: str
    """The file that takes what is written here to the terminal."""


@dataclass(frozen=True)
class Call:
    """One call to carry out; the ticket comes back with its answer."""

    ticket: int
    function: str
    arguments: bytes


@dataclass(frozen=True)
class Work:
    """Calls with what they have in common, or tickets of calls for which nobody waits any more."""

    calls: list[Call] = field(default_factory=list)
    common: bytes = b""
    dropped: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Answer:
    """What came of a call; ``what`` is bytes, a text, or what a worker has that refused."""

    kind: str
    what: Any
    ticket: int = -1


@dataclass
class _Desk:
    """What waits, each with Ray's reference to what it shares with others, and what flies."""

    common: bytes = b""
    reference: Any = None
    waiting: deque[tuple[Call, Any]] = field(default_factory=deque)
    flying: dict[Any, Call] = field(default_factory=dict)

    def take(self, work: Work, put: Any) -> None:
        if work.dropped:
            left = [pair for pair in self.waiting if pair[0].ticket not in work.dropped]
            self.waiting = deque(left)
        if work.calls and (self.reference is None or work.common != self.common):
            self.common, self.reference = work.common, put(work.common)
        self.waiting.extend((call, self.reference) for call in work.calls)


def serve(connection: Connection, setting: Setting) -> None:
    """Start or join Ray and carry out what comes, until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command, which then closes.
    _write_to(setting.log)
    try:
        _start(setting)
    except (ConnectionError, ValueError, RuntimeError) as error:
        connection.send(Answer(NOWHERE, " ".join(str(error).split())[:200]))
        return
    try:
        with suppress(EOFError, OSError):
            _carry_out(connection, setting)
    finally:
        _shut_down()


def _write_to(path: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)


def _start(setting: Setting) -> None:
    import ray

    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    common: dict[str, Any] = {
        "runtime_env": {"env_vars": setting.environment},
        "log_to_driver": False,
        "logging_level": logging.ERROR,
    }
    if setting.address is None:
        ray.init(address="local", num_cpus=setting.workers, include_dashboard=False, **common)
    else:
        ray.init(address=setting.address, **common)


def _carry_out(connection: Connection, setting: Setting) -> None:
    import ray
    from ray import cloudpickle

    cloudpickle.register_pickle_by_value(on_worker)
    enter = ray.remote(num_cpus=1, max_retries=0, max_calls=BATCHES_PER_PROCESS)(on_worker.enter)
    given = setting.path, setting.folder, setting.agreed
    desk = _Desk()
    room, looked = 0, float("-inf")
    while True:
        idle = not (desk.waiting or desk.flying)
        while connection.poll(None if idle else 0):
            desk.take(connection.recv(), ray.put)
            idle = False
        if time.monotonic() - looked > LOOK_AROUND:
            room, looked = IN_FLIGHT * _workers(setting), time.monotonic()
        while desk.waiting and len(desk.flying) < room:
            call, common = desk.waiting.popleft()
            desk.flying[enter.remote(*given, call.function, common, call.arguments)] = call
        ended, _ = ray.wait(list(desk.flying), num_returns=1, timeout=WAIT)
        if not ended and _is_broken():
            raise EOFError("Ray is broken")
        for reference in ended:
            call = desk.flying.pop(reference)
            connection.send(_answer(call, reference))


def _answer(call: Call, reference: Any) -> Answer:
    import ray
    from ray.exceptions import RayError, RayTaskError

    try:
        kind, what = ray.get(reference)
    except RayTaskError as error:
        # A call catches its own faults: this one is of what leads to it.
        return Answer(FAULT, str(error), call.ticket)
    except RayError as error:
        return Answer(DIED, type(error).__name__, call.ticket)
    return Answer(kind, what, call.ticket)


def _workers(setting: Setting) -> int:
    import ray

    there = int(ray.cluster_resources().get("CPU", 1))
    return max(1, there if setting.workers is None else min(there, setting.workers))


def _is_broken() -> bool:
    """Whether a part of Ray that this process has started has ended; false where it joined others.

    Ray itself notices after a quarter of a minute or a whole one, and says nothing before.
    """
    import psutil

    for child in psutil.Process().children():
        with suppress(psutil.Error):
            if child.name() in {"raylet", "gcs_server"} and child.status() == psutil.STATUS_ZOMBIE:
                return True
    return False


def _shut_down() -> None:
    import ray

    ray.shutdown()
