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
BoolArray = NDArray[np.bool_]

FLOOR = -600.0
"""Exponent below which a relative weight is nothing."""

LARGEST_MEAN = 50.0
"""Largest Poisson mean that is inverted by summing terms: e^-50 is still exact to 16 digits."""

SMALLEST_TERM = 1e-17
"""Poisson terms beyond the mean and below this are less than the spacing of uniforms near one."""

TINY, BELOW_ONE = 2.0**-1022, 1.0 - 2.0**-53
"""Ends of the open interval (0, 1)."""

COBB_DOUGLAS = 1e-8
"""Distance from one at which a CES elasticity is treated as one (error of ln P below 1e-8)."""


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


def weighted_shares(
    log_weight: FloatArray,
    group: IntArray,
    groups: int,
    outside_log_weight: FloatArray | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Shares in proportion to weights, with an outside alternative in each group.

    s_j = w_j / (w_0g + sum over the group of w) and s_0g likewise, all w = exp(log_weight).

    log_weight: (rows,). group: (rows,) codes. outside_log_weight: (groups,), or None for no
    outside alternative. Returns (rows,) shares and the (groups,) outside shares; the two add up
    to one where anything is on offer, else to zero. Raises ValueError for NaN or +inf.
    """
    if outside_log_weight is None:
        return logit_shares(log_weight, group, groups), np.zeros(groups)
    best = _best(log_weight, group, outside_log_weight.astype(np.float64))
    weight = _relative(log_weight, group, best, 1.0)
    outside = _relative(outside_log_weight, np.arange(groups), best, 1.0)
    total = sum_by(group, weight, groups) + outside
    total[total == 0.0] = 1.0
    return weight / total[group], outside / total


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
    value, count, weight, total = _nests(utility, nest, nests, scale, variety)
    total[total == 0.0] = 1.0
    return value, count, weight / total[nest]


def inclusive_value(
    utility: FloatArray, nest: IntArray, nests: int, scale: float, variety: float
) -> tuple[FloatArray, IntArray]:
    """Value of each nest and number of alternatives on offer in it; see `nested_logit`."""
    value, count, _, _ = _nests(utility, nest, nests, scale, variety)
    return value, count


def nest_shares(utility: FloatArray, nest: IntArray, nests: int, scale: float) -> FloatArray:
    """Shares within each nest; see `nested_logit`."""
    _check_scale(scale)
    best = _best(utility, nest, np.full(nests, -np.inf))
    weight = _relative(utility, nest, best, scale)
    total = sum_by(nest, weight, nests)
    total[total == 0.0] = 1.0
    return weight / total[nest]


def gumbel(uniform: FloatArray) -> FloatArray:
    """Standard Gumbel noise by inversion: -ln(-ln u).

    uniform: any shape, clipped into the open interval (0, 1). Same shape back, in -6.6 .. 36.8.
    """
    inside = np.minimum(np.maximum(uniform, TINY), BELOW_ONE)  # clip takes twice as long
    return -np.log(-np.log(inside))


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
    top = score[np.arange(rows), column]
    if not (top < np.inf).all():
        raise ValueError("utility plus noise must be a number below +inf")
    chosen = column if order is None else order[column]
    return np.where(top > -np.inf, chosen, -1)


def ces_shares(
    price: FloatArray, weight: FloatArray, elasticity: float | FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Expenditure shares and price index of a CES aggregator in calibrated-share form.

    s_k = a_k p_k^(1-sigma) / sum_l a_l p_l^(1-sigma),  a = weight / sum of weights
    P = (sum_k a_k p_k^(1-sigma))^(1/(1-sigma));  sigma = 1: s = a, ln P = sum_k a_k ln p_k

    The weights are thus the shares at equal prices, and P = p when all prices are p. A price of
    +inf means that it can't be bought: it keeps its weight, and P rises for the lost variety.

    price, weight: (rows, alternatives), price > 0, weight >= 0. elasticity (sigma): number or
    (rows,), >= 0. Returns shares (rows, alternatives) and P (rows,) in the unit of price. A row
    without anything to buy has zero shares and P = +inf. Raises ValueError for a price or weight
    out of range, or a price of +inf where sigma <= 1 (each input is then indispensable).
    Source: Arrow, Chenery, Minhas and Solow (1961); calibrated form as in Rutherford (2002).
    """
    rows, _ = price.shape
    sigma = np.broadcast_to(np.asarray(elasticity, dtype=np.float64), (rows,))
    used = weight > 0.0
    priced = price < np.inf
    if not ((price > 0.0).all() and (weight >= 0.0).all() and (weight < np.inf).all()):
        raise ValueError("CES prices must be above 0, weights from 0 to below +inf")
    if not ((sigma >= 0.0) & (sigma < np.inf)).all():
        raise ValueError("CES elasticity must be a number from 0 to below +inf")
    if (used & ~priced & (sigma <= 1.0 + COBB_DOUGLAS)[:, None]).any():
        raise ValueError("CES price of +inf needs an elasticity above 1")
    power = 1.0 - sigma
    flat = np.abs(power) <= COBB_DOUGLAS
    power = np.where(flat, 0.0, power)

    total_weight = weight.sum(axis=1)
    norm = np.log(np.where(total_weight > 0.0, total_weight, 1.0))
    log_price = np.log(np.where(priced, price, 1.0))
    log_part = np.log(np.where(used, weight, 1.0)) - norm[:, None]
    exponent = np.where(used & priced, log_part + power[:, None] * log_price, -np.inf)
    best = exponent.max(axis=1, initial=-np.inf)
    empty = best == -np.inf
    best = np.where(empty, 0.0, best)
    gap = exponent - best[:, None]
    part = np.where(gap < FLOOR, 0.0, np.exp(np.maximum(gap, FLOOR)))
    total = np.where(empty, 1.0, part.sum(axis=1))
    shares = part / total[:, None]

    log_index = np.where(
        flat,
        (shares * log_price).sum(axis=1),
        (best + np.log(total)) / np.where(flat, 1.0, power),
    )
    return shares, np.where(empty, np.inf, np.exp(log_index))


def poisson_by_inverse(mean: FloatArray, uniform: FloatArray) -> IntArray:
    """Poisson counts by inversion: the least k with u < F(k; mean).

    For a fixed uniform the count never falls when the mean rises (to rounding, which shows only
    for u above 1 - 1e-12), and one changed mean changes one count: a generator's own Poisson
    sampler has neither property.

    mean: any shape, 0..50. uniform: same shape, in [0, 1). Returns int64 of the same shape.
    Raises ValueError outside these ranges (split a larger mean, or use a normal quantile).
    """
    if not ((mean >= 0.0) & (mean <= LARGEST_MEAN)).all():
        raise ValueError(f"Poisson mean must be from 0 to {LARGEST_MEAN:g}")
    if not ((uniform >= 0.0) & (uniform < 1.0)).all():
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
        k += 1
        count[rows] = k
        term = term * (rate / k)
        below += term
        # The second condition ends the sum by the row's own mean alone, so that a row's count
        # does not depend on its neighbours when rounding keeps F just under u.
        on = (u >= below) & ((term > SMALLEST_TERM) | (k < rate))
        rows, rate, u, term, below = rows[on], rate[on], u[on], term[on], below[on]
    return count.reshape(shape)


def bernoulli(prob: FloatArray, uniform: FloatArray) -> BoolArray:
    """True with probability `prob`: u < prob, monotone in prob for a fixed uniform.

    prob, uniform: same shape, prob in 0..1, uniform in [0, 1). Raises ValueError if prob is not.
    """
    if not ((prob >= 0.0) & (prob <= 1.0)).all():
        raise ValueError("probability must be from 0 to 1")
    return uniform < prob


def _best(utility: FloatArray, group: IntArray, best: FloatArray) -> FloatArray:
    """Largest utility by group and start value (overwritten); 0 where nothing is on offer."""
    with np.errstate(invalid="ignore"):  # a NaN is told below, in words
        np.maximum.at(best, group, utility)
    if not (best < np.inf).all():
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


def _nests(
    utility: FloatArray, nest: IntArray, nests: int, scale: float, variety: float
) -> tuple[FloatArray, IntArray, FloatArray, FloatArray]:
    """Inclusive value, count, relative weights and their sums; see `nested_logit`."""
    _check_scale(scale)
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
    return value, count, weight, total


def _check_scale(scale: float) -> None:
    if not 0.0 < scale < np.inf:
        raise ValueError("nest scale must be above 0")
