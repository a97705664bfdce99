"""Birth rates and the fixed lists of candidates that keep luck with an identity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


class CandidatesExhausted(RuntimeError):
    """More entrants wanted than the list of candidates holds."""


def entry_rate(
    base: Floats, growth: Floats, firms: Floats, firms_start: Floats, response: float, crowd: float
) -> Floats:
    """Entrants a quarter by segment: base·exp(a·g)·(1 + n₀/n*)/(1 + n/n*), n* = c·n₀.

    ``growth`` g is the expected yearly growth of the segment's market, within ±.5; ``crowd`` c.
    """
    reference = np.maximum(crowd * firms_start, 1.0)
    found: Floats = (
        base
        * np.exp(response * np.clip(growth, -0.5, 0.5))
        * (1.0 + firms_start / reference)
        / (1.0 + firms / reference)
    )
    return found


@dataclass(frozen=True)
class CandidateLists:
    """Lanes reserved for those who may enter: per quarter, ``places[s]`` for each segment.

    A candidate's lane follows from the quarter, its segment and its place in the list, so that
    nobody's entry moves another's luck. ``first`` is the first lane after the initial firms.
    """

    first: int
    places: Codes

    @property
    def per_quarter(self) -> int:
        """Lanes that one quarter takes."""
        return int(self.places.sum())

    def of(self, quarter: int) -> tuple[Codes, Codes]:
        """Lanes and segments of the candidates of a quarter (0 the first), shape ``(B,)``."""
        lanes = self.first + quarter * self.per_quarter + np.arange(self.per_quarter)
        return lanes, np.repeat(np.arange(len(self.places)), self.places)

    def active(self, rate: Floats, segment: Codes, uniform: Floats) -> NDArray[np.bool_]:
        """A candidate enters iff u < rate/places. Raises CandidatesExhausted when rate > places."""
        short = rate > self.places
        if short.any():
            code = int(np.flatnonzero(short)[0])
            raise CandidatesExhausted(
                f"segment {code}: {rate[code]:.2f} entrants a quarter expected, "
                f"the list holds {self.places[code]}"
            )
        chance = rate / np.maximum(self.places, 1)
        found: NDArray[np.bool_] = uniform < chance[segment]
        return found


def candidate_lists(first: int, base: Floats, multiple: float) -> CandidateLists:
    """Lists of ``multiple`` times the base rate, at least four places where anyone may enter."""
    places = np.where(base > 0.0, np.maximum(4, np.ceil(multiple * base)), 0).astype(np.int64)
    return CandidateLists(first, places)
