"""Outside wages and interest."""

from __future__ import annotations

import numpy as np

from abm.city import factor_prices, public_rates
from agents.kinds import VENTURE
from agents.world import World


def input_prices(world: World) -> None:
    """Outside wages and interest from the city's yearly figures."""
    cost = world.parameters.labour.employer_cost
    now = factor_prices.at(world.city, world.quarter, cost, world.cut)
    world.economy.outside_wage[0] = now.wage_operator, now.wage_engineer
    world.economy.lending_rate[:] = now.lending_rate
    flow = public_rates.at(world.city, world.quarter, world.cut).venture_flow
    world.investors.appetite = np.where(world.investors.kind == VENTURE, flow, 0.0)
