"""The command ``yuanqu optimise``."""

from collections.abc import Sequence
from dataclasses import asdict
from math import isnan
from pathlib import Path
from typing import Annotated, Literal

import typer

from abm.city.name import with_year
from abm.shipped import DEFAULT_CITY
from experiments.command import options
from experiments.studies.seeds import FIRST_SEED, seeds_of

FILES = ("trials.csv", "trials.parquet", "frontier.csv", "optimise.png", "plan.yaml")


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
    seed: options.FirstSeed = FIRST_SEED,
    fresh: Annotated[
        int | None,
        typer.Option(min=1, help="Fresh seeds for the best mix (default: as many as --seeds)."),
    ] = None,
    reference: options.Reference = None,
    rate: options.Rate = 0.04,
    until: options.Until = None,
    set_: options.Set = None,
    city: options.CityName = DEFAULT_CITY,
    year: options.Year = None,
    world: options.WhichWorld = None,
    parameters: options.WhichParameters = None,
    workers: options.Workers = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results (default: out/optimise-TARGET).")
    ] = None,
    force: options.Force = False,
    native: options.Native = False,
    no_cache: options.NoCache = False,
) -> None:
    """Which mix of instruments is best for a budget?

    Levels over each instrument's range are searched on training seeds; the best mix is run again
    on fresh seeds, because the best of many looks better than it is. A folder with trials is gone
    on with.
    """
    options.prepare(native, no_cache)
    city = with_year(city, year)
    options.expect_runs(city, workers, trials * seeds, "experiments.studies.question")
    import numpy as np

    from abm.city.city import city_cached
    from engine.document import InputError
    from experiments.command.bar import watching
    from experiments.reports.cells import number
    from experiments.reports.files import keep
    from experiments.reports.optimisation import Found, optimisation_report, trials_data
    from experiments.reports.terminal import show
    from experiments.runs.executors import pool_for
    from experiments.runs.folder.ours import write_made
    from experiments.runs.folder.seed_folder import SeedFolder
    from experiments.runs.folder.sums import SUMS
    from experiments.studies import optimisation as mixes
    from experiments.studies.arrays import Floats
    from experiments.studies.question import run_plan
    from policies.plan import Plan
    from policies.plan_text import plan_text

    names = start or []
    question, (kind,) = options.asked(
        city, reference, names, [target], rate, until, set_, "--target", world, parameters
    )
    instruments = mixes.searched(instrument or [], question.city)
    both = seeds_of(
        seeds + (fresh or seeds), seed, question.city, question.world, question.parameters
    )
    train, test = both[:seeds], both[seeds:]
    base, starts = question.plan(question.reference), [question.plan(name) for name in names]
    data = city_cached(question.city)
    begin, whom = data.policy_start, mixes.whom_of(data)
    goal = kind.target if enough is None else enough
    if by == "probability" and isnan(goal):
        expected = f"a number with --by probability: the city has no target for {kind.key}"
        raise InputError("", 0, 0, "--enough", expected, "none")
    ingredients = question.ingredients(
        "optimisation",
        [base, *starts],
        instruments=instruments,
        by=by,
        budget=100.0 * budget,
        target=None if isnan(goal) else goal,
        whom={key: asdict(whom[key]) for key in instruments if key in whom},
        seeds=[seed, seeds],
    )
    folder = Path("out", f"optimise-{target}") if out is None else out
    made, reads = (mixes.JOURNAL, *FILES), question.reads(names)
    title = f"Mixes of {len(instruments)} instruments for {kind.key}"
    with (
        SeedFolder(folder, ingredients, force, made, reads, mixes.JOURNAL) as store,
        pool_for(workers, question.city, seeds, trials * seeds) as pool,
        watching(f"{title}: {trials} trials of {seeds} seeds", "trials") as watch,
    ):

        def run(plan: Plan, some: Sequence[int]) -> tuple[Floats, Floats]:
            tasks = [(one,) for one in some]
            found = np.array(pool.in_order(run_plan, tasks, common=(question, plan), keys=some))
            return found[:, 0], found[:, 1]

        def try_mix(mix: mixes.Mix) -> tuple[Floats, Floats]:
            return run(mixes.plan_of(mix, base, begin, whom), train)

        aim = mixes.Aim(by, 100.0 * budget, goal, run(base, train)[0])
        first = [mixes.mix_of(plan, instruments, begin) for plan in (base, *starts)]
        search = mixes.Search(folder, instruments, aim, seed)
        tick = watch(trials, min(len(search.trials()), trials))
        for _ in search.go_on(trials, [dict.fromkeys(instruments, 0.0), *first], try_mix):
            store.grown()
            tick()
        tried = search.trials()[:trials]
        best = mixes.winner(tried, aim)
        found = Found(tried, aim, kind, base.key, rate, train, test)
        keep(trials_data(found), folder, SUMS)
        if best is None:
            cheapest = min(trial.cost.mean() for trial in tried) / 100.0
            expected = f"a budget that bears a mix (the cheapest costs {number(cheapest)})"
            raise InputError("", 0, 0, "--budget", expected, number(budget))
        plan = mixes.plan_of(best.mix, base, begin, whom)
        on_fresh = found.measured(*run(plan, test), run(base, test)[0])
        write_made(folder, "plan.yaml", plan_text(plan).encode(), SUMS)
        report = optimisation_report(found, best, on_fresh)
        keep(report, folder, SUMS)
    show(report, f"Files in {folder}: {', '.join(FILES)}")
