"""How near the model comes to the fit years: by series, with a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from abm.city.city import city_cached
from abm.history import Fact, fit_facts, log_error, overall
from abm.simulation import RunSpec, outcome_columns, simulate
from engine.document import InputError


@dataclass(frozen=True)
class Line:
    """One fact beside the model: mean and standard deviation over seeds, mean log error."""

    fact: Fact
    mean: float
    sd: float
    error: float


Seed = dict[Fact, float]


def score_seed(
    city: str, seed: int, overrides: tuple[tuple[str, float], ...] = (), plan: str = ""
) -> Seed:
    """Run the fit years once, under the city's baseline where no plan is named.

    Gives the model's answer to each fact. Raises InputError.
    """
    facts = fit_facts(city_cached(city), outcome_columns(city))
    if not facts:
        where = str(city_cached(city).path("series.csv"))
        raise InputError(where, 0, 0, "role", "a fact to fit, of years before the policy", "none")
    last = max(fact.quarter for fact in facts)
    wanted = tuple(dict.fromkeys(fact.column for fact in facts))
    found = simulate(RunSpec(city, plan, seed, last, overrides, wanted), tables=())
    first = int(found.quarters[0])
    return {fact: float(found.outcomes[fact.column][fact.quarter - first]) for fact in facts}


def summarise(runs: Sequence[Seed]) -> list[Line]:
    """Facts in the order of the file, with mean and spread of the model over seeds."""
    lines = []
    for fact in runs[0]:
        model = np.array([run[fact] for run in runs])
        error = float(log_error(model.mean(keepdims=True), fact.value)[0])
        lines.append(Line(fact, float(model.mean()), float(model.std()), error))
    return lines


def total(lines: Sequence[Line]) -> float:
    """The score: weighted root mean square of log errors."""
    return overall([line.error for line in lines], [line.fact.label for line in lines])
