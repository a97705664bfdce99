"""What instruments that refund R&D share: the rate that a firm can reckon with, and its claim."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents.research import budget
from agents.world import World
from policies.affordable import affordable
from policies.instrument import Claims, Order

Floats = NDArray[np.float64]


def rates(world: World, order: Order, served: NDArray[np.bool_]) -> Floats:
    """Refunded share of R&D by firm, (firms,): the level, or what cap and budget leave of it.

    A firm that plans R&D of B a quarter and is refunded r of it reports R(r) = B·(1 + φr)/(1 − r)
    (``agents.research.budget``) and claims r·R(r). It reckons with r = min(λ, m): by the cap on a
    year c, m·R(m) = c/4; and λ is the level, or where a year's budget b does not bear it, the one
    at which p·Σ min(λ, m)·R(min(λ, m)) = b/4, p the part of the engineers wanted for R&D that were
    found in the quarter before. So no two levels that the budget does not bear differ, and a higher
    one never claims less. Programmes are tendered: a firm counts on no money that the year's budget
    does not hold. What it claims once the R&D is done is more (``refunds``).
    """
    own, p = world.firms.rd_own[served], world.parameters.research
    response = p.subsidy_response
    most = _within_cap(own, response, order.cap / 4.0)
    found = _engineers_found(world)

    def claimed(level: float) -> float:
        rate = np.minimum(level, most)
        return found * float((rate * budget(own, rate, response, 0.0, p.refunded_most)[0]).sum())

    rate = np.zeros(world.firms.n)
    rate[served] = np.minimum(affordable(claimed, 0.0, order.level, order.yearly / 4.0), most)
    return rate


def _engineers_found(world: World) -> float:
    """Of the engineers that firms wanted in the quarter before, the part that they found."""
    firms, wanted = world.firms, float(world.economy.labour_wanted[0, 1])
    there = float(firms.engineers.sum())
    return min(1.0, there / wanted) if wanted > 0.0 else 1.0


def _within_cap(own: Floats, response: float, cap: float) -> Floats:
    """The rate m at which a firm claims the cap, m·B·(1 + φm)/(1 − m) = c: at most 1."""
    if np.isinf(cap):
        return np.ones(len(own))
    linear = own + cap
    root = np.sqrt(linear**2 + 4.0 * response * own * cap)
    found: Floats = np.divide(2.0 * cap, linear + root, out=np.ones(len(own)), where=linear > 0.0)
    return found


def refunds(world: World, order: Order, counted: Floats) -> Claims:
    """Claims on the R&D that was reported, at the level: the office pays them within the year's cap
    of a firm, and pro rata what the budget leaves.

    The rate that firms reckoned with was a guess at this: where engineers were fewer or more than
    in the quarter before, or an earlier quarter left money, what is paid differs and the budget is
    used up all the same. Firms claim where the instrument's own rate ``counted`` (firms,) counts.
    """
    firms = world.firms
    slots = np.flatnonzero(counted > 0.0)
    return Claims(order.level * firms.rd_reported[slots], firms=slots)
