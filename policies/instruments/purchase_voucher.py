"""Vouchers for buyers in the city."""

from __future__ import annotations

import numpy as np

from agents.world import World
from policies.instrument import Claims, Instrument, Offer, Order, register
from policies.price_support import to_buyers


@register
class PurchaseVoucher(Instrument):
    """Purchase voucher: the municipality bears ``level`` of the price in the city's own market.

    Goods from outside are supported like the city's own, so that shares do not move and the market
    grows; what goes to outside makers is reported as leakage.
    """

    key = "purchase_voucher"
    name_zh = "消费券"
    name_en = "Purchase voucher"
    help_zh = "市内购买产业产品给予价格补贴，本地与外地品牌一视同仁。"
    help_en = "Bears a share of the price for buyers in the city, whoever makes the goods."
    unit = "share of price"
    unit_zh = "占售价的比例"
    group = "consumption"
    by = ("segments", "uses")
    high = 0.5
    roles = ("target",)
    eligible_zh = "市内购买所列产品的消费者"
    eligible_en = "buyers in the city of the goods named"
    promised = True
    bends = ("price_support",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"price_support": np.where(order.uses, order.level, 0.0)}

    def claims(self, world: World, order: Order) -> Claims | None:
        return to_buyers(world, order.own["price_support"])
