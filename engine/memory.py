"""Short memories: columns of a few quarters, the latest first."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def push(past: NDArray[Any], now: Any) -> None:
    """Put ``now`` (rows,) in front of ``past`` (rows, width), in place; the oldest falls out."""
    past[:, 1:] = past[:, :-1].copy()
    past[:, 0] = now


def added(past: NDArray[np.float64], count: int | None = None, first: int = 0) -> NDArray[Any]:
    """Sum of ``count`` columns (all by default) from ``first`` on, shape ``(rows,)``.

    Column after column: NumPy's own sum along a short last axis takes four times as long.
    """
    last = past.shape[1] if count is None else first + count
    total = past[:, first].copy()
    for column in range(first + 1, last):
        total += past[:, column]
    return total
