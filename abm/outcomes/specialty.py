"""How many parks stand out in one terminal segment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.city import City
from abm.outcomes.definitions import LEVELS, Definitions, SpecialtyPark
from abm.outcomes.outcome import Outcome
from agents import kinds
from agents.world import World
from engine.groups import count_by


def columns(city: City) -> tuple[str, ...]:
    return ("specialty_parks", "specialty_parks_strict", "specialty_parks_loose", "park_gini")


def qualifies(world: World, d: SpecialtyPark) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which parks pass this quarter, and the segment in which, both shape ``(parks,)``.

    Focus: the target segment with most jobs. Its share p of the park's jobs, and the odds
    quotient [p/(1−p)] / [P/(1−P)] against its share P of the city's; tenants in it; output of
    four quarters of all firms in the park. Remainders of districts are no parks.
    """
    jobs = world.jobs_by_place
    target = np.where(world.static.is_target)[0]
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
    output = world.parks.output_year.sum(axis=1)
    segment_output = world.segments.output_year.sum(axis=1)
    needed = np.maximum(
        d.output_floor, np.minimum(d.output_cap, d.output_share * segment_output[focus])
    )
    passed = (
        (world.parks.kind != kinds.REMAINDER)
        & (share >= d.job_share)
        & (odds >= d.odds_quotient)
        & (tenants.reshape(len(here), size)[here, focus] >= d.tenants)
        & (output >= needed)
    )
    return passed, focus


def measure(world: World, definitions: Definitions) -> list[float]:
    """Parks that have passed for the asked number of quarters; Gini of jobs over parks."""
    counts = []
    streak = world.parks.special_quarters
    for column, level in enumerate(LEVELS):
        d = getattr(definitions.specialty_parks, level)
        passed, focus = qualifies(world, d)
        streak[:, column] = np.where(passed, streak[:, column] + 1, 0)
        counts.append(float((streak[:, column] >= d.quarters).sum()))
        if column == 0:
            world.parks.specialty = np.where(streak[:, 0] >= d.quarters, focus, -1)
    named = world.parks.kind != kinds.REMAINDER
    return [*counts, gini(world.jobs_by_place.sum(axis=0)[named])]


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
    help_zh="连续四个季度在某一终端领域的就业占比、区位优势、企业数和产值均达标的园区。",
    help_en="Parks where one terminal segment has, for four quarters, the asked share of jobs, "
    "odds against the city, tenants and output.",
    columns=columns,
    measure=measure,
)
