"""What is believed of a parameter that is not known: its range about its value."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def split_uniform(u: Floats, low: Floats, value: Floats, high: Floats) -> Floats:
    """Values at the quantiles ``u`` of [0, 1) of a prior with its median at ``value``.

    Half of the probability lies evenly between ``low`` and ``value``, half evenly between ``value``
    and ``high``: the ends of a range are no less likely than what is near the value, since people
    give ranges too narrow (Lichtenstein, Fischhoff and Phillips 1982). Where the value is an end of
    its range, half of the draws are the value itself. All of one shape, in the parameter's unit.
    Source: assumed form; two-piece uniform as in elicitation of a median and a range (O'Hagan et
    al. 2006).
    """
    below = low + 2.0 * u * (value - low)
    above = value + (2.0 * u - 1.0) * (high - value)
    return np.clip(np.where(u < 0.5, below, above), low, high)
