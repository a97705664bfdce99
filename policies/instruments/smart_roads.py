"""Roads that talk to cars."""

from __future__ import annotations

import numpy as np

from agents.parameters.group import Group, NonNegative, assumed
from agents.world import World
from policies.instrument import Offer, Order, Programme, register


class Numbers(Group):
    """Smart roads."""

    learning: NonNegative = assumed(0.5, 0.0, 1.0, "innovations by use")
    """how much more often makers innovate by a unit of use more. Source: road tests teach them"""


@register
class SmartRoads(Programme):
    """Smart roads (车路协同): ``level`` more cars of its markets could be in use in the city.

    Road tests teach the makers: their innovations come more often by a part of it.
    """

    key = "smart_roads"
    name_zh = "智能网联道路"
    name_en = "Smart roads"
    help_zh = "建设车路协同道路和测试环境，扩大智能网联汽车使用。"
    help_en = "Builds roads and test zones for connected cars: more use, and faster learning."
    unit = "share of what could be in use"
    unit_zh = "占使用上限的比例"
    group = "scenarios"
    high = 0.5
    by = ("segments", "uses")
    roles = ("target",)
    vehicles = True
    eligible_zh = "所列细分市场"
    eligible_en = "the markets named"
    flow = "infrastructure"
    numbers = Numbers
    bends = ("ceiling", "innovation")

    def offer(self, world: World, order: Order) -> Offer:
        learning = world.parameters.of(Numbers).learning
        return {
            "ceiling": np.where(order.uses, order.level, 0.0),
            "innovation": np.where(order.segments, learning * order.level, 0.0),
        }

    def cost(self, world: World, order: Order) -> float:
        return order.counted("ceiling", order.uses) * world.parameters.policy.roads_cost
