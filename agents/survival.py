"""When owners close a firm that could go on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def closing(
    lead: Floats,
    size: Floats,
    *,
    base: float,
    selection: float,
    size_effect: float,
    reference: float,
) -> Floats:
    """Chance a quarter that owners give up a firm that sells and is not short of cash, (firms,).

    1 − exp(−h), h = h₀·e^(−θ·lead)·max(1, S/S₀)^(−φ): ``lead`` is ln(technology / best practice of
    its market), ``size`` S a year's sales and ``reference`` S₀ those of a firm that has just grown
    out of being a startup; ``base`` h₀ holds for such a firm at best practice. That the less
    productive go is selection (Jovanovic 1982, Hopenhayn 1992; θ after Foster, Haltiwanger and
    Syverson 2008), that large firms seldom do is published of all countries.
    """
    hazard = base * np.exp(-selection * lead) * np.maximum(1.0, size / reference) ** -size_effect
    found: Floats = -np.expm1(-hazard)
    return found
