"""Supervision of devices that need a permit."""

from __future__ import annotations

import numpy as np

from agents.world import World
from policies.instrument import Offer, Order, Programme, register


@register
class SafetySupervision(Programme):
    """Safety supervision: ``level`` of incidents are prevented; checks make permits take longer."""

    key = "safety_supervision"
    name_zh = "安全监管"
    name_en = "Safety supervision"
    help_zh = "加强产品安全监管，减少事故，但准入时间略长。"
    help_en = "Prevents incidents; its checks make permits take longer."
    unit = "share of incidents"
    unit_zh = "占事故的比例"
    group = "order"
    high = 0.9
    roles = ("target",)
    receiver = "households"
    eligible_zh = "需要准入的产品"
    eligible_en = "goods that need a permit"
    bends = ("supervision",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"supervision": np.where(order.segments, order.level, 0.0)}

    def cost(self, world: World, order: Order) -> float:
        prevented = order.counted("supervision", order.segments)
        return prevented * world.parameters.policy.supervision_cost
