"""A platform for mobility."""

from __future__ import annotations

import numpy as np

from agents.parameters.group import Group, NonNegative, Share, assumed
from agents.world import World
from policies.instrument import Claims, Offer, Order, Programme, register
from policies.own_part import each, sales


class Numbers(Group):
    """Mobility platform."""

    fee: Share = assumed(0.3, 0.1, 0.6, "share of what is spared")
    """what operators pay to be on it. Source: platforms for rides keep a fifth to a third of a fare
    (general knowledge)"""
    on_board: NonNegative = assumed(0.01, 0.003, 0.03, "share of price")
    """what makers pay to connect the vehicles that they sell. Source: units on board and tests of
    the interface, some thousand yuan a vehicle"""


@register
class MobilityPlatform(Programme):
    """Mobility platform (数字化出行服务平台): ``level`` of the cost of running driverless vehicles
    is spared, as fleets find riders and loads with fewer empty runs.

    Operators pay for it a part of what it spares them, makers for connecting their vehicles.
    """

    key = "mobility_platform"
    name_zh = "数字化出行服务平台"
    name_en = "Mobility platform"
    help_zh = "建设出行与货运撮合平台，减少商用智能车空驶；运营企业付费，车企承担接入成本。"
    help_en = "Matches riders and loads with driverless fleets; operators and makers pay a part."
    unit = "share of running cost"
    unit_zh = "占运行成本的比例"
    group = "scenarios"
    high = 0.3
    by = ("segments", "uses")
    roles = ("target",)
    vehicles = True
    fleets = True
    eligible_zh = "所列细分市场的商用车队"
    eligible_en = "fleets of the markets named"
    numbers = Numbers
    bends = ("fleet_saving",)

    def offer(self, world: World, order: Order) -> Offer:
        kept = 1.0 - world.parameters.of(Numbers).fee
        served = order.uses & world.markets.by_fleets
        return {"fleet_saving": np.where(served, kept * order.level, 0.0)}

    def cost(self, world: World, order: Order) -> float:
        served = order.uses & world.markets.by_fleets
        kept = 1.0 - world.parameters.of(Numbers).fee
        spared = order.counted("fleet_saving", served) / max(kept, 1e-12)
        return spared * world.parameters.policy.mobility_cost

    def borne(self, world: World, order: Order) -> Claims | None:
        served = (order.own["fleet_saving"] > 0.0).astype(np.float64)
        return each(world.parameters.of(Numbers).on_board * sales(world, 0, served))
