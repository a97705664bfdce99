"""What a process does with a task that comes from elsewhere; all executors have it done so."""

from __future__ import annotations

import logging
import pickle
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import import_module
from typing import Any

from experiments.runs.sources import agreed, agreement

DONE, FAILED, REFUSED, DIED = "done", "failed", "refused", "died"
"""Ends of a task: with a result; with an exception; not begun, for the process has other files; or
with its process."""


@dataclass(frozen=True)
class Failure:
    """Why a task or a run has no result: one line, and the traceback for its author."""

    error: str
    traceback: str = ""
    how: str = FAILED
    cause: Exception | None = field(default=None, compare=False)
    """What to raise where a failure ends all."""

    @classmethod
    def of(cls, error: Exception) -> Failure:
        """The failure that an exception is, while it is handled."""
        text = " ".join(f"{type(error).__name__}: {error}".split())
        return cls(text[:500], traceback.format_exc(), cause=error)

    def raised(self) -> Exception:
        """What to raise of it; the traceback of another process is a note to it."""
        cause = self.cause or RuntimeError(self.error)
        if self.traceback and cause.__traceback__ is None:
            cause.add_note(self.traceback)
        return cause


@dataclass(frozen=True)
class Task:
    """A call of an importable function: ``function(*common, *arguments)``.

    Tasks with one and the same ``common`` (a job, a question) share what it takes to send it. A
    ``key`` is a seed: the lowest are first, and those of one key go to one process, which keeps
    the past of its seeds; without one a task goes wherever there is room, in the order given.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    key: int | None = None
    common: tuple[Any, ...] = ()

    def __call__(self) -> Any:
        """Carry it out here."""
        return self.function(*self.common, *self.arguments)


@dataclass(frozen=True)
class Call:
    """A task on its way: the function as ``module:name``, and its pickled arguments."""

    function: str
    common: bytes
    arguments: bytes


class Packer:
    """Makes calls of tasks; a ``common`` that comes again is pickled once."""

    def __init__(self) -> None:
        self._last: tuple[tuple[Any, ...], bytes] = (), packed(())

    def __call__(self, task: Task) -> Call:
        """The call of a task."""
        if task.common is not self._last[0]:
            self._last = task.common, packed(task.common)
        name = f"{task.function.__module__}:{task.function.__qualname__}"
        return Call(name, self._last[1], packed(task.arguments))


def perform(expected: str, function: str, common: bytes, arguments: bytes) -> tuple[str, Any]:
    """Carry out a call: ``DONE`` or ``FAILED`` and a pickled result or ``Failure``.

    Or ``REFUSED`` and the ``agreement`` of this process, where that is not what ``expected``
    stands for.
    """
    if not _MODEL.handlers:
        _MODEL.addHandler(logging.NullHandler())
    if agreed() != expected:
        return REFUSED, dict(agreement())
    module, _, name = function.partition(":")
    try:
        call = getattr(import_module(module), name)
        return DONE, packed(call(*_unpacked(common), *pickle.loads(arguments)))
    except Exception as error:
        return FAILED, _sent(Failure.of(error))


def packed(value: Any) -> bytes:
    """A value as bytes."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


_unpacked = lru_cache(maxsize=1)(pickle.loads)
"""What is common to tasks is the same object for all of them that come one after the other."""


def _sent(failure: Failure) -> bytes:
    try:
        content = packed(failure)
        pickle.loads(content)  # some exceptions can be written and not be read
    except Exception:
        return packed(replace(failure, cause=None))
    return content


_MODEL = logging.getLogger("abm")
"""Whoever asked has been told already what the model has to tell of its data."""

_asked: Callable[[], bool] = bool


def stopped() -> bool:
    """Whether nobody waits any more for the task that this process carries out."""
    return _asked()


def ask(whom: Callable[[], bool]) -> None:
    """In a process that carries out tasks: whom ``stopped`` asks."""
    global _asked  # noqa: PLW0603 - one task at a time in a process
    _asked = whom
