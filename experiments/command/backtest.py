"""The command ``yuanqu backtest``: the only one that reads the test rows."""

from pathlib import Path
from typing import Annotated

import typer

from abm.shipped import DEFAULT_CITY
from experiments.command import options
from experiments.studies.seeds import FIRST_SEED, seeds_of

FILES = ("backtest.csv", "backtest.parquet", "backtest.md")


def backtest(
    seeds: options.Seeds = 100,
    seed: options.FirstSeed = FIRST_SEED,
    plan: Annotated[
        str | None, typer.Option(help="The plan that was in force (default: the city's main plan).")
    ] = None,
    parameters: options.WhichParameters = None,
    set_: options.Set = None,
    city: options.CityName = DEFAULT_CITY,
    workers: options.Workers = None,
    out: Annotated[Path, typer.Option(help="Folder for the results.", metavar="DIR")] = Path(
        "out", "backtest"
    ),
    force: options.Force = False,
    native: options.Native = False,
) -> None:
    """Hold the model against the years that nothing was fitted to, and against simpler forecasts.

    Opens the test rows of series.csv, which no other command reads: freeze model and posterior
    before. Each seed runs with national markets as forecast when the policy began and as they
    came, with and without the events that came later. The misses are told first. A folder that
    holds some of the runs is gone on with.
    """
    options.prepare(native)
    options.expect_runs(city, workers, 4 * seeds, "experiments.studies.backtest.runs")
    from abm.city.city import city_cached
    from abm.parameter_sets import DEFAULT_SET
    from abm.posterior import used
    from experiments.command.run_missing import run_missing
    from experiments.reports.backtest import backtest_report
    from experiments.reports.files import keep
    from experiments.reports.markdown import markdown
    from experiments.reports.terminal import show
    from experiments.runs.folder.ours import write_made
    from experiments.runs.folder.seed_folder import SeedFolder
    from experiments.runs.folder.sums import SUMS
    from experiments.studies.backtest.result import backtest as result_of
    from experiments.studies.backtest.runs import asked_of, run_seed, variants
    from policies.city_plans import main_plan_of

    chosen = parameters or DEFAULT_SET
    name = main_plan_of(city_cached(city)) if plan is None else plan
    question, _ = options.asked(city, None, [name], [], 0.0, None, set_, parameters=parameters)
    asked, which = asked_of(question.city), variants(question.city)
    whole = question.plan(name)
    ingredients = question.ingredients(
        "backtest", [whole], variants=[variant.key for variant in which]
    )
    digest = used(question.city, chosen).get("posterior", "")
    keys = [variant.key for variant in which]
    title = f"{whole.key}: {len(asked.facts)} figures, {len(which)} ways"
    given = (question.city, name, chosen, question.settings, asked, which)
    with SeedFolder(out, ingredients, force, FILES, question.reads([name])) as store:
        answers = run_missing(
            store, run_seed, given, seeds_of(seeds, seed), workers, title, question.city, len(which)
        )
        found = result_of(question.city, whole.key, chosen, asked, keys, answers)
        report = backtest_report(found, asked, digest)
        written = keep(report, out, SUMS)
        write_made(out, FILES[-1], markdown(report).encode(), SUMS)
    show(report, f"Files in {out}: {', '.join([*written, FILES[-1]])}")
