"""Birth rates and the fixed lists of candidates that keep luck with an identity."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

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


def spinoff_rate(base: Floats, engineers: Floats, engineers_start: Floats) -> Floats:
    """Spin-offs a quarter by segment: base·min(E/E₀, 9)^½ (after Klepper 2007: parents' knowledge
    breeds them). The bound keeps the list of candidates finite."""
    ratio = engineers / np.maximum(engineers_start, 1.0)
    found: Floats = base * np.sqrt(np.minimum(ratio, 9.0))
    return found


@dataclass(frozen=True)
class CandidateLists:
    """Lanes reserved for those who may enter: per quarter, ``places[c, s]`` for each channel and
    segment; channel 0 startups, 1 spin-offs, 2 mobile investment projects.

    A candidate's lane follows from the quarter, its channel, segment and place in the list, so
    that nobody's entry moves another's luck. ``first`` is the first lane after the initial firms.
    """

    first: int
    places: Codes

    @cached_property
    def per_quarter(self) -> int:
        """Lanes that one quarter takes."""
        return int(self.places.sum())

    @cached_property
    def _channels(self) -> list[tuple[Codes, Codes, Codes]]:
        """For each channel the lanes of quarter zero, segments and places in the list."""
        found, first = [], self.first
        for count in self.places:
            size = int(count.sum())
            segment = np.repeat(np.arange(len(count)), count)
            place = np.arange(size) - np.repeat(np.cumsum(count) - count, count)
            found.append((first + np.arange(size), segment, place))
            first += size
        return found

    def of(self, quarter: int, channel: int) -> tuple[Codes, Codes, Codes]:
        """Lanes, segments and places in the list of a quarter's candidates (0 the first)."""
        lanes, segment, place = self._channels[channel]
        return lanes + quarter * self.per_quarter, segment, place

    def active(
        self, channel: int, rate: Floats, segment: Codes, uniform: Floats
    ) -> NDArray[np.bool_]:
        """A candidate enters iff u < rate/places. Raises CandidatesExhausted when rate > places."""
        places = self.places[channel]
        short = rate > places
        if short.any():
            code = int(np.flatnonzero(short)[0])
            raise CandidatesExhausted(
                f"segment {code}: {rate[code]:.2f} entrants a quarter expected, "
                f"the list holds {places[code]}"
            )
        chance = rate / np.maximum(places, 1)
        found: NDArray[np.bool_] = uniform < chance[segment]
        return found


def candidate_lists(first: int, base: Floats, multiple: float) -> CandidateLists:
    """Lists of ``multiple`` times the base rates ``(channels, segments)``, at least four places
    where anyone may enter."""
    places = np.where(base > 0.0, np.maximum(4, np.ceil(multiple * base)), 0).astype(np.int64)
    return CandidateLists(first, places)
