"""The command ``yuanqu attribute``."""

from pathlib import Path
from typing import Annotated

import typer

from abm.city.name import with_year
from abm.shipped import DEFAULT_CITY
from experiments.command import options
from experiments.studies.seeds import FIRST_SEED, seeds_of

FILES = ("attribution.csv", "attribution.parquet", "attribution.png")


def attribute(
    plan: Annotated[str, typer.Argument(help="A plan's name or YAML file.", metavar="PLAN")],
    seeds: options.Seeds = 50,
    seed: options.FirstSeed = FIRST_SEED,
    reference: options.Reference = None,
    outcome: options.Outcomes = None,
    rate: options.Rate = 0.04,
    until: options.Until = None,
    set_: options.Set = None,
    city: options.CityName = DEFAULT_CITY,
    year: options.Year = None,
    world: options.WhichWorld = None,
    parameters: options.WhichParameters = None,
    workers: options.Workers = None,
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
    measured: Annotated[
        Path | None,
        typer.Option(
            help="With --alone, of every instrument: a folder for the table that the screen shows "
            "(experiments/measured), with what it depends on.",
            metavar="FOLDER",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the results (default: out/attribute-PLAN, or out/alone-PLAN)."
        ),
    ] = None,
    force: options.Force = False,
    native: options.Native = False,
    no_cache: options.NoCache = False,
) -> None:
    """What does each instrument of a plan bring, and what does it earn for its money?

    Sampled Shapley values and leave-one-out over the instruments in which the plan differs from
    the reference, on the same luck; with --alone what each does by itself, by outcome, also
    without the largest firm, with its cost. A folder that holds some seeds is gone on with.
    """
    options.prepare(native, no_cache)
    city = with_year(city, year)
    options.expect_runs(city, workers, 2 * seeds, "experiments.studies.attribution")
    if alone:
        from experiments.command.alone import show_alone
        from experiments.studies.alone import usual_outcomes

        question, kinds = options.asked(
            city,
            reference,
            [plan],
            outcome or usual_outcomes(city),
            rate,
            until,
            set_,
            world=world,
            parameters=parameters,
        )
        folder = Path("out", f"alone-{Path(plan).stem}") if out is None else out
        span = seeds_of(seeds, seed, question.city, question.world, question.parameters)
        named = (markdown, pictures, measured)
        show_alone(question, kinds, plan, span, workers, folder, force, *named)
        return
    from experiments.command.run_missing import run_missing
    from experiments.reports.attribution import attribution_report
    from experiments.reports.files import keep
    from experiments.reports.terminal import show
    from experiments.runs.folder.seed_folder import SeedFolder
    from experiments.runs.folder.sums import SUMS
    from experiments.studies.attribution import attribution, play_seed, played
    from experiments.studies.comparison import DEFAULT

    question, kinds = options.asked(
        city,
        reference,
        [plan],
        outcome or DEFAULT,
        rate,
        until,
        set_,
        world=world,
        parameters=parameters,
    )
    folder = Path("out", f"attribute-{Path(plan).stem}") if out is None else out
    whole, base, players = question.against_reference(plan)
    runs = max(2, 3 * len(players) - 2)
    count = f"{len(players)} instruments, {seeds} seeds of {runs} runs"
    title = f"{whole.key} against {base.key}: {count}"
    given = (question, whole, base, players)
    ingredients = question.ingredients("attribution", [whole])
    with SeedFolder(folder, ingredients, force, FILES, question.reads([plan])) as store:
        span, place = (
            seeds_of(seeds, seed, question.city, question.world, question.parameters),
            question.city,
        )
        answers = run_missing(store, play_seed, given, span, workers, title, place, runs)
        found = attribution([played(a) for a in answers], kinds, whole.key, base.key, rate)
        report = attribution_report(found, kinds)
        keep(report, folder, SUMS)
    show(report, f"Files in {folder}: {', '.join(FILES)}")
