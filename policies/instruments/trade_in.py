"""Trade-in of old devices."""

from __future__ import annotations

import numpy as np

from agents.world import World
from policies.instrument import Claims, Instrument, Offer, Order, register
from policies.price_support import to_buyers


@register
class TradeIn(Instrument):
    """Trade-in (以旧换新): ``level`` of the price is borne where a device is replaced in the city.

    At most a limit by device. Replacement comes sooner; goods from outside are served alike.
    """

    key = "trade_in"
    name_zh = "以旧换新"
    name_en = "Trade-in"
    help_zh = "市内消费者以旧换新给予补贴，每台设上限。"
    help_en = "Bears a share of the price of a replaced device, up to a limit, whoever makes it."
    unit = "share of price"
    unit_zh = "占售价的比例"
    group = "consumption"
    high = 0.3
    by = ("segments", "uses")
    roles = ("target",)
    eligible_zh = "市内更换旧设备的消费者"
    eligible_en = "buyers in the city who replace a device"
    promised = True
    bends = ("trade_in",)

    def offer(self, world: World, order: Order) -> Offer:
        limit = world.parameters.policy.replacement_limit / world.markets.outside_price
        return {"trade_in": np.where(order.uses, np.minimum(order.level, limit), 0.0)}

    def claims(self, world: World, order: Order) -> Claims | None:
        return to_buyers(world, order.own["trade_in"] * world.markets.replacing)
