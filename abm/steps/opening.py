"""Openness of scenarios: what the city opens, what others learn from it; and who turns to new
markets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.market import cohorts
from agents import opening as rules
from agents.world import World

Floats = NDArray[np.float64]


def opening(world: World) -> None:
    """Write the factor of openness on every cell's ceiling: 1 at the start's openness.

    Only a part of a use's buyers wait for a scenario: fleets of cars do, households do not. The
    city's own cell follows at once, the rest of the country by demonstration; markets abroad do
    not answer. The same as the plan would have it that national paths contain. Named firms turn to
    markets that open.
    """
    turn(world)
    markets = world.markets
    growth = np.empty(markets.n)
    for rows, years in cohorts(world):
        growth[rows] = (1.0 + markets.growth[rows, 0]) ** years
    top = markets.ceiling[:, 0] * growth
    for openness, added, adopted in (
        (markets.openness, world.terms.openness, markets.adopted),
        (markets.openness_reference, world.reference["openness"], markets.reference_stock),
    ):
        city = _city(world, added)
        penetration = np.minimum(1.0, adopted[:, 0] / np.maximum(top, 1e-9))
        openness[:, 0] = city
        openness[:, 1] = rules.demonstration(
            openness[:, 1], city, penetration, world.parameters.demand.demonstration
        )


def turn(world: World) -> None:
    """Named firms that the data say so make a market their own in the quarter in which it opens.

    Their next models go there; they stand as far from the outside brands there as they did.
    """
    firms, markets, goes = world.firms, world.markets, world.city.firms.turns_to
    named = np.flatnonzero(firms.alive & (firms.name_row >= 0))
    use = goes[firms.name_row[named]]
    now = (use >= 0) & (markets.starts[use] == world.quarter)
    if not now.any():
        return
    firm, use = named[now], use[now]
    outside = markets.outside_quality
    firms.technology[firm] *= outside[use] / outside[firms.use[firm]]
    firms.use[firm] = use


def _city(world: World, added: Floats) -> Floats:
    """The factor in the city, (uses,), with ``added`` openness by scenario."""
    markets = world.markets
    by_scenario = rules.city_factor(world.static.openness, added)
    placed = markets.scenario >= 0
    there = np.where(placed, by_scenario[np.where(placed, markets.scenario, 0)], 1.0)
    found: Floats = 1.0 + markets.scenario_share * (there - 1.0)
    return found
