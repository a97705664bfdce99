"""Scenarios opened to new devices."""

from __future__ import annotations

import numpy as np

from agents.parameters.group import Group, Positive, assumed
from agents.world import World
from policies.instrument import Offer, Order, Programme, register


class Numbers(Group):
    """Scenario opening."""

    grade: Positive = assumed(0.2, 0.1, 0.4, "openness 0–1")
    """openness that goes with one grade of permits"""


@register
class ScenarioOpening(Programme):
    """Scenario opening: ``level`` is added to the openness of the scenarios of its markets.

    By so much of it permits there are eased by a grade.
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
