"""The price level by which thresholds in money are kept at the prices of one year."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.world import World
from engine.calendar import QUARTERS_PER_YEAR

Floats = NDArray[np.float64]


def prices_since(world: World, year: NDArray[Any] | int | None) -> Floats:
    """Prices of the four quarters up to now by those of a calendar year: e^(π·t), any shape.

    π is the growth of prices a year that the model has for materials, t the years from the end of
    ``year``; None asks for no year and gives 1.
    """
    end = np.asarray(year, dtype=np.float64) * QUARTERS_PER_YEAR + QUARTERS_PER_YEAR - 1
    years = (world.quarter - end) / QUARTERS_PER_YEAR
    level = np.exp(world.parameters.price.input_inflation * np.where(np.isnan(years), 0.0, years))
    found: Floats = level
    return found
