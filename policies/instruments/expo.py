"""Fairs, and stands abroad."""

from __future__ import annotations

import numpy as np

from agents.parameters.group import Group, NonNegative, derived
from agents.world import World
from policies.instrument import Claims, Offer, Order, Programme, register
from policies.own_part import sales, shared


class Numbers(Group):
    """Fairs and going abroad."""

    own_part: NonNegative = derived(1.0, 0.4, 2.0, "programme's cost = 1")
    """what makers pay beside it. Source: the national fund for small firms that go abroad bears at
    most a half of such costs, 70 % in the west (general knowledge)"""


@register
class Expo(Programme):
    """Fairs and expos: ln reach abroad grows by ``level`` more a quarter.

    Makers pay for stands and travel too, by what they sell abroad.
    """

    key = "expo"
    name_zh = "展会与出海"
    name_en = "Fairs and going abroad"
    help_zh = "支持企业参加国内外展会，拓展海外渠道。"
    help_en = "Fairs and stands abroad: more reach in export markets."
    unit = "ln reach abroad a quarter"
    unit_zh = "每季对数触达"
    group = "consumption"
    high = 0.05
    roles = ("target",)
    eligible_zh = "所列行业的本市企业"
    eligible_en = "makers of the city in the segments named"
    numbers = Numbers
    bends = ("export_reach",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"export_reach": np.where(order.segments, order.level, 0.0)}

    def cost(self, world: World, order: Order) -> float:
        return order.counted("export_reach", order.segments) * world.parameters.policy.expo_cost

    def borne(self, world: World, order: Order) -> Claims | None:
        own = world.parameters.of(Numbers).own_part * self.cost(world, order) / 4.0
        abroad = sales(world, 2, np.ones(world.markets.n))
        return shared(own, np.where(order.firms(world), abroad, 0.0))
