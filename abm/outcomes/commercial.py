"""Commercial vehicles that drive by themselves in the city."""

from __future__ import annotations

import numpy as np

from abm.outcomes.definitions import CommercialScenario, Definitions, by_level
from abm.outcomes.outcome import Named, Outcome
from agents.city import City
from agents.world import Floats, World
from engine.groups import sum_by
from engine.memory import added


def columns(city: City) -> tuple[str, ...]:
    if not city.has_fleets:
        return ()
    return (
        *by_level("commercial_icv_scenarios", "commercial_icv_uses"),
        "commercial_icv_vehicles",
        "commercial_icv_output",
        "commercial_icv_grade",
        "commercial_icv_accidents",
    )


def scenarios(world: World, d: CommercialScenario) -> Floats:
    """Benchmark scenarios, (uses, districts), 1 or 0: ``on_road`` vehicles of all fleets of the use
    that run in the district under a permit of at least ``grade``."""
    table, size = world.fleets, len(world.city.districts)
    counted = np.where(table.grade >= d.grade, table.vehicles, 0.0)
    run = sum_by(table.use * size + table.district, counted, world.markets.n * size)
    return (run.reshape(-1, size) >= d.on_road).astype(np.float64)


def measure(world: World, definitions: Definitions) -> list[float]:
    """Benchmark scenarios, and uses with at least one, at three levels; vehicles on the road; what
    plants in the city made of them over four quarters, million yuan; the mean grade of permits that
    is open to fleets; accidents of the quarter that halted permits. Nothing before a market opens.
    """
    levels = definitions.commercial_icv_scenarios
    if not world.city.has_fleets or levels is None:
        return []
    table, markets = world.fleets, world.markets
    there = world.open_uses[:, None]
    found = [scenarios(world, d) * there for d in levels]
    output = added(markets.output_year)[markets.by_fleets]
    return [
        *(float(each.sum()) for each in found),
        *(float(each.any(axis=1).sum()) for each in found),
        float(table.vehicles[world.open_uses[table.use]].sum()),
        float(output.sum()),
        float(table.grade.mean()),
        float(table.accidents.sum()),
    ]


COMMERCIAL = Outcome(
    key="commercial_icv_scenarios",
    name_zh="商用智能网联汽车标杆场景",
    name_en="Benchmark scenarios of commercial ICVs",
    unit="scenarios",
    help_zh="一个区内一种用途（出行、物流、配送、环卫、零售）在规定许可等级下上路车辆达到一定数量，计一个场景。",
    help_en="One use (rides, logistics, delivery, sanitation, retail) in one district counts where "
    "enough vehicles are on the road under permits of a grade.",
    columns=columns,
    measure=measure,
    also=(
        Named("commercial_icv_uses", "有标杆场景的用途", "Uses with such a scenario", "uses"),
        Named("commercial_icv_vehicles", "上路商用智能车", "Vehicles on the road", "vehicles"),
        Named("commercial_icv_output", "商用智能车产值", "Output of these", "million yuan"),
    ),
)
