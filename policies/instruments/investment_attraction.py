"""Packages for mobile investment projects."""

from __future__ import annotations

import numpy as np

from agents.parameters.group import Group, NonNegative, Positive, assumed
from agents.world import World
from policies.instrument import Offer, Order, Package, register


class Numbers(Group):
    """Investment attraction."""

    paid_over: Positive = assumed(8.0, 4.0, 16.0, "quarters")
    """time over which the district pays a package"""
    headquarters: NonNegative = assumed(0.25, 0.0, 0.5, "share of the package")
    """award to headquarters beside it"""


@register
class InvestmentAttraction(Package):
    """Investment attraction (招商引资): packages of up to ``level`` of a project's capital outlay.

    The municipality sets this ceiling, districts bid below it and pay, over two years, while the
    firm stays. A package goes to every project that comes, also to those that would have come
    without it; headquarters get an award beside it. Who leaves early or employs fewer than
    promised pays a part back. Rivals answer with packages of their own.
    """

    key = "investment_attraction"
    name_zh = "招商引资奖励"
    name_en = "Investment attraction"
    help_zh = "对落户的总部和工厂项目按投资额给予奖励，分两年支付。"
    help_en = "A package by capital outlay for headquarters and plants that come, over two years."
    unit = "share of capital outlay"
    unit_zh = "占投资额的比例"
    group = "firms"
    high = 0.5
    eligible_zh = "落户的总部、研发中心和工厂项目"
    eligible_en = "headquarters, research centres and plants that come"
    payer = "district"
    numbers = Numbers
    bends = ("package", "headquarters_award")

    def offer(self, world: World, order: Order) -> Offer:
        package = np.where(order.segments, order.level, 0.0)
        award = world.parameters.of(Numbers).headquarters * package
        return {"package": package, "headquarters_award": award}

    def paid_over(self, world: World) -> float:
        return world.parameters.of(Numbers).paid_over
