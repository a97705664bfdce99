"""Running cost beside production: R&D, marketing, overhead, rent, interest."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm.steps.parks.letting import rent
from agents import kinds
from agents.accounting import purchases
from agents.contracting import lean_share
from agents.terms import own_cost
from agents.world import World
from engine.memory import added

Floats = NDArray[np.float64]


class Running(NamedTuple):
    """Running cost of the quarter by firm, million yuan, and the part ``bought`` of others."""

    cost: Floats
    bought: Floats


def spending(world: World) -> Running:
    """R&D, marketing, overhead, rent and interest by firm; all are paid here.

    Of overhead the wages of staff go to households, the rest buys services.
    """
    firms, segments, ledger, p = world.firms, world.segments, world.ledger, world.parameters
    everyone = world.firm_rows()
    rd = firms.rd_real
    past = added(firms.revenue_past, 4) / 4.0
    startup = firms.is_kind(kinds.STARTUP)
    overhead = past * lean_share(
        segments.overhead_share[firms.segment], firms.contract_part, p.contracting.overhead
    )
    beside = (1.0 - p.finance.startup_research) * firms.burn
    overhead = np.where(startup, np.maximum(overhead, beside), overhead)
    firms.staff = overhead * p.labour.staff_share / world.economy.wage_engineer[0]
    interest = firms.debt * (world.economy.lending_rate[0] + p.finance.loan_spread / 4.0)
    ledger.pay("research", everyone, "households", rd * p.research.labour_share)
    ledger.pay("research", everyone, "rest", rd * (1.0 - p.research.labour_share))
    ledger.pay("marketing", everyone, "rest", firms.marketing)
    ledger.pay("overhead", everyone, "households", overhead * p.labour.staff_share)
    ledger.pay("overhead", everyone, "rest", overhead * (1.0 - p.labour.staff_share))
    ledger.pay("interest", everyone, "banks", interest)
    ledger.pay("alliance_dues", everyone, "rest", firms.dues - firms.adapting)
    ledger.pay(
        "programme_costs", everyone, "rest", firms.adapting, memo=own_cost("interoperability")
    )
    let = rent(world)
    bought = purchases(
        marketing=firms.marketing,
        research=rd,
        research_wages=p.research.labour_share,
        overhead=overhead,
        overhead_wages=p.labour.staff_share,
        rent=let,
        dues=firms.dues,
    )
    return Running(rd + firms.marketing + overhead + interest + firms.dues + let, bought)
