"""Which parameters the figures say anything of: elementary effects on all figures together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from engine.document import InputError
from experiments.runs.folder.results import Results
from experiments.studies.arrays import Floats
from experiments.studies.calibration.figures import Figures, errors_of, moved
from experiments.studies.calibration.simulations import answers_of
from experiments.studies.designs import MorrisDesign
from experiments.studies.table_of_points import design_of


@dataclass(frozen=True)
class Screened:
    """Parameters by how much they move the figures, the most first."""

    names: tuple[str, ...]
    size: Floats
    """Root mean square over figures of μ*, by the figure's tolerance; of the whole range."""
    strongest: tuple[str, ...]
    """The figure that each moves most."""

    def table(self) -> pl.DataFrame:
        return pl.DataFrame({"parameter": self.names, "size": self.size, "figure": self.strongest})


def effects(unit: Floats, values: Floats, trajectories: int) -> Floats:
    """μ*, the mean size of elementary effects, (factors, figures).

    ``unit`` (points, factors) of Morris's design, ``values`` (points, figures). An effect is the
    difference between two points of a trajectory, in which one factor alone has moved, by the size
    of that move. Source: Morris (1991); Campolongo, Cariboni and Saltelli (2007) for μ*.
    """
    factors = unit.shape[1]
    steps = np.diff(unit.reshape(trajectories, -1, factors), axis=1)
    change = np.diff(values.reshape(trajectories, -1, values.shape[1]), axis=1)
    which = np.abs(steps).argmax(axis=2)
    size = np.abs(np.take_along_axis(steps, which[..., None], axis=2))
    total = np.zeros((factors, values.shape[1]))
    np.add.at(total, which.ravel(), (np.abs(change) / size).reshape(-1, values.shape[1]))
    return total / trajectories


def screened(results: Results, figures: Figures) -> Screened:
    """The ranking from a screening's runs. Raises InputError where some are missing."""
    points, answers = answers_of(results, figures, "point")
    design = design_of(results)
    assert isinstance(design, MorrisDesign)
    unit = design.cube(len(results.factors))
    if len(points) != len(unit):
        expected = f"all {len(unit)} runs of the screening"
        raise InputError(str(results.folder), 0, 0, "--out", expected, f"{len(points)}")
    errors = errors_of(figures, answers)
    places = moved(errors)
    some = figures.some(places)
    found = effects(unit, errors[:, places], design.trajectories) / some.tolerance
    size = np.sqrt(np.square(found).mean(axis=1))
    order = np.argsort(-size, kind="stable")
    facts = [f"{fact.name} {fact.year}" for fact in some.facts]
    return Screened(
        tuple(results.factors[i] for i in order),
        size[order],
        tuple(facts[int(found[i].argmax())] for i in order),
    )
