"""Openness of scenarios: what the city opens, and what others learn from it."""

from __future__ import annotations

import numpy as np

from agents import opening as rules
from agents.world import World


def opening(world: World) -> None:
    """Write the factor of openness on every cell's ceiling: 1 at the start's openness.

    Only a part of a use's buyers wait for a scenario: fleets of cars do, households do not. The
    city's own cell follows at once, the rest of the country by demonstration; markets abroad do
    not answer.
    """
    s, markets = world.static, world.markets
    by_scenario = rules.city_factor(s.openness, world.terms.openness)
    placed = markets.scenario >= 0
    there = np.where(placed, by_scenario[np.where(placed, markets.scenario, 0)], 1.0)
    city = 1.0 + markets.scenario_share * (there - 1.0)
    years = (world.quarter - world.city.start) / 4.0
    top = markets.ceiling[:, 0] * (1.0 + markets.growth[:, 0]) ** years
    penetration = np.minimum(1.0, markets.adopted[:, 0] / np.maximum(top, 1e-9))
    markets.openness[:, 0] = city
    markets.openness[:, 1] = rules.demonstration(
        markets.openness[:, 1], city, penetration, world.parameters.demand.demonstration
    )
