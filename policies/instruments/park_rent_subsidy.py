"""Rent subsidy in designated special parks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from agents.parameters.group import Group, Inside, assumed
from agents.world import World
from engine.growing import grown
from policies.instrument import Claims, Instrument, Offer, Order, register


class Numbers(Group):
    """Park rent subsidy."""

    most: Inside = assumed(0.95, 0.9, 0.99, "share of list rent")
    """most that is refunded. Source: a park where nothing is left to pay would be infinitely
    cheap"""


@register
class ParkRentSubsidy(Instrument):
    """Rent subsidy: the district refunds ``level`` of the list rent in designated parks.

    Newcomers of any segment see the rent after discount.
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
        served = world.parks.designated.astype(bool)
        if order.parks is not None:
            served = served & order.parks
        borne = min(order.level, world.parameters.of(Numbers).most)
        return {"rent_discount": np.where(served, borne, 0.0)}

    def claims(self, world: World, order: Order) -> Claims | None:
        firms, accounts, borne = world.firms, world.accounts, order.own["rent_discount"]
        home = firms.hq
        site = np.where(firms.plant >= 0, firms.plant, home)
        # Firms that have come since the accounts rented nothing yet.
        office, plant = (grown(rent, firms.n) for rent in (accounts.rent_hq, accounts.rent_plant))
        due = office * borne[home] + plant * borne[site]
        everywhere = replace(order, parks=None)  # parks are served by their rent
        slots = np.flatnonzero(everywhere.firms(world) & (due > 0.0))
        return Claims(due[slots], firms=slots)
