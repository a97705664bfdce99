"""Sums and counts by group code, typed: the stubs of `np.bincount` promise integers only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def sum_by(
    group: NDArray[np.int64], amount: NDArray[np.float64], groups: int
) -> NDArray[np.float64]:
    """Sum of `amount` (rows,) by code in 0..groups-1, in the order of rows; (groups,) back.

    Raises ValueError for a negative code.
    """
    found = np.bincount(group, amount, groups)
    return found.astype(np.float64, copy=False)  # of no rows at all it counts in integers


def count_by(group: NDArray[np.int64], groups: int) -> NDArray[np.int64]:
    """Number of rows by code in 0..groups-1; (groups,) back. ValueError for a negative code."""
    return np.bincount(group, minlength=groups)


def sum_rows_by(
    group: NDArray[np.int64], amounts: NDArray[np.float64], groups: int
) -> NDArray[np.float64]:
    """`sum_by` for every column of `amounts` (rows, width); (groups, width) back."""
    found = np.empty((groups, amounts.shape[1]))
    for column in range(amounts.shape[1]):
        found[:, column] = np.bincount(group, amounts[:, column], groups)
    return found
