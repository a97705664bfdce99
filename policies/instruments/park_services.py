"""Services of parks to their tenants."""

from __future__ import annotations

import numpy as np

from agents.world import World
from policies.chain_support import parks_named, services_cost
from policies.instrument import Offer, Order, Programme, register


@register
class ParkServices(Programme):
    """Park services: ``level`` is added to what parks do for their tenants (0–1).

    Shared laboratories, matching, help with permits. The municipality pays it by park; all tenants
    have it.
    """

    key = "park_services"
    name_zh = "园区公共服务"
    name_en = "Park services"
    help_zh = "提升园区公共技术平台、供需对接和企业服务水平。"
    help_en = "Raises the services of parks: shared laboratories, matching, help with permits."
    unit = "services 0–1"
    unit_zh = "服务水平0–1"
    group = "parks"
    high = 0.5
    by = ("parks",)
    eligible_zh = "所列园区；未列园区时为特色产业园区"
    eligible_en = "the parks named, else designated ones"
    bends = ("added_services",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"added_services": np.where(parks_named(world, order), order.level, 0.0)}

    def cost(self, world: World, order: Order) -> float:
        return services_cost(world, order)
