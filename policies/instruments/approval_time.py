"""Time that approvals take."""

from __future__ import annotations

from math import log2

from agents.world import World
from policies.instrument import Offer, Order, Programme, register


@register
class ApprovalTime(Programme):
    """Approval time: permits, awards, land and building plans take ``level`` of today's time.

    Each halving costs as much in officials and systems; slower approvals spare nothing.
    """

    key = "approval_time"
    name_zh = "审批时限"
    name_en = "Approval time"
    help_zh = "压缩准入、奖补、用地和建设审批时间。"
    help_en = "Shortens approvals of permits, awards, land and building."
    unit = "times today's"
    unit_zh = "相当于现时限的倍数"
    group = "order"
    low = 0.4
    high = 2.0
    neutral = 1.0
    by = ()
    bends = ("approval_delay",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"approval_delay": order.level}

    def cost(self, world: World, order: Order) -> float:
        faster = max(0.0, -log2(order.level)) if order.level > 0.0 else 0.0
        return world.parameters.policy.approvals_cost * faster
