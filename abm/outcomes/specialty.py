"""How many parks stand out in one target segment and its suppliers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from abm.outcomes.definitions import Definitions, SpecialtyPark, by_level
from abm.outcomes.outcome import Named, Outcome, since_start
from abm.outcomes.prices import prices_since
from agents import kinds
from agents.city import City
from agents.parks import chains
from agents.world import World
from engine.groups import count_by
from engine.memory import added

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def columns(city: City) -> tuple[str, ...]:
    return (
        *by_level("specialty_parks"),
        "specialty_parks_start",
        "specialty_parks_lost",
        "specialty_parks_emerged",
        "specialty_parks_designated",
        "specialty_parks_designated_start",
        "park_gini",
        "park_dissimilarity",
    )


@dataclass(frozen=True)
class Profile:
    """What the test of a park looks at, shape ``(parks,)`` each.

    ``focus`` is the target segment with most jobs, ``share`` p its part of the park's jobs,
    ``odds`` the quotient [p/(1−p)] / [P/(1−P)] against its part P of the city's. ``tenants`` are
    headquarters and plants of that segment and of the component classes that sell to it, each firm
    once; ``output`` what they made there in four quarters, ``segment_output`` what the city's
    segment did, million yuan.
    """

    focus: NDArray[np.int64]
    share: Floats
    odds: Floats
    tenants: NDArray[np.int64]
    output: Floats
    segment_output: Floats


def tenants_by_segment(world: World) -> NDArray[np.int64]:
    """Firms of each segment with headquarters or a plant in each park, (segments, parks)."""
    firms, places, size = world.firms, len(world.parks), len(world.segments)
    live = firms.live
    home, plant, segment = firms.hq[live], firms.plant[live], firms.segment[live]
    apart = (plant >= 0) & (plant != home)
    place = np.concatenate([home, plant[apart]])
    code = np.concatenate([segment, segment[apart]]) * places + place
    return count_by(code, size * places).reshape(size, places)


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
    chain = chains(world.static.component_need, world.segments.is_component)[focus].T
    made = world.output_by_place.sum(axis=0)
    return Profile(
        focus=focus,
        share=share,
        odds=odds,
        tenants=np.where(chain, tenants_by_segment(world), 0).sum(axis=0),
        output=np.where(chain, made, 0.0).sum(axis=0),
        segment_output=added(world.segments.output_year)[focus],
    )


def qualifies(world: World, x: Profile, d: SpecialtyPark) -> Flags:
    """Which parks pass this quarter, ``(parks,)``, or ``(levels, parks)`` for stacked levels.

    Remainders of districts are no parks.
    """
    least = d.output_floor * prices_since(world, d.prices_of)
    needed = np.maximum(least, np.minimum(d.output_cap, d.output_share * x.segment_output))
    passed: Flags = (
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
    """Parks that have passed for the asked number of quarters; how many there were at the policy
    start, were lost and emerged since; those officially designated, now and then; Gini of jobs over
    parks, and how far the target segments keep apart."""
    parks = world.parks
    counts = parks.special.sum(axis=0).astype(np.float64).tolist()
    now, before = parks.special[:, 0], parks.special_at_start[:, 0]
    by_decree = [float((flags & parks.designated).sum()) for flags in (now, before)]
    named = parks.alive & (parks.kind != kinds.REMAINDER)
    jobs = world.jobs_by_place
    apart = dissimilarity(jobs[world.segments.is_target], jobs.sum(axis=0))
    found = [*counts, *since_start(before, now), *by_decree]
    return [*found, gini(jobs.sum(axis=0)[named]), apart]


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
    help_zh="连续四个季度在某一目标领域的就业占比、区位优势，以及该领域及其零部件企业（总部或工厂）的数量和园内产值"
    "均达标的园区；另列政策起点的数量、失去与新增、官方认定园区中的数量。",
    help_en="Parks where for four quarters one target segment has the asked share of jobs and odds "
    "against the city, and it and its suppliers the asked tenants, headquarters or plants, and "
    "output; with those of the policy start, lost and emerged since, and those designated.",
    columns=columns,
    measure=measure,
    also=(
        Named("specialty_parks_lost", "政策起点后失去的特色园区", "Lost since", "parks"),
        Named("specialty_parks_emerged", "政策起点后新增的特色园区", "Emerged since", "parks"),
        Named("specialty_parks_designated", "其中官方认定的园区", "Of these designated", "parks"),
        Named("park_gini", "园区就业基尼系数", "Gini of jobs over parks", "0–1"),
        Named("park_dissimilarity", "领域空间分异指数", "How far segments keep apart", "0–1"),
    ),
)
