"""Driving levels of new cars, and makers that fit a technology firm's system."""

from __future__ import annotations

import numpy as np

from abm.component_contents import car_uses
from abm.outcomes.definitions import Definitions
from abm.outcomes.outcome import Named, Outcome
from agents.city import City
from agents.city.columns import PER_LEVEL2
from agents.world import World
from engine.memory import added


def columns(city: City) -> tuple[str, ...]:
    """Only of a city that tells what cars at level 2 hold."""
    told = PER_LEVEL2 in tuple(city.component_contents.per)
    return ("level2_share", "level2_share_national", "driving_allies") if told else ()


def measure(world: World, definitions: Definitions) -> list[float]:
    """Of the cars made in the city over four quarters the part at driving level 2 and above; of the
    country's new cars likewise; makers of the city with an alliance."""
    if not columns(world.city):
        return []
    markets, firms = world.markets, world.firms
    cars = car_uses(world)
    made = float(added(markets.units_year)[cars].sum())
    at_level = float(added(markets.level2_made_year)[cars].sum())
    return [
        at_level / made if made > 0.0 else 0.0,
        float(added(world.economy.level2_year)[0]) / 4.0,
        float(np.count_nonzero(firms.driving_allied & firms.alive)),
    ]


DRIVING = Outcome(
    key="level2_share",
    name_zh="L2级及以上新车产量占比",
    name_en="New cars at driving level 2 and above",
    unit="share",
    help_zh="本市近四个季度生产的乘用车中，具备L2级及以上驾驶功能的比重。",
    help_en="Of the cars made in the city over four quarters, the part at driving level 2 and "
    "above.",
    columns=columns,
    measure=measure,
    also=(
        Named(
            "level2_share_national",
            "全国L2级及以上新车占比",
            "The country's new cars at driving level 2 and above",
            "share",
        ),
        Named(
            "driving_allies",
            "搭载科技企业智驾系统的车企",
            "Makers that fit a technology firm's driving system",
            "firms",
        ),
    ),
)
