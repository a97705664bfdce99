"""Incubators for startups."""

from __future__ import annotations

import numpy as np

from agents import kinds
from agents.parameters.group import Group, NonNegative, assumed
from agents.world import World
from policies.instrument import Claims, Instrument, Offer, Order, register


class Numbers(Group):
    """Incubation."""

    quarters: NonNegative = assumed(8.0, 4.0, 12.0, "quarters")
    """how long an incubator keeps a startup"""


@register
class Incubation(Instrument):
    """Incubation: startups in their first two years find a first round more easily, by ``level``.

    The district bears that part of what they burn, as space and services.
    """

    key = "incubation"
    name_zh = "孵化培育"
    name_en = "Incubation"
    help_zh = "对两年内的初创企业给予孵化支持，帮助获得首轮融资。"
    help_en = "Bears part of young startups' spending and helps them to a first round."
    unit = "share of spending"
    unit_zh = "占支出的比例"
    group = "parks"
    high = 0.5
    by = ("segments", "parks")
    eligible_zh = "成立两年内的初创企业"
    eligible_en = "startups in their first two years"
    payer = "district"
    numbers = Numbers
    bends = ("incubation",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"incubation": np.where(order.segments, order.level, 0.0)}

    def claims(self, world: World, order: Order) -> Claims | None:
        firms = world.firms
        most = world.parameters.of(Numbers).quarters
        young = firms.is_kind(kinds.STARTUP) & (world.quarter - firms.founded < most)
        slots = np.flatnonzero(order.firms(world) & young)
        borne = order.own["incubation"][firms.segment[slots]]
        return Claims(borne * firms.burn[slots], firms=slots)
