"""The command ``validate``: stylised facts, ablation of mechanisms, pictures."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from abm.city.city import city_cached
from abm.shipped import DEFAULT_CITY
from abm.simulation import known_factors
from engine.document import InputError, did_you_mean
from experiments.command.bar import watching
from experiments.command.experiments import quarter, setting
from experiments.reports.markdown import write_section
from experiments.reports.report import Figure, Report
from experiments.reports.terminal import show
from experiments.runs.executors import pool_for
from experiments.runs.folder.files import writable
from experiments.runs.folder.ours import write_named
from experiments.runs.frames import csv_bytes, parquet
from experiments.studies.seeds import seeds_of
from experiments.studies.validation.ablation import (
    Ablation,
    ablate,
    chosen,
    job_of,
    last_quarter,
    trials_of,
)
from policies.city_plans import baseline_of, plan_in

FACT_SEEDS, ABLATION_SEEDS, PICTURE_SEEDS = 10, 20, 5
SECTION = "What each mechanism does"


def show_facts(city: str, plan: str | None, seeds: int | None, out: Path | None) -> int:
    """Measure the stylised facts; show them, and write the section of the report."""
    from experiments.reports.facts import TITLE, facts_section, facts_table
    from experiments.studies.validation.facts import Work

    under = plan or baseline_of(city_cached(city))
    plan_in(city_cached(city), under)
    work = Work(city, under, seeds_of(seeds or FACT_SEEDS))
    with watching(TITLE) as watch:
        tick = watch(work.steps, 0)
        for _ in work.go():
            tick()
    if out is not None:
        command = _command(out, *_given(city), *_option("--plan", plan), *_option("--seeds", seeds))
        write_section(out, TITLE, facts_section(work, command))
    show(facts_table(work))
    if out is not None:
        show(f"Written: {out}, section “{TITLE}”")
    return 0


def show_pictures(
    city: str, plan: str | None, seeds: int | None, until: str | None, folder: Path
) -> int:
    """Draw the mechanisms at work."""
    from experiments.reports.mechanism_pictures import Gallery

    under = plan or baseline_of(city_cached(city))
    plan_in(city_cached(city), under)
    last = last_quarter(city, None if until is None else quarter(until))
    gallery = Gallery(city, under, seeds_of(seeds or PICTURE_SEEDS), last)
    with watching("Pictures") as watch:
        tick = watch(len(gallery.seeds), 0)
        for _ in gallery.run():
            tick()
    with writable(folder, "--pictures"):
        paths = gallery.draw(folder)
    names = ", ".join(path.name for path in paths)
    show(f"Pictures in {folder}: {names}")
    return 0


def show_ablation(
    city: str,
    plan: str | None,
    keys: Sequence[str],
    seeds: int | None,
    until: str | None,
    settings: Sequence[str],
    workers: int | None,
    out: Path | None,
    pictures: Path | None,
    tables: Path,
) -> int:
    """Run the model without each mechanism, under its own plan or ``plan``; the code to leave
    with."""
    mechanisms = chosen(keys, city)
    last = None if until is None else quarter(until)
    trials = trials_of(city, mechanisms, plan, last)
    for trial in trials:
        plan_in(city_cached(city), trial.plan)
    constants = tuple(sorted(_checked(city, settings).items()))
    jobs = [(t, job_of(city, t, seeds or ABLATION_SEEDS, constants)) for t in trials]
    runs, groups = (sum(n) for n in zip(*((j.runs, j.groups) for _, j in jobs), strict=True))
    title = f"{len(mechanisms)} mechanisms"
    with watching(title) as watch, pool_for(workers, city, groups, runs) as pool:
        found = ablate(jobs, mechanisms, pool, watch(runs, 0))
    given = [*keys, *_given(city), *_option("--plan", plan)]
    return _show(found, out, pictures, tables, given, seeds, until)


def _show(
    found: Ablation,
    out: Path | None,
    pictures: Path | None,
    tables: Path,
    arguments: Sequence[str],
    seeds: int | None,
    until: str | None,
) -> int:
    from experiments.reports.ablation import ablation_report, introduction

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
        options = [*_option("--seeds", seeds), *_option("--until", until)]
        options += _option("--pictures", pictures)
        command = _command(out, "--ablate", *arguments, *options)
        link = Path(os.path.relpath(picture, out.parent)).as_posix()
        linked = [replace(figure, name=link) for figure in figures if pictures is not None]
        rest = [part for part in report.parts if part not in figures]
        section = Report([introduction(found, command), *linked, *rest])
        write_section(out, SECTION, section)
        written += f"; {out}, section “{SECTION}”"
    show(report, f"Written: {written}")
    return 1 if found.failures else 0


def _checked(city: str, settings: Sequence[str]) -> dict[str, float]:
    known = known_factors(city)
    values = dict(setting(text) for text in settings)
    for name in values:
        if name not in known:
            expected = f"a parameter or instrument{did_you_mean(name, known)}"
            raise InputError("", 0, 0, "--set", expected, repr(name))
    return values


def _given(city: str) -> list[str]:
    return [] if city == DEFAULT_CITY else ["--city", city]


def _option(name: str, value: object) -> list[str]:
    return [] if value is None else [name, str(value)]


def _command(out: Path, *arguments: str) -> str:
    return shlex.join(["yuanqu", "validate", *arguments, "--out", out.as_posix()])
