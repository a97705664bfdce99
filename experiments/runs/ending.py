"""How a command ends before its time: by a signal, or because those who worked for it are gone."""

import shlex
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

LOST = 1

KEPT = {
    "run": ["--resume"],
    "sweep": ["--resume"],
    "rerun": [],
    "compare": [],
    "attribute": [],
    "optimise": [],
}
"""Commands that keep what is done, with what makes them go on; the others write at their end."""


class Terminated(KeyboardInterrupt):
    """SIGTERM or SIGHUP: handled as Ctrl-C is, but for the code to leave with."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


class Lost(Exception):
    """Processes that carried out runs are gone; says which, and what is known of why."""


def code_of(why: BaseException) -> int:
    """The code to leave with: 128 and the signal, as shells have it; 1 where workers are gone."""
    if isinstance(why, Lost):
        return LOST
    return 128 + (why.number if isinstance(why, Terminated) else signal.SIGINT)


def words_on(why: BaseException, arguments: Sequence[str]) -> str:
    """What has happened, what is safe, and how to go on with ``yuanqu arguments``: one line."""
    how = "stopped"
    if isinstance(why, Lost):
        how = str(why)
    elif isinstance(why, Terminated):
        how = f"stopped by {why}"
    if not arguments or arguments[0] not in KEPT or list(arguments[:2]) == ["sweep", "check"]:
        command = shlex.join(["yuanqu", *arguments])
        return f"{how}; nothing is kept, start again with: {command}"
    given = [a for a in arguments if a not in {"--force", "--resume"}]
    command = shlex.join(["yuanqu", *given, *KEPT[arguments[0]]])
    return f"{how}; what is done is kept, go on with: {command}"


@contextmanager
def signals_as_exceptions() -> Iterator[None]:
    """Inside, a request to end raises ``Terminated`` in the main thread, as Ctrl-C does
    ``KeyboardInterrupt``, so that locks are freed and processes that were started end too.

    What the process was told to ignore (``nohup``) stays ignored.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        raise Terminated(number)

    before = {}
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            before[number] = signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
