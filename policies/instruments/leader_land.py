"""Land for a leading firm in a park."""

from __future__ import annotations

import numpy as np

from agents.parameters.group import Group, Positive, assumed
from agents.world import World
from policies.chain_support import chain_served
from policies.instrument import Offer, Order, Package, register


class Numbers(Group):
    """Leader land."""

    paid_over: Positive = assumed(4.0, 1.0, 8.0, "quarters")
    """time over which the district bears the land's cost. Source: from grant to opening"""


@register
class LeaderLand(Package):
    """Leader land (链主供地): a leading project in a named park is given land worth ``level`` of
    its capital outlay.

    A project leads that would be a chain master there, of the chain of the park's focus. It weighs
    the land against other parks and regions; the district bears the cost, for every leader that
    comes, and claims it back as a package. Suppliers follow by location.
    """

    key = "leader_land"
    name_zh = "链主企业供地"
    name_en = "Land for leaders"
    help_zh = "在指定园区为主导产业链的链主项目供地，按投资额折价。"
    help_en = "Land in named parks for leading projects of the chain that the park courts."
    unit = "share of capital outlay"
    unit_zh = "占投资额的比例"
    group = "parks"
    high = 0.5
    by = ("segments", "parks")
    eligible_zh = "落户所列园区的链主项目；未列园区时为特色产业园区"
    eligible_en = "leading projects that settle in the parks named, else in designated ones"
    payer = "district"
    numbers = Numbers
    bends = ("leader_land",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"leader_land": np.where(chain_served(world, order), order.level, 0.0).ravel()}

    def paid_over(self, world: World) -> float:
        return world.parameters.of(Numbers).paid_over
