"""Output of plants in the city, four quarters, in the plan's scope."""

from __future__ import annotations

import numpy as np

from abm.city import City
from abm.outcomes.definitions import Definitions
from abm.outcomes.outcome import Outcome
from agents.world import World
from engine.groups import sum_by
from engine.memory import added


def columns(city: City) -> tuple[str, ...]:
    return (
        "output_plan",
        "output_plan_l2",
        "output_plan_without_largest",
        "chain_output",
        *(f"output_{key}" for key in city.segments.keys),
        "nev_units",
        "nev_output",
        "value_added",
    )


def measure(world: World, definitions: Definitions) -> list[float]:
    """Million yuan over four quarters; ``nev_units`` in units.

    ``output_plan``: target and legacy segments, of vehicles the NEVs. ``output_plan_l2``: of
    vehicles those at driving level 2 or more, of any powertrain.
    """
    static, city = world.static, world.city
    by_use = added(world.markets.output_year)
    segment = static.use_segment
    by_segment = sum_by(segment, by_use, len(city.segments))
    vehicle = static.is_vehicle
    scope = ~static.is_component[segment]
    rest = float(by_use[scope & ~vehicle].sum())
    nev = float(by_use[static.is_nev].sum())
    level2 = float((by_use * world.markets.level2_share)[vehicle].sum())
    firm_year = added(world.firms.output_year)
    own_scope = scope[world.firms.use] & (static.is_nev | ~vehicle)[world.firms.use]
    largest = float(np.max(firm_year * own_scope, initial=0.0))
    plan = rest + nev
    return [
        plan,
        rest + level2,
        plan - largest,
        float(by_use[~scope].sum()),
        *by_segment.tolist(),
        float(world.markets.units_year[static.is_nev].sum()),
        nev,
        float(world.firms.value_added[world.firms.live].sum()),
    ]


OUTPUT = Outcome(
    key="output_plan",
    name_zh="智能终端产值",
    name_en="Output of smart terminals",
    unit="million yuan",
    help_zh="市内工厂近四个季度的出厂产值（六大细分领域与手机电脑；汽车计新能源汽车）。",
    help_en="Ex-factory value of plants in the city over four quarters: six segments and phones "
    "and computers; of vehicles the new-energy ones.",
    columns=columns,
    measure=measure,
)
