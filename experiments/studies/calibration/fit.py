"""The fit: simulations and figures to posterior draws by each way, and the posterior's file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from abm.city.city import city_cached
from abm.parameters import at_quantiles, quantiles_drawn, ranges
from abm.posterior import as_bytes, data_digest
from abm.version import MODEL_VERSION
from engine.document import InputError, did_you_mean
from experiments.runs.sources import model_sources
from experiments.studies.arrays import Floats
from experiments.studies.calibration.checks import Checked, answer
from experiments.studies.calibration.figures import (
    FIGURE_ERROR,
    MODEL_ERROR,
    Figures,
    errors_of,
    moved,
    with_noise,
)
from experiments.studies.calibration.rejection import abc
from experiments.studies.calibration.simulations import Simulated, seeds_text
from experiments.studies.identity import versions

REJECTION = 0
"""Stands for the way by rejection among the seeds of trainings."""
SHARE = 0.05
"""Of the simulations, what rejection keeps."""
DRAWS, HELD_DRAWS = 500, 100
"""Of a posterior by each way, and of that of each truth held back."""
EDGE = 1e-6
LEAST = 60
"""Simulations below which nothing is fitted."""


@dataclass(frozen=True)
class Task:
    """What is fitted to what: parameters ``z`` (runs, parameters) in standard normal form, ``seen``
    (runs, figures) of which the last ``held`` are truths held back."""

    city: str
    names: tuple[str, ...]
    figures: Figures
    given: int
    """Figures that decide, before those that no run answers otherwise than another."""
    seeds: tuple[int, ...]
    z: Floats
    seen: Floats
    held: int

    @cached_property
    def observed(self) -> Floats:
        """What happened: as far off itself as nothing."""
        return np.zeros(len(self.figures.facts))

    @property
    def truth(self) -> Floats:
        return self.z[-self.held :]

    def ingredients(self) -> dict[str, Any]:
        """What a fit depends on, training seeds apart, as plain data."""
        city = city_cached(self.city)
        return {
            "kind": "calibration",
            "model": MODEL_VERSION,
            "data": data_digest(city),
            "sources": dict(model_sources()),
            "parameters": list(self.names),
            "figures": [f"{fact.name} {fact.year}" for fact in self.figures.facts],
            "errors": {"model": MODEL_ERROR, **FIGURE_ERROR},
            "simulations": seeds_text(self.seeds),
            "held": self.held,
            "libraries": versions()["libraries"],
        }


def task(
    city: str, figures: Figures, names: Sequence[str], simulated: Simulated, held: int
) -> Task:
    """What is to be fitted. Raises InputError for a name that has no range in the city, and for too
    few simulations."""
    known = ranges(city)
    for name in names:
        if name not in known:
            expected = f"a parameter with a range in the city{did_you_mean(name, sorted(known))}"
            raise InputError("", 0, 0, "--parameter", expected, repr(name))
    if len(simulated.seeds) < LEAST:
        expected = f"{LEAST} simulations or more"
        raise InputError("", 0, 0, "--runs", expected, str(len(simulated.seeds)))
    errors = errors_of(figures, simulated.answers)
    places = moved(errors)
    some = figures.some(places)
    u = np.array([quantiles_drawn(names, seed) for seed in simulated.seeds])
    return Task(
        city,
        tuple(names),
        some,
        len(figures.facts),
        simulated.seeds,
        np.asarray(ndtri(np.clip(u, EDGE, 1.0 - EDGE))),
        with_noise(some, errors[:, places], simulated.seeds),
        min(held, len(simulated.seeds) // 4),
    )


def by_rejection(of: Task) -> dict[str, Any]:
    """The answer of the way by rejection."""
    z, x = of.z[: -of.held], of.seen[: -of.held]
    held = [
        abc(z, x, seen, SHARE, HELD_DRAWS, place)
        for place, seen in enumerate(of.seen[-of.held :], start=1)
    ]
    return answer(abc(z, x, of.observed, SHARE, DRAWS, 0), np.array(held), of.truth)


def by_network(of: Task, seed: int) -> dict[str, Any]:
    """The answer of a training. Raises InputError where its libraries are missing."""
    from experiments.studies.calibration.neural import Flow, require

    libraries = require()
    flow = Flow(of.z[: -of.held], of.seen[: -of.held], seed)
    held = flow.draws(of.seen[-of.held :], HELD_DRAWS)
    draws = flow.draws(of.observed[None, :], DRAWS)[0]
    return {**answer(draws, held, of.truth), "loss": flow.loss, "libraries": libraries}


def posterior_bytes(
    of: Task, found: Checked, trainings: Iterable[int], libraries: dict[str, str]
) -> bytes:
    """The posterior's file: the parameters that are claimed, in their units; all else is carried as
    prior. Raises InputError where none is claimed."""
    places = list(found.claimed)
    if not places:
        expected = "a parameter that the figures identify and whose ranks are even"
        raise InputError("", 0, 0, "calibrate write", expected, "none; more simulations may help")
    names = [of.names[place] for place in places]
    values = at_quantiles(of.city, names, np.asarray(ndtr(found.draws[:, places])))
    made = {
        **{name: x for name, x in of.ingredients().items() if name not in {"sources", "libraries"}},
        "city": city_cached(of.city).key,
        "parameters": names,
        "carried_as_prior": list(found.carried),
        "checks": found.table().to_dicts(),
        "training_seeds": list(trainings),
        "rows_of_the_fit_years": of.figures.rows,
        "libraries": {**versions()["libraries"], **libraries},
        "yuanqu": versions()["yuanqu"],
    }
    return as_bytes(names, values, made)
