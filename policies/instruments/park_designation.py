"""Designation of special parks."""

from __future__ import annotations

import numpy as np

from agents.parameters.group import Group, Inside, NonNegative, Share, assumed
from agents.world import World
from policies.chain_support import chain_served, parks_named, rent_refunds, services_cost
from policies.instrument import Claims, Instrument, Offer, Order, register


class Numbers(Group):
    """Park designation."""

    rent: Inside = assumed(0.5, 0.3, 0.7, "share of list rent")
    """rent refunded to the focus's chain at full strength"""
    admission: NonNegative = assumed(5.0, 2.0, 10.0, "utility")
    """what a park takes from newcomers off the chain at full strength"""
    services: Share = assumed(0.2, 0.1, 0.3, "services 0–1")
    """what is added to a park's services at full strength"""


@register
class ParkDesignation(Instrument):
    """Park designation (认定特色园区): rent, admission and services for the chain, in one.

    ``level`` is the part of the whole bundle. Districts pay the rent of the chain's tenants, the
    municipality the services of the parks, both out of one budget.
    """

    key = "park_designation"
    name_zh = "认定特色产业园区"
    name_en = "Park designation"
    help_zh = "认定一批特色产业园区：对主导产业链企业补贴租金、实行准入、配套公共服务。"
    help_en = "Designates parks: rent support and admission by the chain they court, and services."
    unit = "part of the bundle"
    unit_zh = "政策包力度"
    group = "parks"
    by = ("segments", "parks", "kinds")
    roles = ("target", "component", "legacy")
    eligible_zh = "所列园区；未列园区时为已认定的特色产业园区"
    eligible_en = "the parks named, else those designated already"
    payer = "district"
    numbers = Numbers
    bends = ("rent_discount", "admission", "added_services")

    def offer(self, world: World, order: Order) -> Offer:
        p, served = world.parameters.of(Numbers), chain_served(world, order)
        named = parks_named(world, order)
        return {
            "rent_discount": np.where(served, order.level * p.rent, 0.0).ravel(),
            "admission": np.where(named & ~served, order.level * p.admission, 0.0).ravel(),
            "added_services": np.where(named, order.level * p.services, 0.0),
        }

    def claims(self, world: World, order: Order) -> Claims | None:
        return rent_refunds(world, order)

    def claims_beside(self, world: World, order: Order) -> Claims | None:
        cost = services_cost(world, order) / 4.0
        return Claims(np.array([cost]), receiver="rest", flow="programmes")
