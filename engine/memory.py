"""Short memories: columns of a few quarters, the latest first."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def push(past: NDArray[Any], now: Any) -> None:
    """Put ``now`` (rows,) in front of ``past`` (rows, width), in place; the oldest falls out."""
    quarters = past.T  # one quarter after the other in memory
    quarters[1:] = quarters[:-1]
    quarters[0] = now


def added(past: NDArray[np.float64], count: int | None = None, first: int = 0) -> NDArray[Any]:
    """Sum of ``count`` columns (all by default) from ``first`` on, shape ``(rows,)``.

    Always column after column: where a row's numbers are neighbours in memory NumPy's own sum
    takes ten times as long.
    """
    last = past.shape[1] if count is None else first + count
    if past.strides[0] < past.strides[1]:
        found: NDArray[Any] = np.add.reduce(past[:, first:last], axis=1)
        return found
    total = past[:, first].copy()
    for column in range(first + 1, last):
        total += past[:, column]
    return total
