"""Help towards hits."""

from __future__ import annotations

import numpy as np

from agents.research import progress
from agents.world import World
from policies.instrument import Offer, Order, Programme, register


@register
class ConsumerHitProgramme(Programme):
    """Hit programme (爆款): ``level`` million yuan of design and user tests for each new model.

    It is spent while models are developed, and adds to their R&D: much for a small firm's model,
    next to nothing for a giant's. A better model more often makes a hit.
    """

    key = "consumer_hit_programme"
    name_zh = "爆款产品培育"
    name_en = "Consumer hits programme"
    help_zh = "按新产品给予工业设计与用户测试支持，培育爆款产品。"
    help_en = "Design help and user tests for each new model: models turn out better."
    unit = "million yuan by new model"
    unit_zh = "百万元/款新产品"
    group = "consumption"
    high = 5.0
    roles = ("target",)
    eligible_zh = "所列行业研制新产品的企业"
    eligible_en = "firms of the segments named that develop a model"
    bends = ("design_help",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"design_help": np.where(order.firms(world), order.level, 0.0)}

    def cost(self, world: World, order: Order) -> float:
        firms, given = world.firms, order.own["design_help"]
        p = world.parameters.research
        slots = np.flatnonzero(given)
        models = progress(
            firms.rd_real[slots],
            world.markets.rd_reference[firms.use[slots]],
            p.launch_quarters,
            p.progress_most,
        )
        return 4.0 * float((given[slots] * models).sum())
