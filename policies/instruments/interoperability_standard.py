"""Common interfaces."""

from __future__ import annotations

import numpy as np

from agents.parameters.group import Group, Share, assumed
from agents.world import World
from policies.instrument import Offer, Order, Programme, register


class Numbers(Group):
    """Interoperability standard."""

    dues: Share = assumed(0.5, 0.0, 1.0, "share of dues by level")
    """part of their dues that alliances save where all makers take it up"""


@register
class InteroperabilityStandard(Programme):
    """Interoperability standard: ``level`` of the makers take up the common interface.

    Their goods work with those of the largest ecosystem whose host lets them, as goods of its
    members do. Makers pay for adapting them, and do so where it is worth it.
    Alliances save on interfaces of their own: their dues fall by a part of the level.
    """

    key = "interoperability_standard"
    name_zh = "互联互通标准"
    name_en = "Interoperability standard"
    help_zh = "推动统一互联标准，降低企业加入生态联盟的成本。"
    help_en = "A common interface: makers' goods work with any ecosystem, and alliances cost less."
    unit = "share of makers"
    unit_zh = "占企业的比例"
    group = "order"
    by = ("segments",)
    roles = ("target",)
    eligible_zh = "所列行业的整机企业"
    eligible_en = "makers of final goods in the segments named"
    numbers = Numbers
    bends = ("interoperability", "alliance_fee")

    def offer(self, world: World, order: Order) -> Offer:
        adopt = np.where(order.segments, order.level, 0.0)
        saved = world.parameters.of(Numbers).dues * order.level
        return {"interoperability": adopt, "alliance_fee": 1.0 - saved}

    def cost(self, world: World, order: Order) -> float:
        taken_up = order.counted("interoperability", order.segments)
        return taken_up * world.parameters.policy.standards_cost
