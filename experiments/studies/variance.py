"""How much of a variance each of three things brings that are not known.

A run's outcome is a function of luck, world and parameters, each drawn by itself; so its variance
is a sum of parts, of each alone and of what they do together: the components of a three-way model
of random effects (Searle, Casella and McCulloch 1992, *Variance Components*, ch. 4), which here are
the terms of Hoeffding and Sobol.

    y(l, w, p) = μ + a_l + b_w + c_p + (ab)_lw + (ac)_lp + (bc)_wp + (abc)_lwp

Runs come in independent blocks of two levels of each, crossed: 2 × 2 × 2. In a block the mean
square of a set S of the three, the squared contrast of its levels, has the expectation

    E[MS_S] = Σ_{T ⊇ S} 8/2^|T| · V_T,

and V_S = Σ_{T ⊇ S} (−1)^{|T|−|S|} MS_T · 2^|S|/8 is without bias, as it is for every block: the
estimate is a mean over blocks, which may come out below zero where a part is small. With so many
runs a large cross of few levels would know each part by those few; blocks know it by one degree of
freedom each.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from experiments.studies.arrays import Floats
from experiments.studies.intervals import TELLING, standard_error

LUCK, WORLD, PARAMETERS = 0, 1, 2
"""The axes of a block, behind that of blocks."""
FACTORS = (LUCK, WORLD, PARAMETERS)
LEVELS = 2
CELLS = LEVELS ** len(FACTORS)
RESAMPLES = 2000
SEED = 20220709
"""Of the bootstrap, so that the same runs give the same table."""

Some = frozenset[int]


@dataclass(frozen=True)
class Part:
    """A part of the variance: as a share of the whole, with a bootstrap interval over blocks.

    NaN where nothing varies; no interval of fewer than ``TELLING`` blocks.
    """

    variance: float
    error: float
    """Standard error of the variance."""
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Parts:
    """Of each of the three by itself, and of what they do together; ``sd`` of the whole."""

    sd: float
    luck: Part
    world: Part
    parameters: Part
    together: Part


def components(values: Floats) -> dict[Some, Floats]:
    """Unbiased estimates of V_S by block, (blocks,), of every set S of the three.

    ``values`` (blocks, 2, 2, 2): by level of luck, of the world and of the parameters.
    """
    squares = {some: _square(values, some) for some in _sets()}
    return {
        some: sum(
            (-1.0) ** (len(more) - len(some)) * square
            for more, square in squares.items()
            if some <= more
        )
        * (LEVELS ** len(some) / CELLS)
        for some in squares
    }


def parts(values: Floats, confidence: float) -> Parts:
    """The parts of the variance of ``values`` (blocks, 2, 2, 2), with percentile intervals."""
    by_set = components(values)
    single = [by_set[frozenset([factor])] for factor in FACTORS]
    together = sum(of for some, of in by_set.items() if len(some) > 1)
    of_parts = np.array([*single, together])
    whole = of_parts.sum(axis=0)
    shares = _shares(of_parts, confidence)
    made = [
        Part(float(mine.mean()), standard_error(mine), *share)
        for mine, share in zip(of_parts, shares.tolist(), strict=True)
    ]
    return Parts(float(np.sqrt(max(0.0, whole.mean()))), *made)


def _shares(of_parts: Floats, confidence: float) -> Floats:
    """Share and interval of each part, (parts, 3)."""
    count, blocks = of_parts.shape
    total = float(of_parts.mean(axis=1).sum())
    if total <= 0.0:
        return np.full((count, 3), np.nan)
    if blocks < TELLING:  # a bootstrap of few knows no tails
        bare = of_parts.mean(axis=1) / total
        return np.column_stack([bare, np.full((count, 2), np.nan)])
    # How often each block is in a sample, not its values: those would fill the memory.
    rng = np.random.default_rng(SEED)
    times = rng.multinomial(blocks, np.full(blocks, 1.0 / blocks), RESAMPLES)
    means = np.einsum("pb,sb->ps", of_parts, times) / blocks
    whole = means.sum(axis=0)
    kept = whole > 0.0
    tail = (1.0 - confidence) / 2.0
    ends = np.quantile(means[:, kept] / whole[kept], [tail, 1.0 - tail], axis=1)
    return np.column_stack([of_parts.mean(axis=1) / total, *ends])


def _sets() -> Iterator[Some]:
    for size in range(1, len(FACTORS) + 1):
        yield from map(frozenset, combinations(FACTORS, size))


def _square(values: Floats, some: Some) -> Floats:
    """Mean square of a set in each block, (blocks,): one degree of freedom."""
    found = values
    for factor in reversed(FACTORS):
        last = factor + 1
        one, other = np.take(found, 0, last), np.take(found, 1, last)
        found = one - other if factor in some else one + other
    square: Floats = found**2 / CELLS
    return square
