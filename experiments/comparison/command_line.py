"""The commands that weigh plans against each other.

Nothing that computes is imported at the top, as in ``experiments.command_line``.
"""

from pathlib import Path
from typing import Annotated, Literal

import typer

Plans = Annotated[
    list[str], typer.Argument(help="Names of plans, or their YAML files.", metavar="PLAN...")
]
Seeds = Annotated[int, typer.Option(min=1, help="The number of seeds.")]
FirstSeed = Annotated[int, typer.Option("--seed", min=0, help="The first seed.")]
Until = Annotated[
    str | None, typer.Option(help="The last quarter, such as 2025Q4.", metavar="QUARTER")
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", help="A parameter's value; may be repeated.", metavar="NAME=X"),
]
CityName = Annotated[str, typer.Option(help="A city's name, or the path of its folder.")]
Rate = Annotated[
    float,
    typer.Option(min=0.0, max=1.0, help="Discount rate a year (0.04 is assumed, not published)."),
]
Outcomes = Annotated[
    list[str] | None,
    typer.Option(
        "--outcome",
        help="An outcome; may be repeated (default: competitive_firms, specialty_parks, "
        "output_plan).",
    ),
]
Workers = Annotated[int, typer.Option(min=1, help="Processes: the same results with any number.")]
Force = Annotated[bool, typer.Option("--force", help="Start again, whatever the folder holds.")]
Reference = Annotated[str, typer.Option(help="The plan that others are held against.")]


def add_commands(app: typer.Typer) -> None:
    """Add the commands to ``yuanqu``."""
    app.command(epilog=COMPARE)(compare)
    app.command(epilog=ATTRIBUTE)(attribute)


ATTRIBUTE = "Example: yuanqu attribute action_plan_2022 --seeds 100 --workers 4"
COMPARE = "Example: yuanqu compare action_plan_2022 my_plan.yaml --seeds 100 --out out/compare"


def compare(
    plans: Plans,
    seeds: Seeds = 50,
    seed: FirstSeed = 1,
    reference: Reference = "baseline",
    outcome: Outcomes = None,
    rate: Rate = 0.04,
    until: Until = None,
    set_: Set = None,
    city: CityName = "shanghai",
    executor: Annotated[
        Literal["serial", "ray"] | None, typer.Option(help="Where the runs are carried out.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes for Ray (default: all cores).")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results (default: out/compare).")
    ] = None,
    force: Force = False,
) -> None:
    """Weigh plans against a reference on the same luck: gains, chances, cost, cost per gain.

    A folder that holds some of the runs is gone on with.
    """
    from experiments.commands import Changes
    from experiments.comparison.comparison_show import show_comparison

    changes = Changes(None, seed, seeds, until, set_, city, executor, workers)
    raise typer.Exit(show_comparison(plans, reference, changes, outcome or [], rate, out, force))


def attribute(
    plan: Annotated[str, typer.Argument(help="A plan's name or YAML file.", metavar="PLAN")],
    seeds: Seeds = 50,
    seed: FirstSeed = 1,
    reference: Reference = "baseline",
    outcome: Outcomes = None,
    rate: Rate = 0.04,
    until: Until = None,
    set_: Set = None,
    city: CityName = "shanghai",
    workers: Workers = 1,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results (default: out/attribute-PLAN).")
    ] = None,
    force: Force = False,
) -> None:
    """What does each instrument of a plan bring, and what does it earn for its money?

    Sampled Shapley values and leave-one-out over the instruments in which the plan differs from
    the reference, on the same luck. A folder that holds some seeds is gone on with.
    """
    from experiments.comparison.attribution_show import show_attribution
    from experiments.comparison.comparison import DEFAULT
    from experiments.comparison.question import ask

    question, kinds = ask(city, reference, [plan], outcome or DEFAULT, rate, until, set_ or [])
    folder = Path("out", f"attribute-{Path(plan).stem}") if out is None else out
    raise typer.Exit(
        show_attribution(question, kinds, plan, range(seed, seed + seeds), workers, folder, force)
    )
