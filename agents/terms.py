"""The named values that policy bends. Rules read them and never learn who changed them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass
class Terms:
    """Made neutral at the start of every quarter, then bent by the instruments in force.

    Attributes:
        rd_subsidy: share of reported R&D that a government refunds, per firm, shape ``(firms,)``.
        rent_discount: share of the list rent that a tenant does not bear, per park ``(parks,)``.
    """

    rd_subsidy: Floats = field(default_factory=lambda: np.zeros(0))
    rent_discount: Floats = field(default_factory=lambda: np.zeros(0))

    @staticmethod
    def neutral(firms: int, parks: int) -> Terms:
        """Terms under which no policy acts."""
        return Terms(rd_subsidy=np.zeros(firms), rent_discount=np.zeros(parks))
