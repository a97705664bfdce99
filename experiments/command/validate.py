"""The command ``validate``: stylised facts, ablation of mechanisms, pictures."""

import os
import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from abm.shipped import DEFAULT_CITY
from experiments.command import options

if TYPE_CHECKING:
    from experiments.studies.validation.ablation import Ablation

FACT_SEEDS, ABLATION_SEEDS, PICTURE_SEEDS = 10, 20, 5
SECTION = "What each mechanism does"


def validate(
    mechanisms: Annotated[
        list[str] | None,
        typer.Argument(help="With --ablate: mechanisms by key (default: all).", metavar="[KEY]..."),
    ] = None,
    ablate: Annotated[
        bool, typer.Option("--ablate", help="Run without each mechanism: what is lost?")
    ] = False,
    plan: Annotated[
        str | None,
        typer.Option(
            help="A plan's name or YAML file (default: the city's baseline; with --ablate that "
            "under which each mechanism is judged)."
        ),
    ] = None,
    seeds: Annotated[
        int | None,
        typer.Option(min=1, help="Seeds (default: 10; with --ablate 20, with --pictures 5)."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            help="With --ablate or --pictures: the last quarter (default: the last year's end "
            "before the policy, later ones are kept for tests; or that by which a mechanism is "
            "judged).",
            metavar="QUARTER",
        ),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", help="With --ablate: a value in all runs.", metavar="NAME=X"),
    ] = None,
    city: options.CityName = DEFAULT_CITY,
    workers: Annotated[
        int | None, typer.Option(min=1, help="With --ablate: processes (default: all cores).")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Markdown file to write the section in.", metavar="FILE")
    ] = None,
    pictures: Annotated[
        Path | None,
        typer.Option(
            help="Draw: with --ablate the effects, else the mechanisms at work.", metavar="DIR"
        ),
    ] = None,
    tables: Annotated[Path, typer.Option(help="Folder for tables.", metavar="DIR")] = Path(
        "out", "validate"
    ),
    native: options.Native = False,
    no_cache: options.NoCache = False,
) -> None:
    """Hold the model against published regularities, or see what each mechanism does."""
    options.prepare(native, no_cache)
    keys = mechanisms or []
    if ablate:
        options.expect_runs(city, workers, seeds or ABLATION_SEEDS, "experiments.runs.batch")
    elif keys:
        raise typer.BadParameter(f"mechanisms ({', '.join(keys)}) go with --ablate")
    from abm.city.city import city_cached
    from experiments.command.experiments import quarter
    from policies.city_plans import baseline_of, plan_in

    last = None if until is None else quarter(until)
    given = [*keys, *([] if city == DEFAULT_CITY else ["--city", city])]
    given += [*_option("--plan", plan), *_option("--seeds", seeds)]
    if ablate:
        found = _ablated(city, plan, keys, seeds or ABLATION_SEEDS, last, set_ or [], workers)
        given += [*_option("--until", until), *_option("--pictures", pictures)]
        _show(found, out, pictures, tables, ["--ablate", *given])
        raise typer.Exit(1 if found.failures else 0)
    under = plan or baseline_of(city_cached(city))
    plan_in(city_cached(city), under)
    if pictures is not None:
        _draw(city, under, seeds or PICTURE_SEEDS, last, pictures)
    if out is not None or pictures is None:
        _measure(city, under, seeds or FACT_SEEDS, out, given)


def _measure(city: str, plan: str, seeds: int, out: Path | None, given: list[str]) -> None:
    """Measure the stylised facts; show them, and write the section of the report."""
    from experiments.command.bar import watching
    from experiments.reports.facts import TITLE, facts_section, facts_table
    from experiments.reports.markdown import write_section
    from experiments.reports.terminal import show
    from experiments.studies.seeds import seeds_of
    from experiments.studies.validation.facts import Work

    work = Work(city, plan, seeds_of(seeds))
    with watching(TITLE) as watch:
        tick = watch(work.steps, 0)
        for _ in work.go():
            tick()
    if out is not None:
        write_section(out, TITLE, facts_section(work, _command(out, given)))
    show(facts_table(work))
    if out is not None:
        show(f"Written: {out}, section “{TITLE}”")


def _draw(city: str, plan: str, seeds: int, until: int | None, folder: Path) -> None:
    """Draw the mechanisms at work."""
    from experiments.command.bar import watching
    from experiments.reports.mechanism_pictures import Gallery
    from experiments.reports.terminal import show
    from experiments.runs.folder.files import writable
    from experiments.studies.seeds import seeds_of
    from experiments.studies.validation.ablation import last_quarter

    gallery = Gallery(city, plan, seeds_of(seeds), last_quarter(city, until))
    with watching("Pictures") as watch:
        tick = watch(seeds, 0)
        for _ in gallery.run():
            tick()
    with writable(folder, "--pictures"):
        paths = gallery.draw(folder)
    show(f"Pictures in {folder}: {', '.join(path.name for path in paths)}")


def _ablated(
    city: str,
    plan: str | None,
    keys: list[str],
    seeds: int,
    until: int | None,
    settings: list[str],
    workers: int | None,
) -> "Ablation":
    """The model run without each mechanism, under its own plan or ``plan``."""
    from abm.city.city import city_cached
    from abm.simulation import known_factors
    from engine.document import InputError, did_you_mean
    from experiments.command.bar import watching
    from experiments.command.experiments import setting
    from experiments.runs.executors import pool_for
    from experiments.studies.validation.ablation import ablate, chosen, job_of, trials_of
    from policies.city_plans import plan_in

    mechanisms = chosen(keys, city)
    trials = trials_of(city, mechanisms, plan, until)
    for trial in trials:
        plan_in(city_cached(city), trial.plan)
    known, constants = known_factors(city), dict(setting(text) for text in settings)
    for name in constants:
        if name not in known:
            expected = f"a parameter or instrument{did_you_mean(name, known)}"
            raise InputError("", 0, 0, "--set", expected, repr(name))
    jobs = [(t, job_of(city, t, seeds, tuple(sorted(constants.items())))) for t in trials]
    runs, groups = (sum(n) for n in zip(*((j.runs, j.groups) for _, j in jobs), strict=True))
    title = f"{len(mechanisms)} mechanisms"
    with watching(title) as watch, pool_for(workers, city, groups, runs) as pool:
        return ablate(jobs, mechanisms, pool, watch(runs, 0))


def _show(
    found: "Ablation", out: Path | None, pictures: Path | None, tables: Path, given: list[str]
) -> None:
    from experiments.reports.ablation import ablation_report, introduction
    from experiments.reports.markdown import write_section
    from experiments.reports.report import Figure, Report
    from experiments.reports.terminal import show
    from experiments.runs.folder.files import writable
    from experiments.runs.folder.ours import write_named
    from experiments.runs.frames import csv_bytes, parquet

    frame, report = found.table(), ablation_report(found)
    picture = (pictures or tables) / "ablation.png"
    figures = [part for part in report.parts if isinstance(part, Figure)]
    with writable(tables, "--tables"):
        columns = frame.columns
        write_named(tables / "ablation.parquet", "--tables", parquet(frame), (), columns)
        write_named(tables / "ablation.csv", "--tables", csv_bytes(frame), (), columns)
        picture.parent.mkdir(parents=True, exist_ok=True)
        for figure in figures:
            figure.draw(picture)
    written = f"{tables / 'ablation.csv'}, ablation.parquet"
    written += f"; {picture}" if figures else ""
    if out is not None:
        link = Path(os.path.relpath(picture, out.parent)).as_posix()
        linked = [replace(figure, name=link) for figure in figures if pictures is not None]
        rest = [part for part in report.parts if part not in figures]
        section = Report([introduction(found, _command(out, given)), *linked, *rest])
        write_section(out, SECTION, section)
        written += f"; {out}, section “{SECTION}”"
    show(report, f"Written: {written}")


def _option(name: str, value: object) -> list[str]:
    return [] if value is None else [name, str(value)]


def _command(out: Path, given: list[str]) -> str:
    return shlex.join(["yuanqu", "validate", *given, "--out", out.as_posix()])
