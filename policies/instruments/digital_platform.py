"""Shared digital tools for small makers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents.parameters.group import Group, NonNegative, assumed
from agents.world import World
from engine.memory import added
from policies.instrument import Claims, Offer, Order, Programme, register
from policies.own_part import each

Floats = NDArray[np.float64]


class Numbers(Group):
    """Digital platform."""

    own_part: NonNegative = assumed(1.0, 0.5, 3.0, "platform's cost = 1")
    """what a firm pays to use it. Source: vouchers for cloud services bear about a half of their
    price, and computers need several times their cost in changed ways of work (Brynjolfsson and
    Hitt 2000), which small firms do in part"""


@register
class DigitalPlatform(Programme):
    """Digital platform (数字化工具): ``level`` off the unit cost of small and medium plants.

    It serves firms whose last year's revenue is below a limit: large makers have tools of their
    own. What the platform costs goes by the cost that it saves, and so does what its users pay.
    """

    key = "digital_platform"
    name_zh = "数字化赋能平台"
    name_en = "Digital platform"
    help_zh = "为中小企业提供工业互联网、设计仿真等公共数字化工具，降低制造成本。"
    help_en = "Shared digital tools that lower the unit cost of small and medium plants."
    unit = "share of unit cost"
    unit_zh = "占单位成本的比例"
    group = "firms"
    high = 0.05
    eligible_zh = "所列行业在市内生产的中小企业"
    eligible_en = "small and medium firms of the segments named, for what they make in the city"
    numbers = Numbers
    bends = ("cost_relief",)

    def offer(self, world: World, order: Order) -> Offer:
        small = added(world.firms.revenue_past, 4) < world.parameters.policy.small_firm
        return {"cost_relief": np.where(small & order.firms(world), order.level, 0.0)}

    def cost(self, world: World, order: Order) -> float:
        return float(self._by_firm(world, order).sum())

    def borne(self, world: World, order: Order) -> Claims | None:
        return each(world.parameters.of(Numbers).own_part * self._by_firm(world, order) / 4.0)

    def _by_firm(self, world: World, order: Order) -> Floats:
        """What the platform costs a year for each firm, million yuan, (firms,)."""
        firms, relief = world.firms, order.own["cost_relief"]
        made = added(firms.revenue_past, 4) * firms.local_share
        found: Floats = relief * made / world.parameters.policy.platform_return
        return found
