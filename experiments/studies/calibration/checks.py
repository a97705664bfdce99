"""Whether a posterior may be believed: held against truths that are known, and one way against the
other.

Simulations held back from training are truths with parameters that are known. Of a right posterior
the truth's rank among draws is even (simulation-based calibration: Talts et al. 2018, arXiv
1804.06788), 80 % intervals hold it in 80 % of cases; how near the posterior's mean comes to it says
whether the figures identify a parameter at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import chisquare

from experiments.studies.arrays import Floats
from experiments.studies.calibration.figures import Figures

BINS = 10
LEAST_P = 0.05
"""Of all parameters' rank tests together (Bonferroni)."""
LEAST_RECOVERY = 0.1
"""Share of a parameter's prior variance that the figures explain; with less it is carried as prior
(assumed)."""
OUTER = 0.01
"""A figure in the outer hundredths of what the prior makes is one the model can hardly make."""


def answer(draws: Floats, held: Floats, truth: Floats) -> dict[str, Any]:
    """One way's posterior, ``draws`` (draws, parameters), and what it says of truths held back,
    ``held`` (cases, draws, parameters) beside ``truth`` (cases, parameters), as plain data."""
    return {
        "draws": draws.tolist(),
        "of": held.shape[1],
        "ranks": (held < truth[:, None, :]).sum(axis=1).tolist(),
        "means": held.mean(axis=1).tolist(),
    }


@dataclass(frozen=True)
class OfParameter:
    """What a calibration says of one parameter; sizes by its prior in standard normal form."""

    name: str
    rank_p: float
    """That ranks are even, chi-squared over tenths."""
    covered: float
    """Share of truths within 80 % intervals."""
    recovery: float
    """Share of the truths' variance that posterior means explain."""
    mean: float
    sd: float
    """Of the posterior given what happened; the prior has 0 and 1."""
    other_seed: float
    """Difference of the means of two trainings, by sd."""
    other_way: float
    """Difference of the mean by rejection from the mean here, by sd."""
    way_sd: float
    """Standard deviation by rejection."""
    way_p: float
    """That the ranks of the same truths by rejection are even."""

    def claimed(self, count: int) -> bool:
        """Whether it is, of ``count`` parameters, calibrated, or else carried as prior."""
        return self.even(count) and self.identified

    def even(self, count: int) -> bool:
        return self.rank_p >= LEAST_P / count

    @property
    def identified(self) -> bool:
        return self.recovery >= LEAST_RECOVERY


@dataclass(frozen=True)
class Checked:
    """A posterior with its checks."""

    parameters: tuple[OfParameter, ...]
    draws: Floats
    """Of all parameters fitted, (draws, parameters): all trainings in equal parts."""
    held: int

    @property
    def claimed(self) -> tuple[int, ...]:
        """Places of the parameters that are calibrated."""
        count = len(self.parameters)
        return tuple(i for i, one in enumerate(self.parameters) if one.claimed(count))

    @property
    def carried(self) -> tuple[str, ...]:
        """Names of those that are carried as prior."""
        return tuple(
            one.name for i, one in enumerate(self.parameters) if i not in set(self.claimed)
        )

    def table(self) -> pl.DataFrame:
        count = len(self.parameters)
        return pl.DataFrame(
            [
                {
                    "parameter": one.name,
                    "claimed": one.claimed(count),
                    "rank_p": one.rank_p,
                    "covered": one.covered,
                    "recovery": one.recovery,
                    "mean": one.mean,
                    "sd": one.sd,
                    "other_seed": one.other_seed,
                    "rejection_difference": one.other_way,
                    "rejection_sd": one.way_sd,
                    "rejection_rank_p": one.way_p,
                }
                for one in self.parameters
            ]
        )


def rank_test(ranks: Floats, of: int) -> float:
    """That ranks 0 … ``of`` are even, (cases,): the chance of tenths as uneven as these."""
    place = (ranks + 0.5) / (of + 1.0)
    counts = np.histogram(place, BINS, (0.0, 1.0))[0]
    edges = np.histogram((np.arange(of + 1) + 0.5) / (of + 1.0), BINS, (0.0, 1.0))[0]
    return float(chisquare(counts, len(ranks) * edges / (of + 1.0)).pvalue)


def checked(
    names: Sequence[str],
    networks: Sequence[Mapping[str, Any]],
    rejection: Mapping[str, Any],
    truth: Floats,
) -> Checked:
    """All checks from the answers of trainings and of rejection; ``truth`` (cases, parameters)."""
    drawn = [np.array(one["draws"]) for one in networks]
    ranks = np.sum([one["ranks"] for one in networks], axis=0)
    of = sum(one["of"] for one in networks)
    means = np.mean([one["means"] for one in networks], axis=0)
    other = np.array(rejection["draws"])
    others = np.array(rejection["ranks"])
    whole = np.concatenate(drawn)
    inside = np.abs((ranks + 0.5) / (of + 1.0) - 0.5) <= 0.4
    found = []
    for place, name in enumerate(names):
        mean, sd = float(whole[:, place].mean()), float(whole[:, place].std())
        first, last = (float(one[:, place].mean()) for one in (drawn[0], drawn[-1]))
        found.append(
            OfParameter(
                name,
                rank_test(ranks[:, place], of),
                float(inside[:, place].mean()),
                explained(means[:, place], truth[:, place]),
                mean,
                sd,
                abs(first - last) / sd,
                (float(other[:, place].mean()) - mean) / sd,
                float(other[:, place].std()),
                rank_test(others[:, place], rejection["of"]),
            )
        )
    return Checked(tuple(found), whole, len(truth))


def explained(means: Floats, truth: Floats) -> float:
    """1 − mean((m − θ)²)/var(θ), (cases,): what posterior means explain of the truths; below zero
    where they lead astray."""
    return float(1.0 - np.square(means - truth).mean() / truth.var())


@dataclass(frozen=True)
class OfFigure:
    """What the prior makes of one figure: ln of model by figure, with the errors of both."""

    name: str
    year: int
    label: str
    low: float
    median: float
    high: float
    below: float
    """Share of simulations in which less is seen than what was published."""

    @property
    def hardly(self) -> bool:
        """Whether the model can hardly make it, whatever its parameters."""
        return not OUTER <= self.below <= 1.0 - OUTER


def of_figures(figures: Figures, seen: Floats) -> tuple[OfFigure, ...]:
    """The prior predictive check; ``seen`` (runs, figures), zero is what was published."""
    found = []
    for place, fact in enumerate(figures.facts):
        low, median, high = np.quantile(seen[:, place], [0.1, 0.5, 0.9]).tolist()
        below = float((seen[:, place] < 0.0).mean())
        found.append(OfFigure(fact.name, fact.year, fact.label, low, median, high, below))
    return tuple(found)
