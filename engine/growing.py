"""Arrays kept beside a table whose rows may have become more since."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def grown(values: NDArray[Any], rows: int) -> NDArray[Any]:
    """A copy of ``values`` (n,) with ``rows`` ≥ n entries; those of newer rows are zero."""
    found = np.zeros(rows, values.dtype)
    found[: len(values)] = values
    return found
