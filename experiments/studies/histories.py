"""Histories to a later question's start that agree with what has happened by then.

A run to 2030 begins in 2019: by 2026 its city is one of many that could have been, and most of
them are not the one that is there. Of the seeds that are tried those are kept whose city agrees
with the series that the question takes as given, by rejection: a history is accepted with the
probability L/L_max, where ln L = −½ Σ mean((e/σ)²), e the ln(model/fact) of a series' years (they
hang together, so that a series counts once) and σ the error that model and figures have. What is
accepted is a sample of histories given the facts (rejection sampling, von Neumann 1951; with the
model's own error in the kernel Wilkinson 2013, Stat. Appl. Genet. Mol. Biol. 12: 129–141), as many
independent draws as there are seeds. Nothing is fitted: parameters stay what they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from abm.city.city import city_cached
from abm.history import Fact, given_facts, log_error
from abm.simulation import RunSpec, outcome_columns
from abm.version import MODEL_VERSION
from engine.document import InputError
from engine.draws import Decision, Draws
from experiments.runs.past import Pasts
from experiments.studies.arrays import Flags, Floats
from policies.city_plans import baseline_of

ACCEPTED = Decision("history.accepted")
COLUMNS = ("year", "seed", "error", "accepted", "model", "source", "label")
"""Of ``histories.csv``."""
ANSWERS = "answers"
"""Under which a seed's answer holds what its history makes of the facts."""


@dataclass(frozen=True)
class Sorted:
    """Histories by seed: ``likelihood`` ln L (seeds,), and which are ``accepted`` (seeds,)."""

    seeds: tuple[int, ...]
    likelihood: Floats
    accepted: Flags

    def rows(self, year: int, source: str) -> list[dict[str, object]]:
        """Rows of ``histories.csv``."""
        return [
            {
                "year": year,
                "seed": seed,
                "error": round(float(error), 6),
                "accepted": int(accepted),
                "model": MODEL_VERSION,
                "source": source,
                "label": "derived",
            }
            for seed, error, accepted in zip(
                self.seeds, self.likelihood, self.accepted, strict=True
            )
        ]


def facts_of(city: str) -> list[Fact]:
    """What the question of a city's name takes as given. Raises InputError where it is nothing."""
    data = city_cached(city)
    facts = given_facts(data, outcome_columns(city))
    if not facts:
        expected = "a later question (such as --year 2030) whose horizon in city.yaml names series"
        raise InputError("", 0, 0, "city", expected, f"{city}, which takes nothing as given")
    return facts


def history(city: str, seed: int) -> dict[str, list[float]]:
    """What one history makes of each fact, in their order, to the quarter before the policy."""
    data, facts = city_cached(city), facts_of(city)
    wanted = tuple(dict.fromkeys(fact.column for fact in facts))
    spec = RunSpec(city, baseline_of(data), seed, data.policy_start - 1, outcomes=wanted)
    found = _PASTS.run(spec)
    assert found is not None  # nobody stops it
    first = int(found.quarters[0])
    return {ANSWERS: [float(found.outcomes[f.column][f.quarter - first]) for f in facts]}


_PASTS = Pasts(most=1)


def sort_out(
    seeds: Sequence[int], facts: Sequence[Fact], answers: Sequence[Mapping[str, Any]], error: float
) -> Sorted:
    """Which histories agree; ``error`` σ, the standard deviation of a series' ln error."""
    model = np.array([answer[ANSWERS] for answer in answers])
    series = squared_misses(facts, model)
    likelihood = -0.5 * np.array(list(series.values())).sum(axis=0) / error**2
    chance = np.exp(likelihood - likelihood.max(initial=-np.inf))
    lane = np.zeros(1, dtype=np.int64)
    luck = np.array([float(Draws(seed).uniform_pair(ACCEPTED, lane, lane)[0]) for seed in seeds])
    return Sorted(tuple(seeds), likelihood, luck < chance)


def squared_misses(facts: Sequence[Fact], model: Floats) -> dict[str, Floats]:
    """Mean square of ln(model/fact) over a series' years, (histories,), by series; ``model``
    (histories, facts)."""
    found: dict[str, list[Floats]] = {}
    for place, fact in enumerate(facts):
        miss = log_error(model[:, place], fact.value)
        found.setdefault(fact.name, []).append(miss * miss)
    return {name: np.mean(years, axis=0) for name, years in found.items()}
