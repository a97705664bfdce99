"""Options that several commands share, and the question that those who weigh plans ask."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from abm.parameter_sets import DEFAULT_SET, which_parameters
from abm.worlds import DEFAULT_WORLD, which_world
from experiments.runs.executors import ExecutorName, expect

if TYPE_CHECKING:
    from experiments.studies.comparison import Kind
    from experiments.studies.question import Question

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
Workbook = Annotated[Path, typer.Option("--xlsx", help="The workbook to write.", metavar="FILE")]
Language = Annotated[Literal["zh", "en"], typer.Option(help="Chinese or English.")]
Year = Annotated[
    int | None,
    typer.Option(
        help="The year that is asked about, such as 2030; none: the city's first question.",
        metavar="YEAR",
    ),
]
Force = Annotated[
    bool, typer.Option("--force", help="Start anew; only files that yuanqu wrote go.")
]
NoCache = Annotated[
    bool,
    typer.Option(
        "--no-cache", help="Run everything anew: nothing from the user's cache, nothing into it."
    ),
]

Plans = Annotated[
    list[str], typer.Argument(help="Names of plans, or their YAML files.", metavar="PLAN...")
]
Seeds = Annotated[int, typer.Option(min=1, help="The number of seeds.")]
FirstSeed = Annotated[int, typer.Option("--seed", min=0, help="The first seed.")]
Rate = Annotated[
    float,
    typer.Option(min=0.0, max=1.0, help="Discount rate a year (0.04 is assumed, not published)."),
]
Outcomes = Annotated[
    list[str] | None,
    typer.Option(
        "--outcome",
        help="An outcome; may be repeated (default: competitive_firms, special_and_micro_parks, "
        "output_plan).",
    ),
]
Reference = Annotated[
    str | None,
    typer.Option(help="The plan that others are held against (default: the city's baseline)."),
]
WhichWorld = Annotated[
    str | None,
    typer.Option(
        "--world",
        callback=lambda name: None if name is None else which_world(name, "--world"),
        help="National markets: each seed's own draw of what was not known (draw, the default), "
        "that of seed 17 for all (draw:17), the medians of what was published (middle), their "
        "outer tenths (low, high), or facts (as-it-came).",
        metavar="WORLD",
    ),
]
WhichParameters = Annotated[
    str | None,
    typer.Option(
        "--parameters",
        callback=lambda name: None if name is None else which_parameters(name, "--parameters"),
        help="The city's parameters (fixed, the default), each seed's own draw within their "
        "ranges (draw), each seed's own set of those that agree with the years before the policy "
        "(posterior: yuanqu calibrate), or that of seed 17 for all (draw:17, posterior:17). What "
        "--set names stays as set.",
        metavar="SET",
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


def asked(
    city: str,
    reference: str | None,
    plans: list[str],
    outcomes: Sequence[str],
    rate: float,
    until: str | None,
    settings: list[str] | None,
    option: str = "--outcome",
    world: str | None = None,
    parameters: str | None = None,
) -> "tuple[Question, tuple[Kind, ...]]":
    """A question in the words of the command line, checked. Raises InputError."""
    from experiments.command.experiments import quarter, setting
    from experiments.studies.question import ask

    last = None if until is None else quarter(until)
    values = tuple(setting(text) for text in settings or ())
    return ask(
        city,
        reference,
        plans,
        outcomes,
        rate,
        last,
        values,
        option,
        world or DEFAULT_WORLD,
        parameters or DEFAULT_SET,
    )
