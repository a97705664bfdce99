"""Running cost beside production: R&D, marketing, overhead, rent, interest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.steps.parks.letting import rent
from agents import kinds
from agents.contracting import lean_share
from agents.world import World
from engine.memory import added

Floats = NDArray[np.float64]


def spending(world: World) -> Floats:
    """R&D, marketing, overhead, rent and interest by firm; all are paid here."""
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
    ledger.pay("overhead", everyone, "households", overhead)
    ledger.pay("interest", everyone, "banks", interest)
    ledger.pay("alliance_dues", everyone, "rest", firms.dues)
    total: Floats = rd + firms.marketing + overhead + interest + firms.dues + rent(world)
    return total
