"""Suppliers of core components."""

from __future__ import annotations

import numpy as np

from agents import kinds
from agents.parameters.group import Group, NonNegative, assumed
from agents.world import World
from policies.instrument import Claims, Instrument, Offer, Order, register
from policies.research_support import rates, refunds


class Numbers(Group):
    """Component programme."""

    nearness: NonNegative = assumed(0.5, 0.0, 1.0, "share of price by level")
    """how much cheaper local components seem to the city's plants"""


@register
class ComponentProgramme(Instrument):
    """Component programme: the municipality refunds ``level`` of suppliers' R&D, by class.

    It comes beside the general subsidy; cap and budget bound the rate that a firm reckons with.
    Plants of the city see local components as cheaper by a part of the level.
    """

    key = "component_programme"
    name_zh = "核心零部件攻关"
    name_en = "Component programme"
    help_zh = "支持芯片、传感器、软件等关键零部件研发和本地配套。"
    help_en = "Refunds suppliers' R&D by class of component, and favours local sourcing."
    unit = "share of suppliers' R&D"
    unit_zh = "占申报研发费用的比例"
    group = "firms"
    high = 0.4
    by = ("segments", "parks")
    roles = ("component",)
    eligible_zh = "所列零部件门类的供应商"
    eligible_en = "suppliers of the classes named"
    applied_for = True
    numbers = Numbers
    bends = ("component_research", "local_sourcing")

    def offer(self, world: World, order: Order) -> Offer:
        rate = rates(world, order, order.firms(world) & world.firms.is_kind(kinds.SUPPLIER))
        nearness = world.parameters.of(Numbers).nearness
        near = np.where(order.segments, nearness * order.level, 0.0)
        return {"component_research": rate, "local_sourcing": near}

    def claims(self, world: World, order: Order) -> Claims | None:
        return refunds(world, order, order.own["component_research"])
