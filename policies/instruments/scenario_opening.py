"""Scenarios opened to new devices."""

from __future__ import annotations

import numpy as np

from agents.parameters.group import Group, NonNegative, Positive, assumed
from agents.world import World
from policies.instrument import Claims, Offer, Order, Programme, register
from policies.own_part import sales, shared


class Numbers(Group):
    """Scenario opening."""

    grade: Positive = assumed(0.2, 0.1, 0.4, "openness 0–1")
    """openness that goes with one grade of permits"""
    own_part: NonNegative = assumed(1.0, 0.3, 3.0, "programme's cost = 1")
    """what makers pay for pilots beside it. Source: a pilot site pays for the place, makers bring
    devices, staff and insurance"""


@register
class ScenarioOpening(Programme):
    """Scenario opening: ``level`` is added to the openness of the scenarios of its markets.

    By so much of it permits there are eased by a grade. Makers pay for pilots too, by what they
    sell there.
    """

    key = "scenario_opening"
    name_zh = "开放应用场景"
    name_en = "Scenario opening"
    help_zh = "开放市内应用场景，放宽准入等级，扩大试点。"
    help_en = "Opens scenarios of the city to new devices and eases their permits."
    unit = "openness 0–1"
    unit_zh = "开放度"
    group = "scenarios"
    high = 0.5
    by = ("segments", "uses")
    roles = ("target",)
    eligible_zh = "所列市场对应的场景"
    eligible_en = "the scenarios of the markets named"
    numbers = Numbers
    bends = ("openness", "permit_grade")

    def offer(self, world: World, order: Order) -> Offer:
        placed = world.markets.scenario[order.uses & (world.markets.scenario >= 0)]
        opened = np.zeros(len(world.static.openness))
        opened[placed] = order.level
        grade = world.parameters.of(Numbers).grade
        eased = np.where(order.uses, int(order.level / grade + 1e-9), 0)
        return {"openness": opened, "permit_grade": eased}

    def cost(self, world: World, order: Order) -> float:
        return world.parameters.policy.scenario_cost * float(order.own["openness"].sum())

    def borne(self, world: World, order: Order) -> Claims | None:
        own = world.parameters.of(Numbers).own_part * self.cost(world, order) / 4.0
        placed = order.uses & (world.markets.scenario >= 0)
        there = sales(world, 0, world.markets.scenario_share * placed)
        return shared(own, np.where(order.firms(world), there, 0.0))
