"""The city's guidance fund beside private money."""

from __future__ import annotations

import numpy as np

from agents.world import World
from policies.instrument import Instrument, Offer, Order, register


@register
class GuidanceFund(Instrument):
    """Guidance fund (政府引导基金): it brings ``level`` of each startup's round, in its segments.

    The money moves in the finance step, as equity with a stake; the budget bounds it each quarter.
    """

    key = "guidance_fund"
    name_zh = "政府引导基金"
    name_en = "State guidance fund"
    help_zh = "政府引导基金按比例参与初创企业融资。"
    help_en = "Brings a share of startups' rounds, as equity."
    unit = "share of each round"
    unit_zh = "占每轮融资的比例"
    group = "funding"
    high = 0.6
    eligible_zh = "正在融资的初创企业"
    eligible_en = "startups that raise a round"
    bends = ("guidance",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"guidance": np.where(order.segments, order.level, 0.0)}
