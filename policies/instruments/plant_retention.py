"""Packages for plants that think of leaving."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents import kinds
from agents.parameters.group import Group, Positive, assumed
from agents.world import World
from engine.memory import added
from policies.instrument import Claims, Instrument, Offer, Order, register


class Numbers(Group):
    """Plant retention."""

    years: Positive = assumed(3.0, 2.0, 5.0, "years")
    """time over which the district pays. Source: that for which a plant reckons"""


@register
class PlantRetention(Instrument):
    """Plant retention (稳企留企): ``level`` of a plant's capital for some years of staying.

    Plants of contract makers and OEMs weigh it once a year against leaving. The district cannot
    tell who would go: it pays year by year to all that stay. The cap bounds what is offered.
    """

    key = "plant_retention"
    name_zh = "稳企留企奖励"
    name_en = "Plant retention"
    help_zh = "对考虑外迁的整机和代工工厂给予留市奖励，按年兑现。"
    help_en = "Rewards plants of contract makers and OEMs for staying, year by year."
    unit = "share of capital for three years"
    unit_zh = "占资本的比例（三年）"
    group = "firms"
    high = 0.2
    by = ("segments", "parks", "kinds")
    roles = ("target", "legacy")
    eligible_zh = "在市内有工厂的代工企业和整机企业"
    eligible_en = "contract makers and OEMs with a plant in the city that is not leaving"
    payer = "district"
    numbers = Numbers
    bends = ("stay_incentive",)

    def offer(self, world: World, order: Order) -> Offer:
        most = world.parameters.of(Numbers).years * order.cap
        offered = np.minimum(order.level, most / np.maximum(self.capital(world), 1e-9))
        return {"stay_incentive": np.where(self.served(world, order), offered, 0.0)}

    def served(self, world: World, order: Order) -> NDArray[np.bool_]:
        """Plants that stay, (firms,)."""
        firms = world.firms
        maker = firms.is_kind(kinds.CONTRACT, kinds.OEM_)
        stays: NDArray[np.bool_] = (firms.plant >= 0) & (firms.moving < 0)
        stays &= order.firms(world) & maker
        return stays

    def capital(self, world: World) -> NDArray[np.float64]:
        """What stands in the city, million yuan, (firms,): by a year's revenue made here."""
        firms = world.firms
        made = added(firms.revenue_past, 4) * firms.local_share
        return world.segments.capital[firms.segment] * made

    def claims(self, world: World, order: Order) -> Claims | None:
        years = world.parameters.of(Numbers).years
        due = order.own["stay_incentive"] * self.capital(world) / years / 4.0
        slots = np.flatnonzero(self.served(world, order) & (due > 0.0))
        return Claims(due[slots], firms=slots)
