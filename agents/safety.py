"""Incidents of devices that need a permit, and the trust that they cost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def incident_rate(
    units: Floats,
    reference: Floats,
    *,
    cumulated: Floats,
    supervision: Floats,
    hazard: float,
    settling: float,
) -> Floats:
    """Mean number of incidents in a quarter: λ = h·√(n/n₀)/(1 + N/(u·n₀))·(1 − s).

    Of units n put to use in the city this quarter, n₀ at the start, N since the start; ``settling``
    u in quarters of the start's deployment, after which experience has halved the rate; s in [0, 1]
    is supervision. Zero where n₀ is. Shape ``(segments,)``. Form and numbers assumed.
    """
    known = reference > 0.0
    base = np.where(known, reference, 1.0)
    found: Floats = np.where(
        known,
        hazard
        * np.sqrt(units / base)
        / (1.0 + cumulated / (settling * base))
        * (1.0 - supervision),
        0.0,
    )
    return found


def strikes(rate: Floats, uniform: Floats) -> Flags:
    """Whether at least one incident of a Poisson count happens: u < 1 − e^−λ; one a quarter."""
    found: Flags = uniform < -np.expm1(-rate)
    return found


def trust(before: Floats, struck: Flags, drop: float, recovery: float) -> Floats:
    """T' = T + ρ·(1 − T) − δ·T·incident, in [0, 1]: a part of the gap heals in a quarter."""
    found: Floats = before + recovery * (1.0 - before) - drop * before * struck
    return np.clip(found, 0.0, 1.0)
