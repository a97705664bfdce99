"""Whether a stopping rule has seen enough, and how it ended a sweep."""

from dataclasses import dataclass
from math import inf, isnan

import polars as pl

from engine.calendar import quarter_text
from experiments.runs.folder.results import Results
from experiments.studies.intervals import standard_error, student
from experiments.studies.stopping import Stop

FEWEST = 3
"""Runs of a plan and point below which nothing is known of an interval."""


@dataclass(frozen=True)
class Ended:
    """How far a stopping rule has come in a folder of results."""

    rule: Stop
    quarter: str
    seeds: int
    """Seeds that were run."""
    most: int
    """Seeds that the experiment asks for at most."""
    width: float
    """The widest half-interval that the rule looks at, of all seeds that were run."""
    finished: bool

    @property
    def met(self) -> bool:
        """Whether the interval is as narrow as the rule asks."""
        return self.width <= self.rule.half_width


def ended(results: Results) -> Ended | None:
    """How the stopping rule of a folder's experiment ended its sweep; none without a rule."""
    experiment = results.manifest["ingredients"]["experiment"]
    if "stop" not in experiment:
        return None
    rule = Stop.model_validate(experiment["stop"])
    until = str(experiment["until"])
    quarter = until if rule.quarter is None else quarter_text(rule.quarter)
    most = int(experiment["seeds"]["count"])
    run = results.runs.select(seeds=pl.col("seed").n_unique(), last=pl.col("seed").max())
    seeds, last = run.collect().row(0)
    width = widest(results, rule, quarter, last)
    return Ended(rule, quarter, seeds, most, width, results.finished)


def widest(results: Results, stop: Stop, quarter: str, last_seed: int) -> float:
    """The widest half-interval over plans and points, of the seeds to ``last_seed``.

    Infinite where a plan and point has fewer than three runs that did not fail, a run in which the
    outcome is not known, or few runs that are all alike.
    """
    frame = results.paths([stop.outcome]).filter(
        (pl.col("quarter") == quarter) & (pl.col("seed") <= last_seed)
    )
    rows = frame.select("seed", "point", "plan", stop.outcome).collect()
    # Summed by NumPy in the order of seeds: a sum over threads may differ in its last bit.
    wide = rows.sort("seed", "point", "plan").pivot(
        on="plan", index=["seed", "point"], values=stop.outcome
    )
    points = results.runs.select("point").unique().collect()["point"].sort().to_list()
    found = 0.0
    for point in points:
        mine = wide.filter(pl.col("point") == point)
        for plan in results.plans:
            if plan == results.reference and stop.of != "level":
                continue
            if plan not in mine.columns or results.reference not in mine.columns:
                return inf
            value = mine[plan]
            if stop.of == "difference":
                value = value - mine[results.reference]
            known = value.drop_nulls().to_numpy()
            if len(known) < FEWEST:
                return inf
            error = standard_error(known)
            if isnan(error):
                return inf
            found = max(found, student(error, len(known), stop.confidence))
    return found
