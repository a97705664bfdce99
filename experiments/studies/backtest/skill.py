"""How good forecasts were: continuous ranked probability score, coverage, independent facts."""

from __future__ import annotations

import numpy as np
from scipy.stats import beta

from experiments.studies.arrays import Floats

CONFIDENCE = 0.95


def crps(sample: Floats, actual: float) -> float:
    """∫(F(x) − 1{x ≥ y})² dx of the sample's own distribution F: mean |x − y| − ½ mean |x − x'|.

    In the unit of the sample (values,); of one value the absolute error. Source: Gneiting and
    Raftery (2007, JASA 102: 359–378), the sum in closed form by ranks.
    """
    x = np.sort(sample)
    n = len(x)
    ranks = 2.0 * np.arange(1, n + 1) - n - 1.0
    return float(np.abs(x - actual).mean() - (ranks * x).sum() / n**2)


def effective_number(samples: Floats) -> float:
    """How many independent facts so many figures are, (draws, figures): n² / Σ r².

    r are the correlations of the model's own draws: two figures that hang together in the model
    count as one. Source: the effective number of degrees of freedom of Bretherton et al. (1999,
    J. Climate 12: 1990–2009), less what luck makes of r² in m draws, 1/(m − 1). A figure that never
    varies hangs together with none.
    """
    n = samples.shape[1]
    spread = samples.std(axis=0)
    z = np.divide(
        samples - samples.mean(axis=0), spread, out=np.zeros_like(samples), where=spread > 0.0
    )
    by_luck = 1.0 / max(len(samples) - 1, 1)
    squares = np.square(z.T @ z / len(samples))
    squares = np.maximum(squares - by_luck, 0.0) / max(1.0 - by_luck, by_luck)
    np.fill_diagonal(squares, 1.0)
    return float(n**2 / squares.sum())


def coverage_interval(covered: float, number: float) -> tuple[float, float]:
    """Jeffreys' interval of a share of ``number`` independent facts, which need be no whole one."""
    tail = 0.5 * (1.0 - CONFIDENCE)
    hits, misses = covered * number + 0.5, (1.0 - covered) * number + 0.5
    return float(beta.ppf(tail, hits, misses)), float(beta.ppf(1.0 - tail, hits, misses))
