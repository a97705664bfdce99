"""Grants for smart factories."""

from __future__ import annotations

import numpy as np

from agents.world import World
from policies.instrument import Claims, Instrument, Offer, Order, register


@register
class SmartFactoryGrant(Instrument):
    """Smart-factory grant (一厂一案): the municipality bears ``level`` of outlay on automation.

    Plants decide with the grant in mind; it is claimed the quarter after, and waits for approval.
    """

    key = "smart_factory_grant"
    name_zh = "智能工厂补贴（一厂一案）"
    name_en = "Smart-factory grant"
    help_zh = "对工厂智能化改造投入按比例补助。"
    help_en = "Bears a share of plants' outlay on automation."
    unit = "share of outlay on automation"
    unit_zh = "占改造投入的比例"
    group = "firms"
    high = 0.5
    by = ("segments",)
    roles = ("target", "legacy", "component")
    eligible_zh = "实施智能化改造的工厂"
    eligible_en = "plants that automate"
    applied_for = True
    bends = ("automation_support",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"automation_support": np.where(order.segments, order.level, 0.0)}

    def claims(self, world: World, order: Order) -> Claims | None:
        firms = world.firms
        slots = np.flatnonzero(order.firms(world) & (firms.automation > 0.0))
        borne = order.own["automation_support"][firms.segment[slots]]
        return Claims(borne * firms.automation[slots], firms=slots)
