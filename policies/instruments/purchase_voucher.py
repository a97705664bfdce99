"""Vouchers for buyers in the city."""

from __future__ import annotations

import numpy as np

from agents.world import World
from engine.groups import sum_by
from policies.instrument import Claims, Instrument, Order, register


@register
class PurchaseVoucher(Instrument):
    """Purchase voucher: the municipality bears ``level`` of the price in the city's own market.

    Goods from outside are supported like the city's own, so that shares do not move and the market
    grows; what goes to outside makers is reported as leakage.
    """

    key = "purchase_voucher"
    name_zh = "消费券"
    name_en = "Purchase voucher"
    help_zh = "市内购买智能终端给予价格补贴，本地与外地品牌一视同仁。"
    help_en = "Bears a share of the price for buyers in the city, whoever makes the goods."
    unit = "share of price"
    high = 0.5
    roles = ("target",)
    supports_price = True

    def offer(self, world: World, order: Order) -> None:
        served = order.segments[world.static.use_segment]
        world.terms.price_support = np.where(
            served, np.maximum(world.terms.price_support, order.level), world.terms.price_support
        )

    def claims(self, world: World, order: Order) -> Claims | None:
        lines, markets = world.lines, world.markets
        served = order.segments[world.static.use_segment]
        own = sum_by(lines.use, lines.sold[:, 0] * lines.price, markets.n)
        outside = markets.outside_units[:, 0] * markets.outside_price
        rate = order.level / 1e6
        total = float((own + outside)[served].sum()) * rate
        return Claims(
            np.array([total]),
            np.array([world.municipality]),
            receiver="households",
            leaked=float(outside[served].sum()) * rate,
        )
