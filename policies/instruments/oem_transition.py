"""Makers of engine cars that turn to new-energy vehicles."""

from __future__ import annotations

import numpy as np

from agents.world import World
from policies.instrument import Claims, Instrument, Offer, Order, register


@register
class OEMTransition(Instrument):
    """OEM transition: makers turn to NEVs and raise their driving level ``level`` faster, find
    technology firms for it as much more often, and share a demonstration grant.

    The grant goes by revenue to makers that still have engines.
    """

    key = "oem_transition"
    name_zh = "整车企业转型"
    name_en = "OEM transition"
    help_zh = "支持传统整车企业加快转向新能源和智能网联汽车。"
    help_en = "Helps makers of cars to turn to new-energy vehicles and assisted driving faster."
    unit = "share of pace"
    unit_zh = "转型速度增幅"
    group = "firms"
    high = 2.0
    by = ()
    roles = ("target",)
    vehicles = True
    eligible_zh = "仍生产燃油车的整车企业"
    eligible_en = "makers of cars that still build engines"
    bends = ("oem_transition",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"oem_transition": order.level}

    def claims(self, world: World, order: Order) -> Claims | None:
        firms = world.firms
        turning = (firms.nev_share > 0.0) & (firms.nev_share < 1.0) & (firms.revenue > 0.0)
        slots = np.flatnonzero(order.firms(world) & turning)
        faster = float(order.own["oem_transition"])
        total = faster * world.parameters.policy.transition_cost / 4.0
        part = firms.revenue[slots] / max(float(firms.revenue[slots].sum()), 1e-9)
        return Claims(total * part, firms=slots)
