"""What a failing firm is worth to a stronger one, and what the buyer learns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def worth_buying(year: Floats, least: float, lead: Floats, behind: float) -> Flags:
    """A year's revenue of at least ``least``, or technology within ``behind`` (ln) of the best.

    ``lead`` is ln(technology / best practice of its market), (firms,).
    """
    found: Flags = (year >= least) | (lead >= -behind)
    return found


def price(year: Floats, research: Floats, multiple: float) -> Floats:
    """Asking price, million yuan: multiple·(a year's revenue + a year's R&D)."""
    found: Floats = multiple * (np.maximum(year, 0.0) + np.maximum(research, 0.0))
    return found


def learned(own: Floats, bought: Floats, absorbed: float) -> Floats:
    """Rise of the buyer's ln technology: a·max(0, bought − own), both ln against best practice."""
    found: Floats = absorbed * np.maximum(0.0, bought - own)
    return found
