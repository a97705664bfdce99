"""Single draws, looked up by luck id, and counts by inversion."""

from __future__ import annotations

from math import exp

import numpy as np

from engine.draws import Decision, Draws


class Luck:
    """Draws of one seed, as plain numbers."""

    def __init__(self, draws: Draws, lanes: int) -> None:
        self.draws = draws
        self.lanes = np.arange(lanes)

    def uniforms(self, decision: Decision, quarter: int) -> list[float]:
        """One uniform for every luck id."""
        return self.draws.uniform(decision, quarter, self.lanes).tolist()

    def exponentials(self, decision: Decision, quarter: int) -> list[float]:
        """One standard exponential for every luck id."""
        return self.draws.exponential(decision, quarter, self.lanes).tolist()

    def normal_of(self, decision: Decision, lane: int, ordinal: int) -> float:
        """The standard normal of (luck id, ordinal)."""
        return float(self.draws.normal_pair(decision, np.array([lane]), np.array([ordinal]))[0])

    def uniform_of(self, decision: Decision, lane: int, ordinal: int) -> float:
        """The uniform of (luck id, ordinal)."""
        return float(self.draws.uniform_pair(decision, np.array([lane]), np.array([ordinal]))[0])


def poisson(mean: float, uniform: float) -> int:
    """The least k with uniform < F(k; mean)."""
    count = 0
    term = below = exp(-mean)
    # Terms beyond the mean that add nothing end the sum where rounding keeps F under one.
    while uniform >= below and (term > 1e-17 or count < mean):
        count += 1
        term *= mean / count
        below += term
    return count
