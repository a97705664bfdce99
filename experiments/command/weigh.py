"""The commands that weigh plans against each other.

Nothing that computes is imported at the top, as in ``experiments.command.main``.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from abm.shipped import DEFAULT_CITY
from experiments.command.options import (
    CityName,
    Executor,
    Force,
    Native,
    NoCache,
    Set,
    Until,
    Workers,
    expect_runs,
    prepare,
)
from experiments.command.policies import plan_app
from experiments.studies.seeds import FIRST_SEED, seeds_of

if TYPE_CHECKING:
    from experiments.studies.comparison import Kind
    from experiments.studies.question import Question

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


def add_commands(app: typer.Typer) -> None:
    """Add the commands to ``yuanqu``."""
    app.command(epilog=COMPARE)(compare)
    app.command(epilog=ATTRIBUTE)(attribute)
    app.command(epilog=OPTIMISE)(optimise)
    plan_app.command("scale", epilog=SCALE)(plan_scale)


ATTRIBUTE = (
    "Examples: yuanqu attribute action_plan_2022 --seeds 100\n\n"
    "yuanqu attribute action_plan_2022 --alone --seeds 30 --markdown docs/instruments.md"
)
OPTIMISE = (
    "Example: yuanqu optimise --budget 200 --target competitive_firms --seeds 20 --trials 200"
)
SCALE = "Example: yuanqu plan scale my_plan.yaml rd_led --like action_plan_2022 --seeds 100"
COMPARE = "Example: yuanqu compare action_plan_2022 my_plan.yaml --seeds 100 --out out/compare"


def compare(
    plans: Plans,
    seeds: Seeds = 50,
    seed: FirstSeed = FIRST_SEED,
    reference: Reference = None,
    outcome: Outcomes = None,
    rate: Rate = 0.04,
    until: Until = None,
    set_: Set = None,
    city: CityName = DEFAULT_CITY,
    executor: Executor = None,
    workers: Workers = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results (default: out/compare).")
    ] = None,
    force: Force = False,
    native: Native = False,
    no_cache: NoCache = False,
) -> None:
    """Weigh plans against a reference on the same luck: gains, chances, cost, cost per gain.

    A folder that holds some of the runs is gone on with.
    """
    prepare(native, no_cache)
    from experiments.command.compare import show_comparison
    from experiments.command.experiments import Changes

    changes = Changes(None, seed, seeds, until, set_, city, executor, workers)
    raise typer.Exit(show_comparison(plans, reference, changes, outcome or [], rate, out, force))


def attribute(
    plan: Annotated[str, typer.Argument(help="A plan's name or YAML file.", metavar="PLAN")],
    seeds: Seeds = 50,
    seed: FirstSeed = FIRST_SEED,
    reference: Reference = None,
    outcome: Outcomes = None,
    rate: Rate = 0.04,
    until: Until = None,
    set_: Set = None,
    city: CityName = DEFAULT_CITY,
    workers: Workers = None,
    alone: Annotated[
        bool,
        typer.Option(
            "--alone",
            help="Each instrument by itself on the reference, beside published estimates.",
        ),
    ] = False,
    markdown: Annotated[
        Path | None, typer.Option(help="With --alone: a Markdown report.", metavar="FILE")
    ] = None,
    pictures: Annotated[
        Path | None, typer.Option(help="With --markdown: folder for its picture.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the results (default: out/attribute-PLAN, or out/alone-PLAN)."
        ),
    ] = None,
    force: Force = False,
    native: Native = False,
    no_cache: NoCache = False,
) -> None:
    """What does each instrument of a plan bring, and what does it earn for its money?

    Sampled Shapley values and leave-one-out over the instruments in which the plan differs from
    the reference, on the same luck; with --alone what each does by itself, by outcome, also
    without the largest firm, with its cost. A folder that holds some seeds is gone on with.
    """
    prepare(native, no_cache)
    expect_runs(city, workers, 2 * seeds, "experiments.studies.attribution")
    from experiments.command.attribute import show_attribution
    from experiments.studies.comparison import DEFAULT

    if alone:
        from experiments.command.alone import show_alone
        from experiments.studies.alone import usual_outcomes

        question, kinds = _asked(
            city, reference, [plan], outcome or usual_outcomes(city), rate, until, set_
        )
        folder = Path("out", f"alone-{Path(plan).stem}") if out is None else out
        span = seeds_of(seeds, seed)
        raise typer.Exit(
            show_alone(question, kinds, plan, span, workers, folder, force, markdown, pictures)
        )
    question, kinds = _asked(city, reference, [plan], outcome or DEFAULT, rate, until, set_)
    folder = Path("out", f"attribute-{Path(plan).stem}") if out is None else out
    raise typer.Exit(
        show_attribution(question, kinds, plan, seeds_of(seeds, seed), workers, folder, force)
    )


def optimise(
    budget: Annotated[
        float,
        typer.Option(min=0.0, help="Most mean present value of spending, 亿 (100 million) yuan."),
    ],
    target: Annotated[str, typer.Option(help="The outcome to raise.")] = "competitive_firms",
    by: Annotated[
        Literal["gain", "probability"],
        typer.Option(help="Raise its mean gain, or the probability of reaching what is enough."),
    ] = "gain",
    enough: Annotated[
        float | None, typer.Option(help="What is enough (default: the city's target).")
    ] = None,
    instrument: Annotated[
        list[str] | None,
        typer.Option(
            help="An instrument to mix; may be repeated (default: all of the city). Others stay as "
            "in the reference."
        ),
    ] = None,
    start: Annotated[
        list[str] | None,
        typer.Option(help="A plan whose levels are tried first; may be repeated.", metavar="PLAN"),
    ] = None,
    trials: Annotated[int, typer.Option(min=1, help="Mixes to try.")] = 100,
    seeds: Annotated[int, typer.Option(min=1, help="Training seeds, the same for all mixes.")] = 20,
    seed: FirstSeed = FIRST_SEED,
    fresh: Annotated[
        int | None,
        typer.Option(min=1, help="Fresh seeds for the best mix (default: as many as --seeds)."),
    ] = None,
    reference: Reference = None,
    rate: Rate = 0.04,
    until: Until = None,
    set_: Set = None,
    city: CityName = DEFAULT_CITY,
    workers: Workers = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results (default: out/optimise-TARGET).")
    ] = None,
    force: Force = False,
    native: Native = False,
    no_cache: NoCache = False,
) -> None:
    """Which mix of instruments is best for a budget?

    Levels over each instrument's range are searched on training seeds; the best mix is run again
    on fresh seeds, because the best of many looks better than it is. A folder with trials is gone
    on with.
    """
    prepare(native, no_cache)
    expect_runs(city, workers, trials * seeds, "experiments.studies.question")
    from experiments.command.optimise import Ask, show_optimisation
    from experiments.studies.optimisation import searched

    question, (kind,) = _asked(
        city, reference, start or [], [target], rate, until, set_, "--target"
    )
    wanted = Ask(
        instruments=searched(instrument or [], question.city),
        by=by,
        budget=100.0 * budget,
        target=enough,
        starts=tuple(start or ()),
        trials=trials,
        seeds=seeds_of(seeds, seed),
        fresh=seeds_of(fresh or seeds, seed + seeds),
        workers=workers,
    )
    folder = Path("out", f"optimise-{target}") if out is None else out
    raise typer.Exit(show_optimisation(question, kind, wanted, folder, force))


def plan_scale(
    plans: Plans,
    like: Annotated[str, typer.Option(help="The plan that it is to cost as much as.")],
    seeds: Seeds = 100,
    seed: FirstSeed = FIRST_SEED,
    tolerance: Annotated[
        float, typer.Option(min=1e-6, max=0.5, help="How near, as a part of the cost.")
    ] = 0.01,
    rate: Rate = 0.04,
    until: Until = None,
    set_: Set = None,
    city: CityName = DEFAULT_CITY,
    workers: Workers = None,
    out: Annotated[
        Path | None, typer.Option(help="YAML file for the scaled plan.", metavar="FILE")
    ] = None,
    native: Native = False,
    no_cache: NoCache = False,
) -> None:
    """Find the one factor on a plan's settings that makes it cost what another plan costs.

    It multiplies budgets and levels' distance from neutral, as ``scale`` in the plan's file does;
    the search begins with what the file says. Several plans meet the same luck.
    """
    prepare(native, no_cache)
    expect_runs(city, workers, seeds, "experiments.studies.question")
    from experiments.command.scale import show_scale

    question, _ = _asked(city, like, plans, [], rate, until, set_)
    raise typer.Exit(show_scale(question, plans, tolerance, seeds_of(seeds, seed), workers, out))


def _asked(
    city: str,
    reference: str | None,
    plans: list[str],
    outcomes: Sequence[str],
    rate: float,
    until: str | None,
    settings: list[str] | None,
    option: str = "--outcome",
) -> "tuple[Question, tuple[Kind, ...]]":
    """A question in the words of the command line, checked. Raises InputError."""
    from experiments.command.experiments import quarter, setting
    from experiments.studies.question import ask

    last = None if until is None else quarter(until)
    values = tuple(setting(text) for text in settings or ())
    return ask(city, reference, plans, outcomes, rate, last, values, option)
