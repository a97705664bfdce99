"""The command ``yuanqu compare``."""

from pathlib import Path
from typing import Annotated

import typer

from abm.shipped import DEFAULT_CITY
from experiments.command import options
from experiments.studies.seeds import FIRST_SEED


def compare(
    plans: options.Plans,
    seeds: options.Seeds = 50,
    seed: options.FirstSeed = FIRST_SEED,
    reference: options.Reference = None,
    outcome: options.Outcomes = None,
    who: Annotated[
        bool,
        typer.Option(
            "--who", help="Also tell who gains and who pays: by sector, place, segment and kind."
        ),
    ] = False,
    rate: options.Rate = 0.04,
    until: options.Until = None,
    set_: options.Set = None,
    city: options.CityName = DEFAULT_CITY,
    year: options.Year = None,
    world: options.WhichWorld = None,
    parameters: options.WhichParameters = None,
    executor: options.Executor = None,
    workers: options.Workers = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results (default: out/compare).")
    ] = None,
    force: options.Force = False,
    native: options.Native = False,
    no_cache: options.NoCache = False,
) -> None:
    """Weigh plans against a reference on the same luck: gains, chances, cost, cost per gain.

    A folder that holds some of the runs is gone on with. With --who it holds what each sector
    receives and pays as well, so that one without it is another question.
    """
    options.prepare(native, no_cache)
    from abm import outcomes
    from experiments.command.bar import watching
    from experiments.command.experiments import Changes, about
    from experiments.reports.comparison import comparison_report
    from experiments.reports.files import keep
    from experiments.reports.terminal import show
    from experiments.reports.verdict import told
    from experiments.reports.who import who_report
    from experiments.runs.folder.results import Results
    from experiments.runs.folder.store import Opening
    from experiments.studies.comparison import DEFAULT, kinds_of
    from experiments.studies.comparison import compare as compared
    from experiments.studies.experiment import Experiment, read_experiment
    from experiments.studies.experiment import Seeds as SeedsOf
    from experiments.studies.origin import Origin
    from experiments.studies.resolve import city_of, make_ready
    from experiments.studies.sweep import sweep
    from experiments.studies.who import check_until, needed
    from experiments.studies.who import who as who_gains
    from policies.city_plans import baseline_of, plan_in

    origin = Origin(read_experiment("headline")[1])
    origin.changed["plans",], origin.changed["reference",] = "PLAN", "--reference"
    changes = Changes(
        None,
        seed,
        seeds,
        until,
        set_,
        city,
        executor,
        workers,
        world=world,
        parameters=parameters,
        year=year,
    )
    asked = changes.apply(Experiment(name="compare", seeds=SeedsOf(count=1), tables=()), origin)
    _, data = city_of(asked, origin)
    first = baseline_of(data) if reference is None else reference
    # Each plan once, the first one the reference.
    named = {plan_in(data, name).key: name for name in (first, *plans)}
    update: dict[str, object] = {
        "plans": tuple(named.values()),
        "reference": next(iter(named)),
    }
    if who:
        update["outcomes"] = tuple(dict.fromkeys((*outcomes.columns(data), *needed(data))))
    ready = make_ready(asked.model_copy(update=update), origin)
    if who:
        check_until(ready.city, ready.job.until)
    kinds = kinds_of(outcome or DEFAULT, ready.job.columns, ready.city, ready.job.until)
    folder = Path("out", "compare") if out is None else out
    with watching(about(ready)) as watch:
        # Always gone on with: the folder knows by its digests whether it is the same question.
        swept = sweep(ready, folder, Opening(resume=not force, force=force), watch)
    results = Results(folder)
    found = compared(results, ready.city, kinds, rate)
    report = comparison_report(found, told(results, ready.city, ready.plans))
    others = [key for key in ready.job.plan_keys if key != ready.reference] if who else []
    told_of = [who_report(who_gains(results, ready.city, key), ready.city) for key in others]
    files = ", ".join(name for one in (report, *told_of) for name in keep(one, folder))
    kept = swept.runs - swept.carried_out
    ran = f"{swept.carried_out} runs in {swept.seconds:.1f} s, {kept} were there."
    show(report, *told_of, f"{ran} Files in {folder}: {files}")
    if swept.failed:
        show(f"{swept.failed} runs failed; {swept.first_error}")
        raise typer.Exit(1)
