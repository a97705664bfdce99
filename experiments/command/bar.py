"""The progress bar of every command: on the error channel, one line where nobody watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from experiments.reports.terminal import console


class Tick(Protocol):
    """Told of each further piece that is done, and how many of them failed."""

    def __call__(self, done: int = 1, failed: int = 0, /) -> None: ...


class _Rate(ProgressColumn):
    """Pieces a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:.1f} {task.fields['unit']}/s")


@contextmanager
def watching(title: str, unit: str = "runs") -> Iterator[Callable[[int | None, int], Tick]]:
    """Call what is yielded with the number of pieces, none where nobody knows, and those that are
    there; then what that returns at each further."""
    terminal = console(stderr=True)
    bar = Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        _Rate(),
        TimeRemainingColumn(),
        TextColumn("[red]{task.fields[failed]}"),
        console=terminal,
        transient=True,
    )

    def watch(total: int | None, there: int = 0) -> Tick:
        terminal.print(title, highlight=False, soft_wrap=True)
        bar.start()
        task = bar.add_task("", total=total, completed=there, failed="", unit=unit)
        failures = 0

        def tick(done: int = 1, failed: int = 0, /) -> None:
            nonlocal failures
            failures += failed
            bar.update(task, advance=done, failed=f"{failures} failed" if failures else "")

        return tick

    try:
        yield watch
    finally:
        if bar.live.is_started:
            bar.stop()
