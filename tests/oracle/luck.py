"""Single draws, looked up by luck id, and counts by inversion."""

from __future__ import annotations

from collections.abc import Callable
from math import exp

import numpy as np

from engine.draws import Decision, Draws


class Luck:
    """Draws of one seed, as plain numbers."""

    def __init__(self, draws: Draws) -> None:
        self.draws = draws

    def uniforms(self, decision: Decision, quarter: int, lanes: list[int]) -> dict[int, float]:
        """One uniform by luck id."""
        found = self.draws.uniform(decision, quarter, np.array(lanes))
        return dict(zip(lanes, found.tolist(), strict=True))

    def of(self, decision: Decision, quarter: int) -> Callable[[int, int], list[float]]:
        """Uniforms of the quarter for a luck id: of its first alternatives, so many."""

        def draw(lane: int, count: int) -> list[float]:
            return self.draws.uniform_matrix(decision, quarter, np.array([lane]), count)[0].tolist()

        return draw

    def normals_of(self, decision: Decision, lanes: list[int], ordinals: list[int]) -> list[float]:
        """One standard normal for each (luck id, ordinal)."""
        return self.draws.normal_pair(decision, np.array(lanes), np.array(ordinals)).tolist()

    def uniforms_of(self, decision: Decision, lanes: list[int], ordinals: list[int]) -> list[float]:
        """One uniform for each (luck id, ordinal)."""
        return self.draws.uniform_pair(decision, np.array(lanes), np.array(ordinals)).tolist()


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
