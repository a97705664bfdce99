"""The runs of a calibration: ordinary experiments, carried out and kept as any sweep is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from abm.city.city import city_cached
from abm.posterior import data_digest
from abm.version import MODEL_VERSION
from engine.calendar import quarter_text
from engine.document import InputError
from experiments.runs.batch import FAILED
from experiments.runs.folder.results import Results
from experiments.runs.runtime import Runtime
from experiments.studies.arrays import Floats
from experiments.studies.calibration.figures import Figures
from experiments.studies.designs import MorrisDesign
from experiments.studies.experiment import Experiment, Seeds, read_experiment
from experiments.studies.origin import Origin
from experiments.studies.resolve import Ready, make_ready
from policies.city_plans import baseline_of

TRAINING, SCREENING = "calibrate", "calibrate_screen"
"""The experiments, which come with the package."""
RUNS = "runs"
"""Begins the names of the folders of simulations."""


@dataclass(frozen=True)
class Simulated:
    """Runs of the prior: ``seeds`` (runs,), by which parameters were drawn, and ``answers`` (runs,
    facts), what each made of the figures."""

    seeds: tuple[int, ...]
    answers: Floats


def training(city: str, figures: Figures, first: int, runs: int, runtime: Runtime) -> Ready:
    """The experiment of ``runs`` simulations, each seed with its own parameters, world and luck."""
    written, document = read_experiment(TRAINING)
    seeds = Seeds(first=first, count=runs)
    return _ready(written.model_copy(update={"seeds": seeds}), city, figures, runtime, document)


def screening(city: str, figures: Figures, trajectories: int, runtime: Runtime) -> Ready:
    """The experiment of a screening: every parameter moved ``trajectories`` times."""
    written, document = read_experiment(SCREENING)
    design = MorrisDesign(kind="morris", trajectories=trajectories)
    return _ready(written.model_copy(update={"design": design}), city, figures, runtime, document)


def _ready(
    experiment: Experiment, city: str, figures: Figures, runtime: Runtime, document: Any
) -> Ready:
    last = max(fact.quarter for fact in figures.facts)
    origin = Origin(document)
    for option in ("city", "plans", "until", "outcomes"):
        origin.changed[option,] = f"--{option}"
    update = {
        "city": city,
        "plans": (baseline_of(city_cached(city)),),
        "until": last,
        "outcomes": figures.columns,
        "runtime": runtime.model_copy(update={"runs_per_batch": 20}),
    }
    return make_ready(experiment.model_copy(update=update), origin)


def folder_of(out: Path, first: int, runs: int) -> Path:
    """The folder of so many simulations; several lie beside each other, and all count."""
    return out / f"{RUNS}-{first}-{runs}"


def read_all(out: Path, city: str, figures: Figures) -> Simulated:
    """All simulations in a folder of calibration, each seed once; runs that failed left out.

    Raises InputError where there are none, and for those of another model or other data.
    """
    found: dict[int, Floats] = {}
    for folder in sorted(out.glob(f"{RUNS}-*")):
        results = Results(folder)
        check_current(results, city)
        if not results.finished:
            expected = "a finished sweep (yuanqu calibrate simulate goes on with it)"
            raise InputError(str(folder), 0, 0, "", expected, "an unfinished one")
        seeds, answers = answers_of(results, figures, "seed")
        found.update(zip(seeds, answers, strict=True))
    if not found:
        expected = "simulations (yuanqu calibrate simulate)"
        raise InputError(str(out), 0, 0, "--out", expected, "none")
    ordered = sorted(found)
    return Simulated(tuple(ordered), np.array([found[seed] for seed in ordered]))


def check_current(results: Results, city: str) -> None:
    """Raise InputError for results of another version of the model, or of other data."""
    known = results.manifest["ingredients"]
    data = data_digest(city_cached(city))
    for what, mine, theirs in (
        ("model version", MODEL_VERSION, known["model"]),
        ("data of the city", data, known["city_digest"]),
    ):
        if mine != theirs:
            expected = f"runs of the {what} as now, {mine[:12]} (another --out, or --force)"
            raise InputError(str(results.folder), 0, 0, "--out", expected, str(theirs)[:12])


def answers_of(results: Results, figures: Figures, by: str) -> tuple[list[int], Floats]:
    """What runs made of the figures, (runs, facts), with the runs' ``seed`` or ``point``, in its
    order."""
    frame = results.paths(figures.columns).collect()
    failed = results.runs.filter(pl.col("status") == FAILED).collect()["run"].implode()
    frame = frame.filter(~pl.col("run").is_in(failed)).sort(by, maintain_order=True)
    names: list[int] = frame[by].unique(maintain_order=True).to_list()
    columns = []
    for fact in figures.facts:
        at = frame.filter(pl.col("quarter") == quarter_text(fact.quarter))
        columns.append(at[fact.column].to_numpy())
    return names, np.column_stack(columns)


def seeds_text(seeds: Sequence[int]) -> str:
    """Spans of seeds in a few signs."""
    spans: list[list[int]] = []
    for seed in seeds:
        if spans and seed == spans[-1][1] + 1:
            spans[-1][1] = seed
        else:
            spans.append([seed, seed])
    return ", ".join(f"{a}-{b}" if a != b else str(a) for a, b in spans)
