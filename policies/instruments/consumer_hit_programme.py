"""Help towards hits."""

from __future__ import annotations

import numpy as np

from agents.world import World
from policies.instrument import Order, Programme, register


@register
class ConsumerHitProgramme(Programme):
    """Hit programme (爆款): new models are better by ``level`` of ln quality.

    Design centres and tests with users; a better draw more often makes a hit.
    """

    key = "consumer_hit_programme"
    name_zh = "爆款产品培育"
    name_en = "Consumer hits programme"
    help_zh = "支持工业设计与用户测试，培育爆款终端产品。"
    help_en = "Design help and user tests: new models turn out better, and more become hits."
    unit = "ln quality"
    unit_zh = "对数质量"
    group = "consumption"
    high = 0.15
    roles = ("target",)
    eligible_zh = "所列行业推出新产品的企业"
    eligible_en = "firms of the segments named that launch a model"
    bends = ("launch_quality",)

    def offer(self, world: World, order: Order) -> None:
        lift = np.where(order.segments, order.level, 0.0)
        world.terms.launch_quality = world.terms.launch_quality + lift

    def unit_cost(self, world: World, order: Order) -> float:
        return world.parameters.policy.design_cost
