"""Shared digital tools for makers."""

from __future__ import annotations

import numpy as np

from agents.world import World
from policies.instrument import Order, Programme, register


@register
class DigitalPlatform(Programme):
    """Digital platform (数字化工具): plants in the city make at a unit cost lower by ``level``."""

    key = "digital_platform"
    name_zh = "数字化赋能平台"
    name_en = "Digital platform"
    help_zh = "提供工业互联网、设计仿真等公共数字化工具，降低制造成本。"
    help_en = "Shared digital tools that lower the unit cost of plants in the city."
    unit = "share of unit cost"
    unit_zh = "占单位成本的比例"
    group = "firms"
    high = 0.05
    eligible_zh = "所列行业在市内生产的企业"
    eligible_en = "firms of the segments named, for what they make in the city"
    bends = ("cost_relief",)

    def offer(self, world: World, order: Order) -> None:
        relief = np.where(order.segments, order.level, 0.0)
        world.terms.cost_relief = world.terms.cost_relief + relief

    def unit_cost(self, world: World, order: Order) -> float:
        return world.parameters.policy.platform_cost
