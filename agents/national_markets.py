"""The national markets of a world, as a run reads them: by quarter and market."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class NationalMarkets:
    """National paths by quarter from the city's first, and by use; the same under every plan.

    ``follows`` the uses that follow a path, ``(k,)``. ``units`` sold at home in the quarter, and
    ``trend`` the same without seasons, by the start's quarter = 1; ``exports`` a factor on markets
    abroad; ``rivals`` ln of the outside makers' strength; ``growth`` a year that entrants expect:
    all ``(quarters, uses)``. ``in_money``: the path counts money, so that units follow by price;
    ``city_part`` of the start's units at home, ``(uses,)`` each. A use without a path has 0 units,
    1 for factors.
    """

    follows: NDArray[np.int64]
    units: Floats
    trend: Floats
    exports: Floats
    rivals: Floats
    growth: Floats
    in_money: NDArray[np.bool_]
    city_part: Floats
    reference_plan: str
    """The plan that the paths contain already; empty where there are none."""

    def place(self, quarter: int) -> int:
        """The row of a quarter, counted from the city's first; beyond the last it stays there."""
        return min(quarter, len(self.units) - 1)

    @classmethod
    def none(cls, quarters: int, uses: int) -> NationalMarkets:
        """Of a city without national paths."""
        ones, zeros = np.ones((quarters, uses)), np.zeros((quarters, uses))
        flags, part = np.zeros(uses, dtype=bool), np.zeros(uses)
        no_use = np.zeros(0, dtype=np.int64)
        return cls(no_use, zeros, ones, ones, zeros, zeros, flags, part, "")
