"""Rare and lumpy luck of firms: a customer or an order won or lost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.market import price_level
from agents import demand as rules
from agents.world import World
from engine.draws import Decision
from engine.groups import sum_by
from engine.memory import added

Floats = NDArray[np.float64]

SHOCK = Decision("demand.shock")
SHOCK_SIZE = Decision("demand.shock_size")
SHOCK_SIGN = Decision("demand.shock_sign")


def shock(world: World) -> Floats:
    """Steps of firms' ln reach in the quarter, (firms,): Σ_i w_i·z_i over customers.

    Each customer i of a firm moves with probability π, by a Laplace step z_i. Who sells more has
    more of them, but the first ones weigh most. Luck belongs to (quarter, firm, place among its
    customers).
    """
    p, firms, q = world.parameters.demand, world.firms, world.quarter
    count = rules.customers(
        added(firms.revenue_past, 4),
        reference=world.parameters.finance.promotion_revenue * price_level(world),
        elasticity=p.customers_elasticity,
        most=p.customers_most,
    )
    firm = np.repeat(np.arange(firms.n), count)
    place = np.arange(len(firm)) - np.repeat(np.cumsum(count) - count, count)
    lane = firms.lane[firm]
    hit = np.flatnonzero(world.draws.uniform_cells(SHOCK, q, lane, place) < p.shock_probability)
    firm, place, lane = firm[hit], place[hit], lane[hit]
    size = -np.log1p(-world.draws.uniform_cells(SHOCK_SIZE, q, lane, place)) * p.shock_scale
    sign = np.where(world.draws.uniform_cells(SHOCK_SIGN, q, lane, place) < 0.5, -1.0, 1.0)
    part = rules.customer_share(place, count[firm])
    return sum_by(firm, part * sign * np.minimum(size, p.shock_most), firms.n)
