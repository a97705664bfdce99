"""When plants that stand idle are closed for good."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


def idle_quarters(before: Codes, wanted: Floats, capacity: Floats, least: float) -> Codes:
    """Quarters in a row in which a plant was wanted for less than ``least`` of what it can make.

    ``wanted`` and ``capacity`` in units a quarter, (lines,).
    """
    found: Codes = np.where(wanted < least * capacity, before + 1, 0)
    return found


def kept(capacity: Floats, wanted: Floats, idle: Codes, patience: float) -> Floats:
    """Capacity that is left: what is ``wanted`` where a plant stood idle for ``patience`` quarters.

    The halls beyond it are closed for good: who wants them back builds new ones. That a plant is
    closed only after a while, and not opened again when orders return, is what sunk cost and doubt
    make best (Dixit 1989); the rule of thumb is assumed. (lines,).
    """
    found: Floats = np.where(idle >= patience, np.minimum(wanted, capacity), capacity)
    return found
