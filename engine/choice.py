"""Discrete choice over many markets at once: shares, nests, single picks, counts.

Alternatives are rows; a row's market (or nest) is an integer code, so every function is a few
passes over flat arrays whatever the number of markets. Nothing here draws random numbers: luck
comes in as uniforms or as Gumbel noise, keyed by the caller, and equal input gives equal bits.

An alternative with utility minus infinity is not on offer. Utilities may be huge (to 1e300): they
are compared with the best of their group before the exponential. A weight below e^-600 of the
best is an exact zero, so that a share is either zero or far above the smallest float, and what a
caller multiplies it with does not underflow.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.groups import count_by, sum_by

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

FLOOR = -600.0
"""Exponent below which a relative weight is nothing."""

LARGEST_MEAN = 50.0
"""Largest Poisson mean that is inverted by summing terms: e^-50 is still exact to 16 digits."""

SMALLEST_TERM = 1e-17
"""Poisson terms beyond the mean and below this are less than the spacing of uniforms near one."""

LARGEST_BLOCK, MOST_TERMS = 1 << 11, 15
"""Poisson terms that are summed at once: of all rows together, and of one."""

TINY, BELOW_ONE = 2.0**-1022, 1.0 - 2.0**-53
"""Ends of the open interval (0, 1)."""


def logit_shares(utility: FloatArray, group: IntArray, groups: int) -> FloatArray:
    """Multinomial logit within each group: s_j = exp(U_j) / sum over the group of exp(U).

    utility: (rows,), pure number, below +inf; -inf is not on offer. group: (rows,), codes
    0..groups-1. Returns (rows,) shares that add up to one in every group with an alternative;
    a group with none on offer gets zeros. Raises ValueError for NaN or +inf.
    Source: McFadden (1974).
    """
    best = _best(utility, group, np.full(groups, -np.inf))
    weight = _relative(utility, group, best, 1.0)
    total = sum_by(group, weight, groups)
    total[total == 0.0] = 1.0
    return weight / total[group]


def nested_logit(
    utility: FloatArray, nest: IntArray, nests: int, scale: float, variety: float
) -> tuple[FloatArray, IntArray, FloatArray]:
    """Inclusive value, count and within-nest shares at the cost of one exponential.

    I_f = scale * ln(mean_j exp(U_j / scale)) + variety * ln(n_f)
    s_j|f = exp(U_j / scale) / sum over the nest of exp(U / scale)

    The mean, not the sum: n equal alternatives are worth variety * ln(n) more than one, so that
    a firm does not grow by cloning its product.

    utility: (rows,), -inf is not on offer. nest: (rows,) codes 0..nests-1. scale (lambda) > 0,
    variety (tau): pure numbers. Returns I (nests,), the number on offer n (nests,) and shares
    (rows,). An empty nest has I = -inf, n = 0. Raises ValueError for NaN, +inf or scale <= 0.
    Source: nested logit, McFadden (1978); variety term as in Ackerberg and Rysman (2005).
    """
    if not 0.0 < scale < np.inf:
        raise ValueError("nest scale must be above 0")
    best = _best(utility, nest, np.full(nests, -np.inf))
    weight = _relative(utility, nest, best, scale)
    total = sum_by(nest, weight, nests)
    all_on_offer = utility.min(initial=0.0) > -np.inf
    count = count_by(nest if all_on_offer else nest[utility > -np.inf], nests)
    # The best alternative has weight one, so a nest that is not empty has total >= 1.
    log_total = np.log(np.maximum(total, 1.0))
    log_count = np.log(np.maximum(count, 1))
    value = best + scale * log_total + (variety - scale) * log_count
    value[count == 0] = -np.inf
    total[total == 0.0] = 1.0
    return value, count, weight / total[nest]


def gumbel(uniform: FloatArray) -> FloatArray:
    """Standard Gumbel noise by inversion: -ln(-ln u).

    uniform: any shape, clipped into the open interval (0, 1). Same shape back, in -6.6 .. 36.8.
    """
    inside = np.minimum(np.maximum(uniform, TINY), BELOW_ONE)  # clip takes twice as long
    return -np.log(-np.log(inside))


def race(utility: FloatArray, uniform: FloatArray) -> FloatArray:
    """Scores in the order of U + Gumbel noise at half its logarithms: ln u · e^−U, at most zero.

    For −ln(−ln u) + U rises with it. ``utility`` within ±600, shapes are broadcast.
    """
    inside = np.minimum(np.maximum(uniform, TINY), BELOW_ONE)
    return np.log(inside) * np.exp(-utility)


def gumbel_pick(
    utility: FloatArray, noise: FloatArray, identity: IntArray | None = None
) -> IntArray:
    """One alternative a row: argmax_a (U_a + noise_a), a logit draw when noise is Gumbel.

    With one noise per (chooser, alternative's identity) a choice changes only when the winner
    does: an added or bettered alternative never reshuffles the others.

    utility, noise: (rows, alternatives); utility -inf is not on offer. identity:
    (alternatives,) codes that break ties, the lowest wins (default: the column). Returns
    (rows,) columns, -1 where nothing is on offer. Raises ValueError for NaN or +inf.
    Source: McFadden (1974), Gumbel-max.
    """
    score = utility + noise
    rows, alternatives = score.shape
    if alternatives == 0 or rows == 0:
        return np.full(rows, -1, dtype=np.int64)
    order = None if identity is None else np.argsort(identity, kind="stable")
    if order is not None:
        score = score[:, order]
    column = score.argmax(axis=1)
    top = score.max(axis=1)
    if not top.max() < np.inf:  # NaN is not below it either
        raise ValueError("utility plus noise must be a number below +inf")
    chosen: IntArray = column if order is None else order[column]
    chosen[top == -np.inf] = -1
    return chosen


@np.errstate(under="ignore")  # terms far beyond the mean
def poisson_by_inverse(mean: FloatArray, uniform: FloatArray) -> IntArray:
    """Poisson counts by inversion: the least k with u < F(k; mean).

    For a fixed uniform the count never falls when the mean rises (to rounding, which shows only
    for u above 1 - 1e-12), and one changed mean changes one count: a generator's own Poisson
    sampler has neither property.

    mean: any shape, 0..50. uniform: same shape, in [0, 1). Returns int64 of the same shape.
    Raises ValueError outside these ranges (split a larger mean, or use a normal quantile).
    """
    # NaN is neither at least zero nor at most a bound.
    if not (mean.min(initial=0.0) >= 0.0 and mean.max(initial=0.0) <= LARGEST_MEAN):
        raise ValueError(f"Poisson mean must be from 0 to {LARGEST_MEAN:g}")
    if not (uniform.min(initial=0.0) >= 0.0 and uniform.max(initial=0.0) < 1.0):
        raise ValueError("uniform must be in [0, 1)")
    shape = np.shape(mean)
    rate, u = np.ravel(mean), np.ravel(uniform)
    count = np.zeros(rate.size, dtype=np.int64)
    term = np.exp(-rate)
    rows = np.flatnonzero(u >= term)
    rate, u, term = rate[rows], u[rows], term[rows]
    below = term.copy()
    k = 0
    while rows.size:
        # Several terms at once, the more the fewer rows are left.
        terms = k + np.arange(1, 2 + min(LARGEST_BLOCK // rows.size, MOST_TERMS))
        factor = rate[:, None] / terms
        factor[:, 0] *= term
        term = np.multiply.accumulate(factor, axis=1)
        sums = term.copy()
        sums[:, 0] += below
        sums = np.add.accumulate(sums, axis=1)
        # The second condition ends the sum by the row's own mean alone, so that a row's count
        # does not depend on its neighbours when rounding keeps F just under u.
        on = (u[:, None] >= sums) & ((term > SMALLEST_TERM) | (terms < rate[:, None]))
        through = on.all(axis=1)
        count[rows] = np.where(through, terms[-1] + 1, terms[on.argmin(axis=1)])
        k = int(terms[-1])
        rows, rate, u = rows[through], rate[through], u[through]
        term, below = term[through, -1], sums[through, -1]
    return count.reshape(shape)


def _best(utility: FloatArray, group: IntArray, best: FloatArray) -> FloatArray:
    """Largest utility by group and start value (overwritten); 0 where nothing is on offer."""
    with np.errstate(invalid="ignore"):  # a NaN is told below, in words
        np.maximum.at(best, group, utility)
    if not best.max(initial=-np.inf) < np.inf:  # NaN is not below it either
        raise ValueError("utility must be a number below +inf")
    best[best == -np.inf] = 0.0
    return best


def _relative(utility: FloatArray, group: IntArray, best: FloatArray, scale: float) -> FloatArray:
    """exp((U - best of the group) / scale), an exact zero below the floor."""
    gap = utility - best[group]
    floor = FLOOR * scale
    deep = gap < floor if gap.min(initial=0.0) < floor else None
    if deep is not None:
        gap = np.maximum(gap, floor)
    if scale != 1.0:
        with np.errstate(under="ignore"):  # two utilities that differ by nothing
            gap /= scale
    weight: FloatArray = np.exp(gap)
    if deep is not None:
        weight[deep] = 0.0
    return weight
