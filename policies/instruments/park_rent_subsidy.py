"""Rent subsidy in designated special parks."""

from __future__ import annotations

import numpy as np

from agents.parameters.group import Group, Inside, assumed
from agents.world import World
from policies.chain_support import parks_served, rent_refunds
from policies.instrument import Claims, Instrument, Offer, Order, register


class Numbers(Group):
    """Park rent subsidy."""

    most: Inside = assumed(0.95, 0.9, 0.99, "share of list rent")
    """most that is refunded. Source: a park where nothing is left to pay would be infinitely
    cheap"""


@register
class ParkRentSubsidy(Instrument):
    """Rent subsidy: the district refunds ``level`` of the list rent in designated parks.

    Newcomers and movers of the segments it serves see the rent after discount.
    """

    key = "park_rent_subsidy"
    name_zh = "特色园区租金补贴"
    name_en = "Park rent subsidy"
    help_zh = "对入驻特色产业园区的企业给予租金补贴。"
    help_en = "Refunds a share of the rent in designated special parks."
    unit = "share of list rent"
    unit_zh = "占标价租金的比例"
    group = "parks"
    by = ("segments", "parks", "kinds")
    eligible_zh = "入驻特色产业园区的企业"
    eligible_en = "tenants of designated special parks"
    payer = "district"
    numbers = Numbers
    bends = ("rent_discount",)

    def offer(self, world: World, order: Order) -> Offer:
        served = order.segments[:, None] & parks_served(world, order)
        borne = min(order.level, world.parameters.of(Numbers).most)
        return {"rent_discount": np.where(served, borne, 0.0).ravel()}

    def claims(self, world: World, order: Order) -> Claims | None:
        return rent_refunds(world, order)
