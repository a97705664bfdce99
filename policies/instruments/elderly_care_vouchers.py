"""Vouchers for devices that help the elderly."""

from __future__ import annotations

import numpy as np

from agents.world import World
from policies.instrument import Claims, Instrument, Offer, Order, register
from policies.price_support import to_buyers


@register
class ElderlyCareVouchers(Instrument):
    """Elderly-care vouchers: ``level`` of the price for buyers of sixty years and more.

    They are a part of all buyers in the markets served, so the mean price falls by that part.
    """

    key = "elderly_care_vouchers"
    name_zh = "养老助老消费券"
    name_en = "Elderly-care vouchers"
    help_zh = "老年人购买智能家居、穿戴和康护机器人给予补贴。"
    help_en = "Bears a share of the price for elderly buyers of home, wearable and care devices."
    unit = "share of price"
    unit_zh = "占售价的比例"
    group = "consumption"
    high = 0.5
    by = ("segments", "uses")
    roles = ("target",)
    eligible_zh = "市内60岁及以上消费者"
    eligible_en = "buyers in the city of sixty years and more"
    promised = True
    bends = ("price_support",)

    def offer(self, world: World, order: Order) -> Offer:
        of_all = order.level * world.parameters.policy.silver_share
        return {"price_support": np.where(order.uses, of_all, 0.0)}

    def claims(self, world: World, order: Order) -> Claims | None:
        return to_buyers(world, order.own["price_support"])
