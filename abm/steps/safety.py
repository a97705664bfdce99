"""Incidents with devices that need a permit: trust falls, makers compensate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.steps.accounts.sales import MILLION
from agents import safety as rules
from agents.world import World
from engine.draws import Decision
from engine.groups import sum_by

INCIDENT = Decision("safety.incident")


def safety(world: World) -> None:
    """At most one incident a quarter in each segment; trust, and compensation by the makers."""
    markets, segments, p = world.markets, world.segments, world.parameters.safety
    graded = (markets.permit_grade > 0) & ~markets.by_fleets  # fleets have accidents of their own
    count = len(segments)
    units = sum_by(markets.segment, np.where(graded, world.markets.size[:, 0], 0.0), count)
    start = sum_by(markets.segment, np.where(graded, markets.size_start[:, 0], 0.0), count)
    rate = rules.incident_rate(
        units,
        start,
        cumulated=segments.deployed,
        supervision=world.terms.supervision,
        hazard=p.hazard,
        settling=p.settling,
    )
    struck = rules.strikes(rate, world.draws.uniform(INCIDENT, world.quarter, segments.lane))
    segments.deployed = segments.deployed + units
    segments.incidents = struck.astype(np.float64)
    segments.trust = rules.trust(segments.trust, struck, p.drop, p.recovery)
    if struck.any():
        compensate(world, struck[markets.segment] & graded)


def compensate(world: World, uses: NDArray[np.bool_]) -> None:
    """The city's makers pay a share of what they sold in the city in these uses this quarter.

    Makers from outside pay too, but they are not in the ledger.
    """
    lines, firms = world.lines, world.firms
    value = np.where(uses[lines.use], lines.sold[:, 0] * lines.price / MILLION, 0.0)
    due = world.parameters.safety.compensation * sum_by(lines.firm, value, firms.n)
    world.ledger.pay("compensation", world.firm_rows(), "households", due)
    firms.profit = firms.profit - due
    firms.profit_past[:, 0] = firms.profit
    firms.year_profit = firms.year_profit - due
