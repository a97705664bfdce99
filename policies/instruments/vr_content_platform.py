"""Shared content and test sites for new goods."""

from __future__ import annotations

import numpy as np

from agents.parameters.group import Group, NonNegative, assumed
from agents.world import World
from policies.instrument import Claims, Offer, Order, Programme, register
from policies.own_part import each


class Numbers(Group):
    """VR content platform."""

    learning: NonNegative = assumed(0.5, 0.0, 1.0, "innovations by use")
    """how much more often makers innovate by a unit of use more. Source: shared engines and tests
    speed them"""
    porting: NonNegative = assumed(0.25, 0.0, 1.0, "share of R&D by use")
    """what makers pay to bring their devices to it, by a unit of use more. Source: as road tests
    cost"""


@register
class VRContentPlatform(Programme):
    """Content platform (“VR+”): developers bring out ``level`` more titles for its markets.

    Of goods that do not live on content, ``level`` more could be in use in the city. Shared engines
    and tests speed the makers' innovations by a part of it; they pay to bring their devices to
    them.
    """

    key = "vr_content_platform"
    name_zh = "“VR+”内容平台"
    name_en = "VR content platform"
    help_zh = "建设内容制作与测试公共平台，增加新内容，带动新产品应用。"
    help_en = "Shared platforms for content and tests: more titles, more use, faster innovation."
    unit = "share of new content"
    unit_zh = "占新增内容的比例"
    group = "scenarios"
    high = 1.0
    by = ("segments", "uses")
    roles = ("target",)
    eligible_zh = "所列细分市场"
    eligible_en = "the markets named"
    flow = "infrastructure"
    numbers = Numbers
    bends = ("ceiling", "content", "innovation")

    def offer(self, world: World, order: Order) -> Offer:
        learning = world.parameters.of(Numbers).learning
        lives_on_it = world.markets.content_base > 0.0
        return {
            "ceiling": np.where(order.uses & ~lives_on_it, order.level, 0.0),
            "content": np.where(order.uses & lives_on_it, order.level, 0.0),
            "innovation": np.where(order.segments, learning * order.level, 0.0),
        }

    def cost(self, world: World, order: Order) -> float:
        return _counted(order) * world.parameters.policy.content_cost

    def borne(self, world: World, order: Order) -> Claims | None:
        share = world.parameters.of(Numbers).porting * _counted(order)
        return each(np.where(order.firms(world), share * world.firms.rd_real, 0.0))


def _counted(order: Order) -> float:
    """The level that counts beside other instruments: of each use one of the two is zero."""
    return order.counted("ceiling", order.uses) + order.counted("content", order.uses)
