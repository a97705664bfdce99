"""Output of plants in the city, four quarters, in the plan's scope."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.outcomes.definitions import Definitions, by_level
from abm.outcomes.outcome import Named, Outcome, without_largest
from agents.city import City
from agents.world import World
from engine.groups import sum_by
from engine.memory import added

Floats = NDArray[np.float64]

TOTALS: tuple[str, ...] = (
    "output_plan",
    "output_plan_l2",
    "chain_output",
    "hq_revenue",
    "value_added",
    "nev_output",
)
"""Totals over firms, each also without its largest firm."""

OF_VEHICLES: frozenset[str] = frozenset({"output_plan_l2", "nev_output"})
"""Those that only a city with vehicles has."""


def totals(city: City) -> tuple[str, ...]:
    """The totals that a city has."""
    return tuple(name for name in TOTALS if city.has_vehicles or name not in OF_VEHICLES)


def columns(city: City) -> tuple[str, ...]:
    names = totals(city)
    return (
        *(by_level("output_plan") if city.has_vehicles else ("output_plan",)),
        *names[1:],
        *(f"{name}_without_largest" for name in names),
        *(f"output_{key}" for key in city.segments.keys),
        *(("nev_units", "output_without_vehicles") if city.has_vehicles else ()),
    )


def scope(world: World, vehicles: str) -> Floats:
    """Part of the output in each market that is in the plan's scope, shape ``(uses,)``.

    Target and legacy segments; of vehicles the NEVs (``nev``), those at driving level 2 or more
    (``level2``), ``both`` or ``either``.
    """
    markets, level2 = world.markets, world.markets.level2_share
    nev = markets.is_nev.astype(np.float64)
    part = {
        "nev": nev,
        "level2": level2,
        "both": nev * level2,
        "either": np.maximum(nev, level2),
    }[vehicles]
    part = np.where(markets.is_vehicle, part, 1.0)
    return np.where(world.segments.is_component[markets.segment], 0.0, part)


def measure(world: World, definitions: Definitions) -> list[float]:
    """Million yuan over four quarters; ``nev_units`` in units.

    ``output_without_vehicles`` is ``output_plan`` less its cars: what later plans are for.

    ``output_plan`` at three levels, and in the scope of driving level 2. ``hq_revenue``: what
    makers of final goods with headquarters in the city sell, wherever it is made. ``value_added``:
    of all firms. A firm's output lies in the market of its next product. Numbers of vehicles are
    left out where the city has none.
    """
    markets, firms = world.markets, world.firms
    by_use = added(world.markets.output_year)
    year = added(firms.output_year)
    # The levels differ in what they count of vehicles alone.
    levels_there = list(definitions.output_plan)[: 3 if world.city.has_vehicles else 1]
    wanted = {"level2", *(d.vehicles for d in levels_there)}
    scopes = {vehicles: scope(world, vehicles) for vehicles in wanted}
    levels = [scopes[d.vehicles] for d in levels_there]
    component = world.segments.is_component[markets.segment].astype(np.float64)
    nev = markets.is_nev.astype(np.float64)
    main = firms.use
    final = firms.alive & ~world.segments.is_component[firms.segment]
    revenue = np.where(final, added(firms.revenue_past, 4), 0.0)
    value = np.where(firms.alive, added(firms.value_added_past), 0.0)
    parts = {
        "output_plan": levels[0],
        "output_plan_l2": scopes["level2"],
        "chain_output": component,
        "nev_output": nev,
    }
    total = {name: float(by_use @ part) for name, part in parts.items()}
    total["hq_revenue"], total["value_added"] = float(revenue.sum()), float(value.sum())
    less = {
        name: total[name] - float(np.max(year * part[main], initial=0.0))
        for name, part in parts.items()
    }
    less["hq_revenue"], less["value_added"] = without_largest(revenue), without_largest(value)
    names = totals(world.city)
    of_vehicles = [
        float(world.markets.units_year[markets.is_nev].sum()),
        float(by_use @ np.where(markets.is_vehicle, 0.0, levels[0])),
    ]
    return [
        *(float(by_use @ part) for part in levels),
        *(total[name] for name in names[1:]),
        *(less[name] for name in names),
        *sum_by(markets.segment, by_use, len(world.city.segments)).tolist(),
        *(of_vehicles if world.city.has_vehicles else ()),
    ]


OUTPUT = Outcome(
    key="output_plan",
    name_zh="规划产业产值",
    name_en="Output of the plan's industry",
    unit="million yuan",
    help_zh="市内工厂近四个季度的出厂产值（规划所列领域与原有同类产业）。",
    help_en="Ex-factory value of plants in the city over four quarters: the segments that the plan "
    "is for, and what the city made of their kind before.",
    vehicles_zh="汽车计新能源汽车；较严口径只计L2级以上的新能源汽车，较宽口径计新能源汽车及全部L2级以上"
    "汽车。",
    vehicles_en="Of vehicles the new-energy ones. Stricter: of vehicles only NEVs at driving level "
    "2 or more; looser: NEVs and all at that level.",
    columns=columns,
    measure=measure,
    also=(
        Named("output_plan_l2", "产值（L2级以上汽车口径）", "Output at level 2", "million yuan"),
        Named("chain_output", "产业链配套产值", "Output of components", "million yuan"),
        Named("hq_revenue", "总部企业营收", "Revenue by headquarters", "million yuan"),
        Named("value_added", "增加值", "Value added", "million yuan"),
        Named("nev_units", "新能源汽车产量", "New-energy vehicles made", "units"),
        Named(
            "output_without_vehicles",
            "产值（不含汽车）",
            "Output without cars",
            "million yuan",
        ),
    ),
)
