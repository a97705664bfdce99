"""A progress bar on the terminal's error channel; one line where nobody watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from experiments.reports.console import console


@contextmanager
def watching(
    title: str, unit: str, total: int | None, there: int = 0
) -> Iterator[Callable[[], None]]:
    """Show ``total`` pieces of which ``there`` are done; call what is yielded at each further.

    ``total`` is none where nobody knows how many there will be.
    """
    terminal = console(stderr=True)
    terminal.print(title, highlight=False, soft_wrap=True)
    with Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeRemainingColumn(),
        console=terminal,
        transient=True,
    ) as bar:
        task = bar.add_task("", total=total, completed=there)
        yield lambda: bar.advance(task)
