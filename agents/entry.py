"""Birth rates and the fixed lists of candidates that keep luck with an identity."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


LEAST_MULTIPLE = 4.0
"""A list holds at least so many times the base rate."""

STRIDE = 65_537
"""Lanes kept for one list, whatever its length, so that no length moves another's lanes (prime:
lanes are also read modulo small numbers)."""


class CandidatesExhausted(RuntimeError):
    """More entrants wanted than the list of candidates holds."""


def entry_rate(
    base: Floats,
    growth: Floats,
    *,
    firms: Floats,
    firms_start: Floats,
    response: float,
    crowd: float,
    bound: float,
) -> Floats:
    """Entrants a quarter by segment: base·exp(a·g)·(1 + n₀/n*)/(1 + n/n*), n* = c·n₀.

    ``growth`` g is the expected yearly growth of the segment's market, within ± ``bound``;
    ``crowd`` c.
    """
    reference = np.maximum(crowd * firms_start, 1.0)
    found: Floats = (
        base
        * np.exp(response * np.clip(growth, -bound, bound))
        * (1.0 + firms_start / reference)
        / (1.0 + firms / reference)
    )
    return found


def appeal_of_city(appeal: Floats) -> Floats:
    """L_s = ln Σ_p e^(V_sp), (segments,): what all places together are worth to a newcomer.

    ``appeal`` V (segments, places); −inf is no place. The inclusive value of a logit (McFadden
    1978).
    """
    best = appeal.max(axis=1)
    found: Floats = best + np.log(np.exp(appeal - best[:, None]).sum(axis=1))
    return found


def pull_of_places(worth: Floats, worth_start: Floats, response: float, bound: float) -> Floats:
    """Factor on entry by what the city's places are worth: e^{ψ·clip(L − L⁰, ±b)}, (segments,).

    Without it whatever makes parks better only moves who would have come anyway. ψ = ``response``.
    Form assumed.
    """
    found: Floats = np.exp(response * np.clip(worth - worth_start, -bound, bound))
    return found


def spinoff_rate(base: Floats, engineers: Floats, engineers_start: Floats, most: float) -> Floats:
    """Spin-offs a quarter by segment: base·min(E/E₀, ``most``)^½ (after Klepper 2007: parents'
    knowledge breeds them). The bound keeps the list of candidates finite."""
    ratio = engineers / np.maximum(engineers_start, 1.0)
    found: Floats = base * np.sqrt(np.minimum(ratio, most))
    return found


def heavy_tailed(normal: Floats, tail: Floats) -> Floats:
    """A newcomer's size at birth by the median of its kind: X = [Φ(z)/Φ(−z)]^(1/α).

    Log-logistic: a body as a lognormal of sd π/(√3·α) has it, and P(X > x) = 1/(1 + x^α), a Pareto
    tail of exponent ``tail`` α by origin. ``normal`` z is the newcomer's standard normal luck, cut
    by the caller, shape of both.
    """
    found: Floats = np.exp((log_ndtr(normal) - log_ndtr(-normal)) / tail)
    return found


@dataclass(frozen=True)
class CandidateLists:
    """Lanes reserved for those who may enter: per quarter, ``places[c, s]`` for each channel and
    segment; channel 0 startups, 1 spin-offs, 2 mobile investment projects.

    A candidate's lane follows from the quarter, its channel, segment and place in the list, so
    that neither anybody's entry nor the length of a list moves another's luck. ``first`` is the
    first lane after the initial firms.
    """

    first: int
    places: Codes

    @cached_property
    def per_quarter(self) -> int:
        """Lanes that one quarter takes."""
        return self.places.size * STRIDE

    @cached_property
    def _channels(self) -> list[tuple[Codes, Codes, Codes]]:
        """For each channel the lanes of quarter zero, segments and places in the list."""
        found = []
        for channel, count in enumerate(self.places):
            segment = np.repeat(np.arange(len(count)), count)
            place = np.arange(len(segment)) - np.repeat(np.cumsum(count) - count, count)
            of = channel * len(count) + segment
            lists = (self.first + of * STRIDE + place, segment, place)
            for array in lists:  # handed out as they are, every quarter
                array.setflags(write=False)
            found.append(lists)
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


def largest_startup_factor(
    response: float, crowd: float, bound: float, venture: float, leaders: float, places: float = 1.0
) -> float:
    """Most startups by the base rate: e^(a·g)·(1 + 1/c)·v·l·p, as no rule goes beyond.

    ``response`` a, ``crowd`` c and ``bound`` g of ``entry_rate``, ``venture`` v, ``leaders`` l and
    ``places`` p the bounds of the factors for the flow of venture money, for leaders near and for
    what places are worth.
    """
    return float(np.exp(bound * response) * (1.0 + 1.0 / crowd) * venture * leaders * places)


def candidate_lists(first: int, base: Floats, largest: Floats) -> CandidateLists:
    """Lists that hold the most who may ever enter by the base rates ``(channels, segments)``.

    ``largest`` (channels,) is the most by the base rate; at least LEAST_MULTIPLE times that rate,
    and four places where anyone may enter. Raises ValueError for a list beyond STRIDE.
    """
    multiple = np.maximum(largest * (1.0 + 1e-9), LEAST_MULTIPLE)[:, None]
    places = np.where(base > 0.0, np.maximum(4, np.ceil(multiple * base)), 0).astype(np.int64)
    if places.max(initial=0) > STRIDE:
        raise ValueError(f"{places.max()} candidates of a segment in a quarter: at most {STRIDE}")
    places.setflags(write=False)
    return CandidateLists(first, places)
