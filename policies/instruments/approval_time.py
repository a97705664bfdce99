"""Time that approvals take."""

from __future__ import annotations

from agents.world import World
from policies.instrument import Instrument, Offer, Order, register


@register
class ApprovalTime(Instrument):
    """Approval time: permits, awards, land and building plans take ``level`` of today's time."""

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
    payer = ""
    bends = ("approval_delay",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"approval_delay": order.level}
