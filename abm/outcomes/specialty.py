"""How many parks stand out in one target segment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from abm.outcomes.definitions import Definitions, SpecialtyPark, by_level
from abm.outcomes.outcome import Named, Outcome
from agents import kinds
from agents.city import City
from agents.world import World
from engine.groups import count_by
from engine.memory import added

Floats = NDArray[np.float64]


def columns(city: City) -> tuple[str, ...]:
    return (*by_level("specialty_parks"), "park_gini", "park_dissimilarity")


@dataclass(frozen=True)
class Profile:
    """What the test of a park looks at, shape ``(parks,)`` each.

    ``focus`` is the target segment with most jobs, ``share`` p its part of the park's jobs,
    ``odds`` the quotient [p/(1−p)] / [P/(1−P)] against its part P of the city's, ``tenants`` the
    firms of that segment, ``output`` all firms' output of four quarters, ``segment_output`` the
    city's in that segment, million yuan.
    """

    focus: NDArray[np.int64]
    share: Floats
    odds: Floats
    tenants: NDArray[np.int64]
    output: Floats
    segment_output: Floats


def profile(world: World) -> Profile:
    """Every park's profile this quarter."""
    jobs = world.jobs_by_place
    target = np.flatnonzero(world.segments.is_target)
    focus = target[np.argmax(jobs[target], axis=0)]
    here = np.arange(len(world.parks))
    total = jobs.sum(axis=0)
    share = np.divide(jobs[focus, here], total, out=np.zeros(len(here)), where=total > 0.0)
    city = jobs.sum(axis=1) / max(float(jobs.sum()), 1e-9)
    tiny = 1e-9
    odds = (share / np.maximum(1.0 - share, tiny)) / np.maximum(
        city[focus] / np.maximum(1.0 - city[focus], tiny), tiny
    )
    firms = world.firms
    live = firms.live
    size = len(world.segments)
    tenants = count_by(firms.hq[live] * size + firms.segment[live], len(here) * size)
    return Profile(
        focus=focus,
        share=share,
        odds=odds,
        tenants=tenants.reshape(len(here), size)[here, focus],
        output=added(world.parks.output_year),
        segment_output=added(world.segments.output_year)[focus],
    )


def qualifies(world: World, x: Profile, d: SpecialtyPark) -> NDArray[np.bool_]:
    """Which parks pass this quarter, ``(parks,)``, or ``(levels, parks)`` for stacked levels.

    Remainders of districts are no parks.
    """
    needed = np.maximum(d.output_floor, np.minimum(d.output_cap, d.output_share * x.segment_output))
    passed: NDArray[np.bool_] = (
        (world.parks.kind != kinds.REMAINDER)
        & (x.share >= d.job_share)
        & (x.odds >= d.odds_quotient)
        & (x.tenants >= d.tenants)
        & (x.output >= needed)
    )
    return passed


def reckon(world: World, definitions: Definitions) -> None:
    """Write how long every park has passed, and which count, now and, until then, at the policy
    start."""
    parks = world.parks
    found, d = profile(world), definitions.specialty_parks.stacked
    passed = qualifies(world, found, d)
    streak = np.where(passed, parks.special_quarters.T + 1, 0)
    special = streak >= d.quarters
    parks.special_quarters = streak.T
    parks.special = special.T
    parks.specialty = np.where(special[0], found.focus, -1)
    if world.quarter < world.city.policy_start:
        parks.special_at_start = parks.special


def measure(world: World, definitions: Definitions) -> list[float]:
    """Parks that have passed for the asked number of quarters; Gini of jobs over parks, and how
    far the target segments keep apart."""
    counts = world.parks.special.sum(axis=0).astype(np.float64).tolist()
    named = world.parks.alive & (world.parks.kind != kinds.REMAINDER)
    jobs = world.jobs_by_place
    apart = dissimilarity(jobs[world.segments.is_target], jobs.sum(axis=0))
    return [*counts, gini(jobs.sum(axis=0)[named]), apart]


def dissimilarity(jobs: Floats, total: Floats) -> float:
    """Part of a segment's jobs that would have to move for it to be spread as all jobs are.

    Σ_s w_s·½ Σ_p |x_sp/x_s − x_p/x|, w by jobs; ``jobs`` (segments, parks) and ``total`` (parks,).
    0: segments are mixed everywhere as in the city. Source: Duncan and Duncan (1955).
    """
    size = jobs.sum(axis=1)
    everybody, mine = float(total.sum()), float(size.sum())
    if everybody <= 0.0 or mine <= 0.0:
        return 0.0
    spread = jobs / np.maximum(size, 1e-12)[:, None]
    gap = 0.5 * np.abs(spread - total / everybody).sum(axis=1)
    return float((size * gap).sum()) / mine


def gini(values: NDArray[np.float64]) -> float:
    """Gini coefficient of non-negative values, 0 for an equal or empty spread."""
    total = float(values.sum())
    if len(values) == 0 or total <= 0.0:
        return 0.0
    rank = np.arange(1, len(values) + 1)
    ordered = np.sort(values, kind="stable")
    return float(
        2.0 * (rank * ordered).sum() / (len(values) * total) - (len(values) + 1) / len(values)
    )


SPECIALTY = Outcome(
    key="specialty_parks",
    name_zh="特色产业园区",
    name_en="Specialty parks",
    unit="parks",
    help_zh="连续四个季度在某一目标领域的就业占比、区位优势、企业数和产值均达标的园区。",
    help_en="Parks where one target segment has, for four quarters, the asked share of jobs, "
    "odds against the city, tenants and output.",
    columns=columns,
    measure=measure,
    also=(
        Named("park_gini", "园区就业基尼系数", "Gini of jobs over parks", "0–1"),
        Named("park_dissimilarity", "领域空间分异指数", "How far segments keep apart", "0–1"),
    ),
)
