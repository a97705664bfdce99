"""Roads that talk to cars."""

from __future__ import annotations

import numpy as np

from agents.parameters.group import Group, NonNegative, assumed
from agents.world import World
from policies.instrument import Claims, Offer, Order, Programme, register
from policies.own_part import each, sales


class Numbers(Group):
    """Smart roads."""

    learning: NonNegative = assumed(0.5, 0.0, 1.0, "innovations by use")
    """how much more often makers innovate by a unit of use more. Source: road tests teach them"""
    on_board: NonNegative = assumed(0.008, 0.003, 0.02, "share of price")
    """what units on board cost the makers. Source: 1,000 to 2,000 yuan in a car of 170,000 (general
    knowledge)"""
    tests: NonNegative = assumed(0.25, 0.0, 1.0, "share of R&D by use")
    """what makers pay for road tests, by a unit of use more. Source: test cars and drivers"""


@register
class SmartRoads(Programme):
    """Smart roads (车路协同): ``level`` more cars of its markets could be in use in the city.

    Road tests teach the makers: their innovations come more often by a part of it. They pay for
    tests, and for units on board of the cars that use the roads.
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

    def borne(self, world: World, order: Order) -> Claims | None:
        p = world.parameters.of(Numbers)
        level = order.counted("ceiling", order.uses)
        tests = np.where(order.firms(world), p.tests * level * world.firms.rd_real, 0.0)
        return each(p.on_board * sales(world, 0, order.own["ceiling"]) + tests)
