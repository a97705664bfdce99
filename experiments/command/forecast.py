"""The command ``yuanqu forecast``: a forecast that is sealed, and its score."""

from pathlib import Path
from typing import Annotated

import typer

from abm.shipped import DEFAULT_CITY
from experiments.command import options
from experiments.runs.executors import ExecutorName
from experiments.studies.seeds import FIRST_SEED

Score = Annotated[
    Path | None,
    typer.Option(help="Score the sealed forecast of this folder with --facts.", metavar="DIR"),
]
Facts = Annotated[
    Path | None,
    typer.Option(
        help="With --score: CSV file of what came, with outcome, year, value, source.",
        metavar="FILE",
    ),
]


def forecast(
    until: Annotated[
        int | None,
        typer.Option(
            help="The year of the question, such as 2030 (default: the city's last).",
            metavar="YEAR",
        ),
    ] = None,
    city: options.CityName = DEFAULT_CITY,
    seeds: options.Seeds = 100,
    seed: options.FirstSeed = FIRST_SEED,
    score: Score = None,
    facts: Facts = None,
    plan: Annotated[
        str | None,
        typer.Option(help="With --score: the plan that was in force (default: that in question)."),
    ] = None,
    digest: Annotated[
        str | None, typer.Option(help="With --score: the digest that was published.")
    ] = None,
    executor: options.Executor = None,
    workers: options.Workers = None,
    out: Annotated[Path, typer.Option(help="Folder for the forecast.", metavar="DIR")] = Path(
        "out", "forecast"
    ),
    force: options.Force = False,
    native: options.Native = False,
) -> None:
    """Seal a forecast, with the plan in question and without, that all can score when facts come.

    Runs are histories that agree with what has happened by the question's start. The folder is an
    RO-crate; its seal holds the date, the scoring rule and the digest of every run's outcomes by
    year. A forecast that is there is gone on with and never sealed again. With --score a forecast
    whose digest is another than sealed, or than published, is refused.
    """
    options.prepare(native)
    if score is not None:
        _score(score, facts, plan, digest)
    else:
        _refuse({"--facts": facts, "--plan": plan, "--digest": digest})
        _forecast(city, until, seed, seeds, executor, workers, out, force)


def _refuse(given: dict[str, object]) -> None:
    from engine.document import InputError

    for option, value in given.items():
        if value is not None:
            raise InputError("", 0, 0, option, "this option with --score alone", "none")


def _forecast(
    city: str,
    until: int | None,
    seed: int,
    seeds: int,
    executor: ExecutorName | None,
    workers: int | None,
    out: Path,
    force: bool,
) -> None:
    from datetime import UTC, datetime

    from abm.city.city import city_cached, whole_name
    from abm.city.name import with_year
    from experiments.command.bar import watching
    from experiments.command.experiments import Changes, about
    from experiments.reports.forecast import forecast_report
    from experiments.reports.terminal import show
    from experiments.runs.folder.ours import write_made
    from experiments.runs.folder.results import Results
    from experiments.runs.folder.store import Opening
    from experiments.studies.comparison import DEFAULT
    from experiments.studies.experiment import read_experiment
    from experiments.studies.forecast import (
        check_conditioned,
        outcomes_of,
        read_forecast,
        sealed,
    )
    from experiments.studies.kept import SEAL
    from experiments.studies.origin import Origin
    from experiments.studies.provenance.crate import write_crate
    from experiments.studies.resolve import make_ready
    from experiments.studies.sweep import sweep

    name = whole_name(city)
    name = with_year(name, city_cached(name).years[-1] if until is None else until)
    data = city_cached(name)
    check_conditioned(name, data)
    written, document = read_experiment("forecast")
    origin = Origin(document)
    changes = Changes(
        seed=seed, seeds=seeds, city=city, executor=executor, workers=workers, year=data.year
    )
    experiment = changes.apply(written, origin)
    experiment = experiment.model_copy(update={"outcomes": outcomes_of(data)})
    ready = make_ready(experiment, origin)
    with watching(about(ready)) as watch:
        swept = sweep(ready, out, Opening(resume=True, force=force), watch)
    if not (out / SEAL).is_file():
        today = datetime.now(UTC).date().isoformat()
        for file, content in sealed(Results(swept.folder), data, name, today).items():
            write_made(out, file, content)
    write_crate(out, ready)
    found = read_forecast(out)
    shown = [key for key in dict.fromkeys([*DEFAULT, *data.given]) if key in found.outcomes]
    show(forecast_report(found, data, shown), f"Files in {out}")


def _score(folder: Path, facts: Path | None, plan: str | None, digest: str | None) -> None:
    from engine.document import InputError
    from experiments.reports.files import keep
    from experiments.reports.forecast import score_report
    from experiments.reports.terminal import show
    from experiments.studies.forecast import facts_from, read_forecast, score

    if facts is None:
        expected = "a CSV file of what came (outcome, year, value, source)"
        raise InputError("", 0, 0, "--facts", expected, "none")
    found = read_forecast(folder, digest)
    reference = found.told["reference"]
    others = [key for key in found.told["plans"] if key != reference]
    chosen = plan or (others[0] if others else reference)
    report = score_report(found, score(found, facts_from(facts, found), chosen), chosen)
    show(report, f"Files in {folder}: {', '.join(keep(report, folder))}")
