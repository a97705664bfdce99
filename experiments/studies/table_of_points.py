"""Results by design point: one row a point with its factors and the mean of an outcome."""

from dataclasses import dataclass

import polars as pl

from engine.document import InputError, counted, did_you_mean
from experiments.runs.folder.results import Results
from experiments.runs.folder.store import EXPERIMENT, intact_input
from experiments.studies.answer import FEWEST
from experiments.studies.designs import Design
from experiments.studies.experiment import read_experiment


@dataclass(frozen=True)
class Question:
    """Which number of a run is asked about."""

    outcome: str
    plan: str
    quarter: str
    minus: str | None = None
    """The plan whose run with the same luck is taken off; none = the plan's own level."""


def question(
    results: Results,
    outcome: str,
    plan: str | None = None,
    quarter: str | None = None,
    difference: bool = False,
    option: str = "--outcome",
) -> Question:
    """Fill in and check what a user leaves out or misspells. Raises ``InputError``.

    The plan is the last one that is not the reference, the quarter the last one. ``option`` is
    where the outcome was written.
    """
    if outcome not in results.outcomes:
        expected = f"an outcome{did_you_mean(outcome, results.outcomes)}"
        raise InputError("", 0, 0, option, expected, repr(outcome))
    others = [name for name in results.plans if name != results.reference]
    chosen = plan or (others[-1] if others else results.reference)
    if chosen not in results.plans:
        expected = f"one of the plans ({', '.join(results.plans)})"
        raise InputError("", 0, 0, "--plan", expected, repr(plan))
    if difference and chosen == results.reference:
        raise InputError("", 0, 0, "--difference", "a plan beside the reference", chosen)
    quarters = results.metrics.select("quarter").unique().collect().to_series().sort().to_list()
    if not quarters:
        raise no_runs(results)
    if quarter is not None and quarter not in quarters:
        expected = f"a quarter from {quarters[0]} to {quarters[-1]}"
        raise InputError("", 0, 0, "--quarter", expected, repr(quarter))
    minus = results.reference if difference else None
    return Question(outcome, chosen, quarter or quarters[-1], minus)


def no_runs(results: Results) -> InputError:
    """The fault of a folder in which no run has an end."""
    return InputError(str(results.folder), 0, 0, "DIR", "a folder with finished runs", "none")


def suffix(plan: str | None, quarter: str | None, difference: bool) -> str:
    """What a file's name says of a question beside the usual one, so that both are kept."""
    asked = [plan, quarter, "difference" if difference else None]
    return "".join(f"-{text}" for text in asked if text)


def runs_of(results: Results, asked: Question) -> pl.DataFrame:
    """One row a run (or pair of runs): ``seed``, ``point``, the factors and ``value``."""
    if asked.minus is None:
        frame = results.paths([asked.outcome]).filter(pl.col("plan") == asked.plan)
    else:
        frame = results.paired(asked.plan, asked.minus, [asked.outcome])
    return (
        frame.filter(pl.col("quarter") == asked.quarter)
        .select("seed", "point", *results.factors, pl.col(asked.outcome).alias("value"))
        .sort("point", "seed")
        .collect()
    )


def means_by_point(results: Results, asked: Question) -> pl.DataFrame:
    """One row a point, in their order: the factors, ``value`` (mean over seeds) and ``runs``."""
    keys = ["point", *results.factors]
    return (
        runs_of(results, asked)
        .group_by(keys, maintain_order=True)
        .agg(pl.col("value").mean(), runs=pl.len())
        .sort("point")
    )


def design_of(results: Results) -> Design:
    """The design by which the points were laid out."""
    experiment, _ = read_experiment(str(intact_input(results.folder, EXPERIMENT)))
    return experiment.design


def luck_of(seeds: int) -> str:
    """What is to be said of points that share few seeds; empty where they share enough."""
    if seeds >= FEWEST:
        return ""
    shared = counted(seeds, "seed")
    return f"All points share {shared}: this holds for that luck, and for another it may not."


def varying(frame: pl.DataFrame, factors: tuple[str, ...]) -> tuple[str, ...]:
    """The factors that have more than one value. Raises ``InputError`` where there is none."""
    found = tuple(name for name in factors if frame[name].n_unique() > 1)
    if not found:
        expected = "results of an experiment whose factors vary"
        raise InputError("", 0, 0, "DIR", expected, "one without factors")
    return found
