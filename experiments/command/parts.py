"""The command ``yuanqu parts``."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from abm.city.name import with_year
from abm.shipped import DEFAULT_CITY
from experiments.command import options
from experiments.studies.seeds import FIRST_SEED, seeds_of

FILES = ("parts.csv", "parts.parquet", "needed.csv", "needed.parquet")
Sets = Literal["draw", "posterior"]
MOVED = "moved"
"""Begins the name of a folder within that of the results, of runs with these inputs moved."""


def parts(
    plan: Annotated[str, typer.Argument(help="A plan's name or YAML file.", metavar="PLAN")],
    blocks: Annotated[
        int,
        typer.Option(
            min=2,
            help="Blocks of two seeds of luck, two worlds and two sets of parameters, crossed: "
            "eight runs of the plan and eight of the reference each.",
        ),
    ] = 32,
    tries: Annotated[
        int,
        typer.Option(
            min=0, help="Seeds to try each moved input with, for a target that is missed."
        ),
    ] = 40,
    seed: options.FirstSeed = FIRST_SEED,
    reference: options.Reference = None,
    outcome: Annotated[
        list[str] | None,
        typer.Option(
            "--outcome", help="An outcome; may be repeated (default: the city's headline targets)."
        ),
    ] = None,
    until: options.Until = None,
    set_: options.Set = None,
    parameters: Annotated[
        Sets,
        typer.Option(
            help="What sets of parameters are drawn from: their ranges, or the posterior."
        ),
    ] = "draw",
    city: options.CityName = DEFAULT_CITY,
    year: options.Year = None,
    workers: options.Workers = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results (default: out/parts-PLAN).")
    ] = None,
    force: options.Force = False,
    native: options.Native = False,
    no_cache: options.NoCache = False,
) -> None:
    """How much of an interval is luck, world or parameters, and what would a missed target need?

    Luck, national markets and parameters are drawn each by itself; the variance of outcomes, and of
    what the plan changes, is split among them. For each target that is met in fewer than half of
    the runs, single inputs are then moved to the end of their range. Until the last target is due,
    unless --until says otherwise. A later question's histories are not sorted: with other
    parameters others would agree with what has happened. A folder that holds some of the runs is
    gone on with.
    """
    options.prepare(native, no_cache)
    city = with_year(city, year)
    options.expect_runs(city, workers, 16 * blocks, "experiments.studies.parts")
    from abm.city.city import city_cached
    from engine.calendar import quarter_text
    from experiments.command.run_missing import run_missing
    from experiments.reports.files import keep
    from experiments.reports.parts import parts_report
    from experiments.reports.terminal import show
    from experiments.runs.folder.identity import identity_of
    from experiments.runs.folder.seed_folder import SeedFolder
    from experiments.runs.folder.sums import SUMS
    from experiments.studies.comparison import DEFAULT
    from experiments.studies.needed import (
        HALF,
        Needed,
        needed,
        run_moved,
        screened,
        stands_out,
        usual_moves,
    )
    from experiments.studies.parts import all_parts, cells, run_block, sets_of
    from experiments.studies.variance import CELLS
    from experiments.studies.verdict import targets_of

    targets = targets_of(city_cached(city))
    if until is None and targets:
        end = city_cached(city).end
        until = quarter_text(max(target.quarter(end) for target in targets))
    names = outcome or [target.outcome for target in targets] or DEFAULT
    question, kinds = options.asked(
        city, reference, [plan], names, 0.0, until, set_, parameters=parameters
    )
    whole, base, _ = question.against_reference(plan)
    folder = Path("out", f"parts-{Path(plan).stem}") if out is None else out
    reads = question.reads([plan])
    count = f"{blocks} blocks of {2 * CELLS} runs"
    title = f"{whole.key} against {base.key}: {count}"
    ingredients = question.ingredients("parts", [whole])
    with SeedFolder(folder, ingredients, force, FILES, reads) as store:
        given = (question, kinds, whole, base)
        span = seeds_of(blocks, seed)
        answers = run_missing(
            store, run_block, given, span, workers, title, question.city, 2 * CELLS
        )
        found = all_parts(answers, kinds, whole.key, base.key)
        values = dict(zip([kind.key for kind in kinds], cells(answers, "plan"), strict=True))
        moves = {
            key: [*usual_moves(question), *screened(question, answers, values[key])]
            for key, chance in found.chances.items()
            if chance.mean < HALF and tries
        }
        missed: tuple[Needed, ...] = ()
        if moves:
            drawn = replace(question, parameters=sets_of(question))
            every = list({m.key: m for some in moves.values() for m in some}.values())
            more = drawn.ingredients("needed", [whole], moves=[asdict(move) for move in every])
            with SeedFolder(
                folder / f"{MOVED}-{identity_of(more)[:8]}", more, force, (), reads
            ) as inner:
                title = f"{len(every)} inputs moved, for {', '.join(moves)}: {tries} seeds"
                missed = needed(
                    run_missing(
                        inner,
                        run_moved,
                        (drawn, kinds, whole, every),
                        seeds_of(tries, seed),
                        workers,
                        title,
                        question.city,
                        1 + len(every),
                    ),
                    kinds,
                    moves,
                )
        report = parts_report(found, missed, stands_out(question, blocks))
        written = keep(report, folder, SUMS)
    show(report, f"Files in {folder}: {', '.join(written)}")
