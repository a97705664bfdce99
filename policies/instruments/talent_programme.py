"""Engineers from elsewhere."""

from __future__ import annotations

from agents.world import World
from policies.instrument import Offer, Order, Programme, register


@register
class TalentProgramme(Programme):
    """Talent programme: ``level`` more engineers want to live in the city.

    It pays awards and services by engineer, in all industries, for those who come.
    """

    key = "talent_programme"
    name_zh = "人才引进"
    name_en = "Talent programme"
    help_zh = "通过落户便利和人才奖励吸引工程师来本市。"
    help_en = "Awards and easier settlement: more engineers want to live in the city."
    unit = "share of engineers"
    unit_zh = "占工程师总数的比例"
    group = "talent"
    high = 0.1
    by = ()
    receiver = "households"
    eligible_zh = "来本市工作的工程师"
    eligible_en = "engineers who come to the city"
    bends = ("talent",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"talent": order.level}

    def cost(self, world: World, order: Order) -> float:
        people = float(order.own["talent"]) * float(world.economy.labour_pool_start[0, 1])
        return people * world.parameters.policy.talent_cost / 1e6
