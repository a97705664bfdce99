"""Relief from profit tax."""

from __future__ import annotations

import numpy as np

from agents.taxes import profit_tax_rate
from agents.world import World
from engine.memory import added
from policies.instrument import Instrument, Offer, Order, register


@register
class ProfitTaxRelief(Instrument):
    """Profit tax relief: the rate falls by ``level`` of the ordinary one.

    Reliefs do not add up: a firm that pays a lower rate already (high-tech firms) gains what is
    lacking to the relieved ordinary rate. Tax that is not collected is tax expenditure.
    """

    key = "profit_tax_relief"
    name_zh = "企业所得税减免"
    name_en = "Profit tax relief"
    help_zh = "对符合条件的企业按比例减征企业所得税，与高新技术企业优惠不叠加。"
    help_en = "Lowers the rate of profit tax; it does not add to the lower rate of high-tech firms."
    unit = "share of the ordinary rate"
    unit_zh = "占法定税率的比例"
    group = "funding"
    by = ("segments", "parks", "kinds")
    eligible_zh = "所列行业、园区和类型的盈利企业"
    eligible_en = "firms with a profit, of the segments, parks and kinds named"
    payer = ""
    bends = ("tax_relief",)

    def offer(self, world: World, order: Order) -> Offer:
        firms, p = world.firms, world.parameters.finance
        rate = profit_tax_rate(
            added(firms.rd_past, 4),
            added(firms.revenue_past, 4),
            p.profit_tax,
            p.high_tech_tax,
            p.high_tech_research,
        )
        relieved = (1.0 - order.level) * p.profit_tax
        share = np.maximum(0.0, 1.0 - relieved / np.maximum(rate, 1e-9))
        return {"tax_relief": np.where(order.firms(world), share, 0.0)}
