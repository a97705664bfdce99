"""Rent support bound to a park's chain."""

from __future__ import annotations

import numpy as np

from agents.parameters.group import Group, Inside, assumed
from agents.world import World
from policies.chain_support import chain_served, rent_refunds
from policies.instrument import Claims, Instrument, Offer, Order, register


class Numbers(Group):
    """Chain rent."""

    most: Inside = assumed(0.95, 0.9, 0.99, "share of list rent")
    """most that is refunded. Source: as park_rent_subsidy.most"""


@register
class ChainRent(Instrument):
    """Chain rent: the district refunds ``level`` of the list rent to the chain of a park's focus.

    The chain is the segment that the park courts and the component classes that sell to it; who
    does not belong to it pays in full. Newcomers and firms at the end of a lease see it.
    """

    key = "chain_rent"
    name_zh = "产业链租金补贴"
    name_en = "Chain rent"
    help_zh = "对入驻园区且属于其主导产业链（主导领域及其零部件供应商）的企业给予租金补贴。"
    help_en = "Refunds a share of the rent to tenants of the chain that a park courts."
    unit = "share of list rent"
    unit_zh = "占标价租金的比例"
    group = "parks"
    by = ("segments", "parks", "kinds")
    eligible_zh = "所列园区主导产业链上的企业；未列园区时为特色产业园区"
    eligible_en = "tenants of the focus's chain in the parks named, else in designated ones"
    payer = "district"
    numbers = Numbers
    bends = ("rent_discount",)

    def offer(self, world: World, order: Order) -> Offer:
        borne = min(order.level, world.parameters.of(Numbers).most)
        return {"rent_discount": np.where(chain_served(world, order), borne, 0.0).ravel()}

    def claims(self, world: World, order: Order) -> Claims | None:
        return rent_refunds(world, order)
