"""What processes of a pool call in tests."""

import os
import signal
import threading
import time
from pathlib import Path

from experiments.runs.call import stopped


def add(base: int, number: int) -> int:
    return base + number


def process_of(number: int) -> tuple[int, int]:
    """The process and the number of its threads, but for the one that watches its parent."""
    return os.getpid(), threading.active_count() - 1


def fail(number: int) -> None:
    raise ZeroDivisionError(f"a park\nwithout floor {number}")


class Unreadable(Exception):
    """One that is written and can't be read: its maker wants two arguments."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} {two}")


def fail_unreadably(number: int) -> None:
    raise Unreadable(number, number)


def die(deaths: Path, number: int, times: int) -> int:
    """Kill the process so many times; a file for each death."""
    before = len(list(deaths.glob(f"{number} *")))
    if before < times:
        (deaths / f"{number} {before}").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def note(file: Path, number: int) -> int:
    """Leave the number in a file, in the order of calls."""
    with file.open("a", encoding="utf-8") as lines:
        lines.write(f"{number}\n")
    return number


def wait_until_stopped(begun: Path) -> str:
    begun.touch()
    end = time.monotonic() + 60.0
    while not stopped() and time.monotonic() < end:
        time.sleep(0.01)
    begun.with_suffix(".ended").touch()
    return "stopped" if time.monotonic() < end else "never"
