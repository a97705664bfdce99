"""Progress of a sweep on the terminal: runs done, rate, time left, failures."""

from types import TracebackType

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as RichProgress
from rich.text import Text

from experiments.reports.console import console
from experiments.runs.batch import Tick
from experiments.runs.runtime import words_on
from experiments.studies.resolve import Ready


class _Rate(ProgressColumn):
    """Runs a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:.1f} runs/s")


class Progress:
    """Shows nothing but two lines where nobody watches a terminal."""

    def __init__(self, ready: Ready) -> None:
        job = ready.job
        self.console = console(stderr=True)
        points = f", {len(job.points)} design points" if len(job.points) > 1 else ""
        self.title = (
            f"{ready.city.name.zh} {ready.city.name.en}: {', '.join(job.plan_keys)}; "
            f"{job.seeds} {'seed' if job.seeds == 1 else 'seeds'}{points}; "
            f"on {words_on(ready.experiment.runtime)}"
        )
        self.bar = RichProgress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("runs"),
            _Rate(),
            TimeRemainingColumn(),
            TextColumn("[red]{task.fields[failed]}"),
            console=self.console,
            transient=True,
        )

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.bar.live.is_started:
            self.bar.stop()

    def watch(self, runs: int, there: int) -> Tick:
        """Begin to show ``runs`` runs of which ``there`` are done."""
        self.console.print(self.title, highlight=False, soft_wrap=True)
        self.bar.start()
        task = self.bar.add_task("", total=runs, completed=there, failed="")
        failures = 0

        def tick(done: int, failed: int) -> None:
            nonlocal failures
            failures += failed
            self.bar.update(task, advance=done, failed=f"{failures} failed" if failures else "")

        return tick
