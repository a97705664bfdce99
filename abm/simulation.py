"""Runs as values in and values out: what experiments, the command line and the screen call."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from abm import outcomes
from abm.city.city import city_cached
from abm.model import IndustryModel
from abm.parameter_sets import DEFAULT_SET
from abm.settings import Factor, as_text, known_factors
from abm.steps.parks.plans import park_names
from abm.worlds import DEFAULT_WORLD
from agents.kinds import FIRM_KINDS, PLACE_KINDS
from engine.bits import ran_on
from engine.memory import added

Column = NDArray[Any] | list[str]


@dataclass(frozen=True)
class RunSpec:
    """Everything that decides a run.

    ``until`` is the last quarter as an absolute index (``engine.calendar``), None the city's end.
    ``overrides`` are dotted names and values (``abm.settings``). ``outcomes`` are the columns
    that are needed; the result holds at least those, and all where none is named. ``world`` tells
    which national markets (``abm.national``), ``parameters`` whether they are the city's or drawn.
    """

    city: str
    plan: str
    seed: int
    until: int | None = None
    overrides: tuple[tuple[str, float], ...] = ()
    outcomes: tuple[str, ...] = ()
    world: str = DEFAULT_WORLD
    parameters: str = DEFAULT_SET


TABLES: tuple[str, ...] = ("firms", "parks")


@dataclass(frozen=True)
class RunResult:
    """Outcomes by quarter, and the firms and parks at the end; empty where nobody asked."""

    spec: RunSpec
    quarters: NDArray[np.int64]
    outcomes: Mapping[str, NDArray[np.float64]]
    firms: Mapping[str, Column]
    parks: Mapping[str, Column]
    ran_on: str = field(default_factory=ran_on)
    """What the last bits may depend on, beside all else: ``engine.bits.ran_on``."""


def simulate(
    spec: RunSpec,
    check: bool = False,
    progress: Callable[[int, int], None] | None = None,
    tables: Collection[str] = TABLES,
) -> RunResult:
    """One run, and those of its ``tables`` that are asked for. Raises InputError for a bad
    specification."""
    model = _model(spec, check)
    start, last = model.world.quarter, _last(spec, model)
    while model.world.quarter <= last:
        model.step()
        if progress is not None:
            progress(model.world.quarter - start, last - start + 1)
    return result(spec, model, tables)


def outcome_columns(city: str) -> tuple[str, ...]:
    """Names of the outcome columns of a city."""
    return outcomes.columns(city_cached(city))


def _model(spec: RunSpec, check: bool) -> IndustryModel:
    return IndustryModel(
        city=spec.city,
        plan=spec.plan,
        settings=as_text(dict(spec.overrides)),
        check=check,
        outcomes=", ".join(spec.outcomes),
        rng=spec.seed,
        world=spec.world,
        parameters=spec.parameters,
    )


def _last(spec: RunSpec, model: IndustryModel) -> int:
    return model.world.city.end if spec.until is None else spec.until


def result(spec: RunSpec, model: IndustryModel, tables: Collection[str] = TABLES) -> RunResult:
    """What a model has to show now."""
    return RunResult(
        spec,
        model.record.quarters[: model.record.count].copy(),
        model.record.table(),
        _firms(model) if "firms" in tables else {},
        _parks(model) if "parks" in tables else {},
    )


def _firms(model: IndustryModel) -> dict[str, Column]:
    world, city = model.world, model.world.city
    table = world.firms
    live = table.live
    row = table.name_row[live]
    keys, segments, parks = city.firms.keys, city.segments.keys, park_names(world)
    plant = table.plant[live]
    return {
        "id": table.lane[live],
        "name": [keys[r] if r >= 0 else "" for r in row.tolist()],
        "kind": [FIRM_KINDS[k] for k in table.kind[live].tolist()],
        "segment": [segments[s] for s in table.segment[live].tolist()],
        "headquarters": [parks[p] for p in table.hq[live].tolist()],
        "plant": [parks[p] if p >= 0 else "" for p in plant.tolist()],
        "founded": table.founded[live],
        "revenue_year": table.revenue_past[live, :4].sum(axis=1),
        "profit_year": table.profit_past[live, :4].sum(axis=1),
        "rd_year": table.rd_past[live, :4].sum(axis=1),
        "output_year": table.output_year[live].sum(axis=1),
        "national_share": table.share_past[live, 0],
        "cash": table.cash[live],
        "debt": table.debt[live],
        "technology": table.technology[live],
        "productivity": table.productivity[live],
        "engineers": table.engineers[live],
        "operators": table.operators[live],
    }


def _parks(model: IndustryModel) -> dict[str, Column]:
    world, city = model.world, model.world.city
    table, jobs = world.parks, world.jobs_by_place
    segments = city.segments.keys
    special = table.specialty.tolist()
    return {
        "park": park_names(world),
        "kind": [PLACE_KINDS[k] for k in table.kind.tolist()],
        "district": [city.districts.keys[d] for d in table.district.tolist()],
        "area_km2": table.area.copy(),
        "focus": [segments[s] if s >= 0 else "" for s in table.focus.tolist()],
        "floor": table.floor.copy(),
        "used": table.used.copy(),
        "rent_yuan_m2_day": table.rent * 1e6 / 91.25,
        "tenants": table.tenants.copy(),
        "output_year": added(table.output_year),
        "specialty": [segments[s] if s >= 0 else "" for s in special],
        "jobs": jobs.sum(axis=0),
        **{f"jobs_{key}": jobs[i].copy() for i, key in enumerate(segments)},
    }


__all__ = [
    "Factor",
    "RunResult",
    "RunSpec",
    "known_factors",
    "outcome_columns",
    "simulate",
]
