"""Promotion of the city's brands."""

from __future__ import annotations

import numpy as np

from agents.world import World
from policies.instrument import Offer, Order, Programme, register


@register
class BrandPromotion(Programme):
    """Brand promotion: the municipality adds ``level`` to the marketing of the city's brands.

    A yuan of it works as a yuan of theirs: on reach and goodwill, with falling returns.
    """

    key = "brand_promotion"
    name_zh = "品牌培育推广"
    name_en = "Brand promotion"
    help_zh = "按企业自身营销投入的一定比例配套宣传推广本市品牌。"
    help_en = "Adds to the marketing of the city's brands, in proportion to their own."
    unit = "share of makers' own marketing"
    unit_zh = "占企业营销投入的比例"
    group = "consumption"
    high = 0.3
    roles = ("target",)
    eligible_zh = "所列行业的本市企业"
    eligible_en = "makers of the city in the segments named"
    bends = ("promotion",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"promotion": np.where(order.segments, order.level, 0.0)}

    def cost(self, world: World, order: Order) -> float:
        firms = world.firms
        added = order.own["promotion"][firms.segment] * firms.marketing
        return 4.0 * float(added[order.firms(world)].sum())
