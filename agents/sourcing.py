"""Where the city's plants buy components: in the city, elsewhere at home, or abroad."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def target(start: Floats, ln_price: Floats, shift: Floats, substitution: float) -> Floats:
    """CES shares of expenditure by origin, in calibrated-share form.

    s_k ∝ s⁰_k·exp(shift_k)·r_k^(1−σ), r the quality-adjusted price p/q against the start's and
    ``ln_price`` its log (Arrow et al. 1961; Armington 1969 for origins). All (uses, classes, 3);
    rows of ``start`` add up to 1. At σ = 1 prices move no share, what is 0 at the start stays 0.
    """
    pull = (1.0 - substitution) * ln_price + shift
    weight = start * np.exp(pull - pull.max(axis=-1, keepdims=True))
    found: Floats = weight / weight.sum(axis=-1, keepdims=True)
    return found


def moved(share: Floats, aim: Floats, speed: float) -> Floats:
    """s' = s + v(s* − s): a change of supplier takes time (assumed), v a quarter. Adds up to 1."""
    found: Floats = share + speed * (aim - share)
    return found


def localisation(
    volume: Floats,
    volume_start: Floats,
    *,
    reference: float,
    volume_weight: float,
    mass: Floats,
    mass_weight: float,
) -> Floats:
    """Shift of ln weight towards the city, (uses, classes).

    θ_v·ln[(1 + V/V̄)/(1 + V⁰/V̄)] + θ_m·ln m. V is what the plants of a use buy of a class in a
    year, million yuan at the start's prices, V̄ the volume from which a supplier's plant nearby
    pays; m (classes,) is the jobs of the city's suppliers against the start's. Large buyers call
    their suppliers near, small ones don't (form and weights assumed).
    """
    scale = np.log1p(volume / reference) - np.log1p(volume_start / reference)
    found: Floats = volume_weight * scale + mass_weight * np.log(mass)
    return found


def expected_risk(before: Floats, ln_risk: Floats, memory: float) -> Floats:
    """Adaptive: e' = e + m(ln f − e), f ≥ 1 the import risk in force; (classes,)."""
    found: Floats = before + memory * (ln_risk - before)
    return found


def material_price(need: Floats, share: Floats, ln_price: Floats) -> Floats:
    """Price of a use's materials against makers' at home: exp Σ_c n_c Σ_k s_k ln r_k, (uses,).

    ``need`` n (uses, classes) is the part of a class in materials; to first order the CES index
    (Törnqvist), and without the fall that a mere shift of tastes would bring to it.
    """
    found: Floats = np.exp((need * (share * ln_price).sum(axis=-1)).sum(axis=-1))
    return found


def delivered(need: Floats, imported: Floats, ln_risk: Floats, exponent: float) -> Floats:
    """Part of capacity that has its parts: 1 − max_c s_import·(1 − f^−x), (uses,).

    The scarcest class binds (Leontief within a quarter); only classes with a need count.
    ``imported`` (uses, classes) is the share from abroad.
    """
    missing = imported * -np.expm1(-exponent * ln_risk)
    found: Floats = 1.0 - np.where(need > 0.0, missing, 0.0).max(axis=-1, initial=0.0)
    return found


def growth_limit(limit: float, backed: float, city: Floats, total: Floats) -> Floats:
    """Most growth of a supplier's capacity in a quarter: g + b·(part asked for by the city).

    Plants that call a supplier near order for years, and their orders back its plant; ``city``
    and ``total`` are units asked for, (lines,).
    """
    part = np.divide(city, total, out=np.zeros_like(total), where=total > 0.0)
    found: Floats = limit + backed * part
    return found


def demand_pull(local: Floats, local_start: Floats, exponent: float) -> Floats:
    """Factor on suppliers' innovations by what the city's plants buy of them: (L/L⁰)^φ.

    1 where they bought nothing at the start; (classes,).
    """
    known = (local_start > 0.0) & (local > 0.0)
    ratio = np.divide(local, local_start, out=np.ones_like(local), where=known)
    found: Floats = ratio**exponent
    return found
