"""Extra deduction of R&D from taxable profit."""

from __future__ import annotations

import numpy as np

from agents.world import World
from policies.instrument import Instrument, Offer, Order, register


@register
class RDSuperDeduction(Instrument):
    """R&D super-deduction (加计扣除): ``level`` of reported R&D is deducted once more.

    A central law. Tax that is not collected is tax expenditure, never spending.
    """

    key = "rd_super_deduction"
    name_zh = "研发费用加计扣除"
    name_en = "R&D super-deduction"
    help_zh = "企业申报的研发费用按比例再从应纳税所得额中扣除。"
    help_en = "Deducts reported R&D once more, in part or whole, from taxable profit."
    unit = "share of reported R&D"
    unit_zh = "占申报研发费用的比例"
    group = "funding"
    high = 1.2
    by = ("segments", "parks", "kinds")
    roles = ("target", "legacy", "component")
    eligible_zh = "所有申报研发费用且盈利的企业"
    eligible_en = "every firm that reports R&D and earns a profit"
    payer = ""
    bends = ("rd_deduction",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"rd_deduction": np.where(order.firms(world), order.level, 0.0)}
