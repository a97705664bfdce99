"""Options that several commands share."""

from typing import Annotated

import typer

from experiments.runs.executors import ExecutorName, expect

Executor = Annotated[
    ExecutorName | None,
    typer.Option(
        help="Where the runs are carried out (default: processes of all cores, or this process "
        "alone where there is little to do). The same results with each."
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(min=1, help="Processes (default: all cores): the same results with any number."),
]
Native = Annotated[
    bool,
    typer.Option(
        "--native",
        help="Use all instructions of this processor: other processors may give other last bits.",
    ),
]
Portable = Annotated[
    bool, typer.Option("--portable", hidden=True, help="What is done anyway, unless --native.")
]

Until = Annotated[
    str | None, typer.Option(help="The last quarter, such as 2025Q4.", metavar="QUARTER")
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", help="A parameter's value; may be repeated.", metavar="NAME=X"),
]
CityName = Annotated[str, typer.Option(help="A city's name, or the path of its folder.")]
Force = Annotated[
    bool, typer.Option("--force", help="Start anew; only files that yuanqu wrote go.")
]
NoCache = Annotated[
    bool,
    typer.Option(
        "--no-cache", help="Run everything anew: nothing from the user's cache, nothing into it."
    ),
]


def prepare(native: bool, no_cache: bool = False) -> None:
    """Before anything that computes is imported."""
    if no_cache:
        from experiments.runs.cache import switch_off

        switch_off()
    if native:
        from engine.bits import leave_portable

        leave_portable()


def expect_runs(city: str, workers: int | None, runs: int, module: str) -> None:
    """Let processes begin to import, where so many runs by ``module`` will need them."""
    from experiments.runs.runtime import Runtime

    expect(Runtime(workers=workers), city, runs, module)
