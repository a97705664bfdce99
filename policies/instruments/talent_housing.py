"""Homes for engineers."""

from __future__ import annotations

import numpy as np

from agents.world import World
from policies.instrument import Claims, Instrument, Offer, Order, register


@register
class TalentHousing(Instrument):
    """Talent housing: ``level`` of engineers' cost of housing is borne.

    The model pays it to those at work in its firms, while the whole city's engineers weigh it.
    """

    key = "talent_housing"
    name_zh = "人才住房"
    name_en = "Talent housing"
    help_zh = "为工程师提供低于市场价的人才公寓。"
    help_en = "Bears part of engineers' cost of housing."
    unit = "share of cost of housing"
    unit_zh = "占住房成本的比例"
    group = "talent"
    high = 0.5
    by = ()
    eligible_zh = "在这些企业工作的工程师"
    eligible_en = "engineers at work in these firms"
    promised = True
    bends = ("housing",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"housing": order.level}

    def claims(self, world: World, order: Order) -> Claims | None:
        economy, firms = world.economy, world.firms
        rent = world.parameters.labour.housing_share * economy.wage_engineer[0]
        people = float(firms.engineers.sum())
        cost = float(order.own["housing"]) * float(rent) * people
        return Claims(np.array([cost]), receiver="households", flow="housing")
