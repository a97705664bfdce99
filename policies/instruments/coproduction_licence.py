"""Brands that may build at licensed plants."""

from __future__ import annotations

from agents.world import World
from policies.instrument import Instrument, Offer, Order, register


@register
class CoproductionLicence(Instrument):
    """Co-production: brands without licence may build ``level`` of their cars at plants here."""

    key = "coproduction_licence"
    name_zh = "代工生产许可"
    name_en = "Co-production licence"
    help_zh = "允许无资质品牌在市内有资质工厂代工生产整车。"
    help_en = "Lets car brands without a licence build at licensed plants in the city."
    unit = "share of its cars"
    unit_zh = "占其产量的比例"
    group = "firms"
    by = ()
    roles = ("target",)
    vehicles = True
    eligible_zh = "无整车生产资质的品牌"
    eligible_en = "car brands without a licence"
    payer = ""
    bends = ("coproduction",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"coproduction": order.level}
