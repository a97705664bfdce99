"""The city's labour market: wages, migration, supply to these firms."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents import labour as rules
from agents.world import World

Floats = NDArray[np.float64]


def labour(world: World) -> None:
    """Wages answer last quarter's tightness; people come and go; what is left is the supply."""
    economy, p = world.economy, world.parameters.labour
    wanted = economy.labour_wanted[0]
    operators = float(world.firms.operators.sum())
    wanted[0] += p.smoothing * (operators - wanted[0])
    economy.labour_wanted[0] = wanted
    premium = rules.premium(
        economy.wage_premium[0],
        wanted,
        supply=economy.labour_supply[0],
        slack=p.slack,
        speed=p.wage_speed,
        most=p.wage_bound,
    )
    economy.wage_premium[0] = premium
    wage = economy.outside_wage[0] * np.exp(premium)
    economy.wage_operator, economy.wage_engineer = wage[0], wage[1]
    terms = world.terms
    real = rules.real_wage(premium, p.housing_share, np.array([0.0, terms.housing]))
    start = economy.labour_pool_start[0]
    pool = rules.migration(
        economy.labour_pool[0],
        start,
        wage=real,
        elasticity=np.array([p.supply_operators, p.supply_engineers]),
        talent=np.array([0.0, terms.talent]),
        speed=p.migration_speed,
    )
    economy.labour_pool[0] = pool
    economy.labour_supply[0] = rules.supply(pool, start, shares(world), premium, p.rest_elasticity)


def shares(world: World) -> Floats:
    """Part of the city's operators and engineers that works with these firms at the start."""
    p = world.parameters.labour
    return np.array([p.operator_share, p.engineer_share])


def begin(world: World) -> None:
    """Pools at which the firms' demand at the start leaves the usual slack."""
    economy, firms = world.economy, world.firms
    wanted = np.array([firms.operators.sum(), firms.engineers.sum()])
    there = wanted * (1.0 + world.parameters.labour.slack)
    pool = there / shares(world)
    economy.labour_wanted = wanted[None]
    economy.labour_supply = there[None]
    economy.labour_pool = economy.labour_pool_start = pool[None]
