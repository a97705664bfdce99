"""A law on driverless vehicles."""

from __future__ import annotations

from agents.parameters.group import Group, NonNegative, assumed
from agents.world import World
from policies.instrument import Claims, Offer, Order, Programme, register
from policies.own_part import each, sales


class Numbers(Group):
    """Vehicle legislation."""

    duties: NonNegative = assumed(0.01, 0.003, 0.03, "share of price by level")
    """what makers pay for records of data and for liability that the law gives them. Source:
    recorders and a makers' insurance, some thousand yuan a vehicle"""


@register
class VehicleLegislation(Programme):
    """Vehicle legislation (路权、数据、责任立法): ``level`` of what a law on road rights, data and
    liability of driverless vehicles can do.

    Permits for fleets come faster, accidents and the cost of liability fall. Offices have their
    cost, and makers have to keep records and to answer for what their vehicles do.
    """

    key = "vehicle_legislation"
    name_zh = "智能网联汽车立法"
    name_en = "Vehicle legislation"
    help_zh = "明确无人驾驶车辆的路权、数据与事故责任，加快分级许可，降低风险。"
    help_en = "Road rights, data, liability: permits by grade come faster, at less risk."
    unit = "share of a full law"
    unit_zh = "立法完备程度"
    group = "order"
    by = ()
    roles = ("target",)
    vehicles = True
    fleets = True
    receiver = "households"
    eligible_zh = "商用智能网联汽车车队"
    eligible_en = "fleets of driverless commercial vehicles"
    numbers = Numbers
    bends = ("vehicle_law",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"vehicle_law": order.level}

    def cost(self, world: World, order: Order) -> float:
        law = float(order.own["vehicle_law"]) if world.fleets.n else 0.0  # nobody to permit
        return law * world.parameters.policy.law_cost

    def borne(self, world: World, order: Order) -> Claims | None:
        due = world.parameters.of(Numbers).duties * float(order.own["vehicle_law"])
        return each(due * sales(world, 0, world.markets.by_fleets.astype(float)))
