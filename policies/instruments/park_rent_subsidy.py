"""Rent subsidy in designated special parks."""

from __future__ import annotations

import numpy as np

from agents import kinds
from agents.world import World
from policies.instrument import Claims, Instrument, Order, register


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

    def offer(self, world: World, order: Order) -> None:
        # A park where nothing is left to pay would be infinitely cheap.
        discount = np.where(world.parks.designated, min(order.level, 0.95), 0.0)
        world.terms.rent_discount = np.maximum(world.terms.rent_discount, discount)

    def claims(self, world: World, order: Order) -> Claims | None:
        firms, parks, accounts = world.firms, world.parks, world.accounts
        home = firms.hq
        site = np.where(firms.plant >= 0, firms.plant, home)
        due = order.level * (
            accounts.rent_hq * parks.designated[home] + accounts.rent_plant * parks.designated[site]
        )
        eligible = order.segments[firms.segment]
        slots = np.flatnonzero(firms.alive & eligible & (due > 0.0))
        districts = world.government(kinds.DISTRICT).slots
        assert districts is not None
        return Claims(due[slots], districts[parks.district[home[slots]]], slots)
