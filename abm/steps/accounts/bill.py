"""The bill for what was made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Bill:
    """Cost of the quarter's production by firm, million yuan, ``(firms,)`` each.

    ``labour``, ``energy`` and ``material`` are those of plants in the city; ``outside`` is all cost
    of goods made outside. ``line_material`` is the material by line, ``(lines,)``.
    """

    labour: Floats
    energy: Floats
    material: Floats
    outside: Floats
    line_material: Floats
