"""Fairs, and stands abroad."""

from __future__ import annotations

import numpy as np

from agents.world import World
from policies.instrument import Offer, Order, Programme, register


@register
class Expo(Programme):
    """Fairs and expos: ln reach abroad grows by ``level`` more a quarter."""

    key = "expo"
    name_zh = "展会与出海"
    name_en = "Fairs and going abroad"
    help_zh = "支持企业参加国内外展会，拓展海外渠道。"
    help_en = "Fairs and stands abroad: more reach in export markets."
    unit = "ln reach abroad a quarter"
    unit_zh = "每季对数触达"
    group = "consumption"
    high = 0.05
    roles = ("target",)
    eligible_zh = "所列行业的本市企业"
    eligible_en = "makers of the city in the segments named"
    bends = ("export_reach",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"export_reach": np.where(order.segments, order.level, 0.0)}

    def cost(self, world: World, order: Order) -> float:
        return order.counted("export_reach", order.segments) * world.parameters.policy.expo_cost
