"""Refund of a share of reported R&D."""

from __future__ import annotations

import numpy as np

from agents.world import World
from policies.instrument import Claims, Instrument, Order, register


@register
class RDSubsidy(Instrument):
    """R&D subsidy: the municipality refunds ``level`` of the R&D that a firm reports.

    The rate that a firm reckons with is what the cap leaves of it: min(level, cap / R&D).
    """

    key = "rd_subsidy"
    name_zh = "研发补贴"
    name_en = "R&D subsidy"
    help_zh = "按企业申报研发费用的一定比例给予补助。"
    help_en = "Refunds a share of the R&D that firms report."
    unit = "share of reported R&D"
    high = 0.5

    def offer(self, world: World, order: Order) -> None:
        firms = world.firms
        rate = np.minimum(order.level, order.cap / 4.0 / np.maximum(firms.rd_own, 1e-9))
        eligible = order.segments[firms.segment]
        world.terms.rd_subsidy = np.where(eligible, rate, world.terms.rd_subsidy)

    def claims(self, world: World, order: Order) -> Claims | None:
        firms = world.firms
        slots = np.flatnonzero(firms.alive & (world.terms.rd_subsidy > 0.0))
        return Claims(
            world.terms.rd_subsidy[slots] * firms.rd_reported[slots],
            np.full(len(slots), world.municipality),
            slots,
        )
