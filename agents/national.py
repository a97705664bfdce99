"""National markets as states of the world: paths that forecasters published, with their errors.

A path is a series' yearly values. Up to the cut they are facts, behind it the median of what was
published, moved by an error that is drawn once a world, the same under every plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtri

from engine.draws import Decision, Draws

Floats = NDArray[np.float64]
Lanes = NDArray[np.int64]

LASTING = Decision("world.lasting")
STEP = Decision("world.step")
PUBLISHERS = Decision("world.publishers")
TAIL = Decision("world.tail")

COMMON = "*"
"""The factor that all series share a little."""
OUTER = 0.9
"""Of worlds, those that are not beyond the low or high one."""
TENTH = float(ndtri(OUTER))


@dataclass(frozen=True)
class ErrorRule:
    """How forecasts err together, in time and in the tails.

    Args:
        lasting: ρ, part of an error's variance that is one growth error a world; the rest is a
            random walk. The standard deviation is s₁√h whatever ρ.
        freedom: degrees of freedom of the t distribution of all errors of a world together.
        across: correlation of series of different factors, or of none.
    """

    lasting: float
    freedom: float
    across: float


def lane_of(name: str) -> int:
    """The luck id of a series or factor: by its name, so that none moves another's luck."""
    return int.from_bytes(blake2b(name.encode(), digest_size=7).digest(), "little")


def pooled_spread(own: float, errors: Floats, years: Floats) -> float:
    """Mean of a series' own spread of a year and that of all goods as young or as mature as it.

    √(mean of e²/h) over the errors e (logs or logits) of forecasts h years ahead that were known at
    the cut, shape ``(errors,)``; own spread alone where none was known. Pooling by assumption: a
    series' own spread comes from very few errors.
    """
    if not len(errors):
        return own
    return 0.5 * (own + float(np.sqrt(np.mean(errors**2 / years))))


def horizons(years: NDArray[np.int64], cut: float) -> Floats:
    """Years from the cut (a calendar date as a number, 2022.5) to the middle of what is uncertain.

    0 for years that had ended; in the year of the cut half of what is left; else to mid-year.
    """
    found: Floats = np.where(years + 1.0 <= cut, 0.0, np.maximum(years + 0.5 - cut, 0.0))
    inside = (years < cut) & (cut < years + 1.0)
    return np.where(inside, 0.5 * (years + 1.0 - cut), found)


def errors(
    draws: Draws,
    names: Sequence[str],
    factors: Sequence[str],
    within: Floats,
    spread: Floats,
    publishers: Floats,
    ahead: Floats,
    years: NDArray[np.int64],
    rule: ErrorRule,
) -> Floats:
    """Errors of all series and years of one world, in logs or logits, ``(series, years)``.

    t·{s₁·[√ρ·√h·z + √(1−ρ)·W(h)] + σ·p·h/h_last}: z, p and the increments of the walk W are normal
    with the correlations of ``rule``; t = √((df−2)/χ²) is one draw a world. Keyed by series, factor
    and year: a series that is added moves no other.

    Args:
        names: of the series, ``(series,)``.
        factors: of each series, empty for none.
        within: correlation with the series of its factor, ``(series,)``; without one ``across``.
        spread: s₁, standard deviation of a year.
        publishers: σ, of publishers at the last year.
        ahead: h, years from the cut, from ``horizons``, ``(years,)``.
        years: calendar years.
        rule: how errors hang together.
    """
    gaps = np.diff(ahead, prepend=0.0)
    step = _together(draws, STEP, names, factors, within, rule, years)
    walk = np.cumsum(step * np.sqrt(np.maximum(gaps, 0.0)), axis=1)
    once = np.zeros(1, dtype=np.int64)
    z = _together(draws, LASTING, names, factors, within, rule, once)
    p = _together(draws, PUBLISHERS, names, factors, within, rule, once)
    own = np.sqrt(rule.lasting) * np.sqrt(ahead) * z + np.sqrt(1.0 - rule.lasting) * walk
    last = max(float(ahead.max(initial=0.0)), 1e-12)
    found: Floats = spread[:, None] * own + publishers[:, None] * p * (ahead / last)
    return _tail(draws, rule.freedom) * found


def _together(
    draws: Draws,
    decision: Decision,
    names: Sequence[str],
    factors: Sequence[str],
    within: Floats,
    rule: ErrorRule,
    ordinals: NDArray[np.int64],
) -> Floats:
    """Standard normal draws with the rule's correlations, ``(series, ordinals)``.

    √a·common + √(w−a)·factor + √(1−w)·own, a across and w within: so every draw has a name.
    """

    def of(keys: Sequence[str]) -> Floats:
        lanes = np.array([lane_of(key) for key in keys], dtype=np.int64)
        return draws.normal_pair(decision, lanes[:, None], ordinals[None, :])

    shared = shared_part(factors, within, rule)
    common, group, own = of([COMMON]), of([f"{COMMON}{f}" for f in factors]), of(names)
    found: Floats = (
        np.sqrt(rule.across) * common
        + np.sqrt(shared - rule.across)[:, None] * group
        + np.sqrt(1.0 - shared)[:, None] * own
    )
    return found


def shared_part(factors: Sequence[str], within: Floats, rule: ErrorRule) -> Floats:
    """Part of each series' variance that it shares with those of its factor, or with all."""
    has = np.array([bool(factor) for factor in factors])
    found: Floats = np.where(has, np.maximum(within, rule.across), rule.across)
    return found


def _tail(draws: Draws, freedom: float) -> float:
    """√((df−2)/χ²_df): unit variance of the t distribution that it makes of a normal one."""
    u = draws.uniform(TAIL, 0, np.zeros(1, dtype=np.int64))[0]
    chi2 = 2.0 * float(gammaincinv(0.5 * freedom, u + 2.0**-54))
    return float(np.sqrt((freedom - 2.0) / chi2))


def named_errors(sign: float, shared: Floats, deviation: Floats) -> Floats:
    """Errors of the low (sign −1) or high (+1) world: what series share, at its outer tenth.

    sign·1.28·√w·sd, w the part of a series' variance that it ``shared``: jointly by factor, since
    all series at their own tenth would be far rarer than one in ten. ``deviation`` (series, years).
    """
    found: Floats = sign * TENTH * np.sqrt(shared)[:, None] * deviation
    return found


def deviation(spread: Floats, publishers: Floats, ahead: Floats) -> Floats:
    """Standard deviation of ``errors``: √(s₁²h + (σh/h_last)²), ``(series, years)``."""
    last = max(float(ahead.max(initial=0.0)), 1e-12)
    found: Floats = np.hypot(spread[:, None] * np.sqrt(ahead), publishers[:, None] * ahead / last)
    return found


def moved(values: Floats, error: Floats, logit: NDArray[np.bool_]) -> Floats:
    """Values moved by an error in logs, or in logits for shares. ``(series, years)`` each."""
    up = np.exp(error)
    found: Floats = np.where(
        logit[:, None], values * up / (1.0 - values + values * up), values * up
    )
    return found


def in_year_of_cut(value: Floats, known: Floats, moved_value: Floats) -> Floats:
    """Only what is left of the year moves: known + (value − known)·moved/value, any shape.

    ``known`` is what was sold before the cut, in the units of ``value``.
    """
    found: Floats = known + (value - known) * moved_value / value
    return found


def share_in_year_of_cut(
    share: float,
    known: float,
    *,
    total: float,
    known_total: float,
    moved_total: float,
    error: float,
) -> float:
    """A share of the year of the cut, of which only what was left moves, in logits.

    The rest's share r = (s·N − s₁N₁)/(N − N₁), moved by ``error``; then (s₁N₁ + r'(N' − N₁))/N'.
    ``share`` s of ``total`` N as forecast, ``known`` s₁ of ``known_total`` N₁ before the cut, and
    N' the year's total in this world, above N₁.
    """
    rest = (share * total - known * known_total) / (total - known_total)
    odds = rest / (1.0 - rest) * float(np.exp(error))
    left = moved_total - known_total
    return (known * known_total + odds / (1.0 + odds) * left) / moved_total


def by_quarter(annual: Floats, factor: Floats) -> Floats:
    """Quarters of yearly sales, ``(series, 4·years)``; each year's quarters add up to its value.

    Weights follow the logarithm of the yearly values between mid-years (at the ends with the growth
    of the next pair), times ``factor`` (series, 4·years): seasons and what is known of a quarter.
    """
    count = annual.shape[1]
    log = np.log(np.maximum(annual, 1e-300))
    if count > 1:
        ends = (2.0 * log[:, :1] - log[:, 1:2], 2.0 * log[:, -1:] - log[:, -2:-1])
    else:
        ends = (log, log)
    padded = np.concatenate([ends[0], log, ends[1]], axis=1)
    place = np.arange(4 * count) / 4.0 + 0.125 - 0.5 + 1.0
    left = np.minimum(np.floor(place).astype(np.int64), count)
    part = place - left
    weight = np.exp(padded[:, left] * (1.0 - part) + padded[:, left + 1] * part) * factor
    total = weight.reshape(len(annual), count, 4).sum(axis=2)
    found: Floats = weight * np.repeat(annual / total, 4, axis=1)
    return found
