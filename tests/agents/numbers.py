"""Numbers as rules meet them: zero, or large enough that no product of a few is lost to rounding.

Rooms that compute raise on underflow, so subnormal numbers would test NumPy and not the rules.
"""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

ROWS = 4
SMALLEST = 1e-9


def number(low: float, high: float) -> st.SearchStrategy[float]:
    """A float from ``low`` to ``high`` that is 0, or at least ``SMALLEST`` in size."""
    return st.floats(low, high).map(lambda x: x if abs(x) >= SMALLEST else max(low, 0.0))


def rows(low: float, high: float, shape: int | tuple[int, ...] = ROWS):
    """Arrays of such numbers."""
    return hnp.arrays(np.float64, shape, elements=number(low, high))


def array(*values: float) -> np.ndarray:
    """The values as an array of floats."""
    return np.array(values, dtype=np.float64)
