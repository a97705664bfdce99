"""Promotion of the city's brands."""

from __future__ import annotations

import numpy as np

from agents.world import World
from policies.instrument import Order, Programme, register


@register
class BrandPromotion(Programme):
    """Brand promotion: ln reach of the city's makers grows by ``level`` more a quarter.

    Their brand gains as much of what it lacks.
    """

    key = "brand_promotion"
    name_zh = "品牌培育推广"
    name_en = "Brand promotion"
    help_zh = "宣传推广本市智能终端品牌，扩大知名度和渠道。"
    help_en = "Promotes the city's brands: more reach and goodwill."
    unit = "ln reach a quarter"
    unit_zh = "每季对数触达"
    group = "consumption"
    high = 0.03
    roles = ("target",)
    eligible_zh = "所列行业的本市企业"
    eligible_en = "makers of the city in the segments named"
    bends = ("reach_gain", "brand_gain")

    def offer(self, world: World, order: Order) -> None:
        terms, gain = world.terms, np.where(order.segments, order.level, 0.0)
        terms.reach_gain = terms.reach_gain + gain
        terms.brand_gain = terms.brand_gain + gain

    def unit_cost(self, world: World, order: Order) -> float:
        return world.parameters.policy.promotion_cost
