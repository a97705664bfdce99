"""Refund of a share of reported R&D."""

from __future__ import annotations

from agents.world import World
from policies.instrument import Claims, Instrument, Offer, Order, register
from policies.research_support import rates, refunds


@register
class RDSubsidy(Instrument):
    """R&D subsidy: the municipality refunds ``level`` of the R&D that a firm reports.

    The rate that a firm reckons with is what cap and budget leave of it.
    """

    key = "rd_subsidy"
    name_zh = "研发补贴"
    name_en = "R&D subsidy"
    help_zh = "按企业申报研发费用的一定比例给予补助。"
    help_en = "Refunds a share of the R&D that firms report."
    unit = "share of reported R&D"
    unit_zh = "占申报研发费用的比例"
    high = 0.5
    by = ("segments", "parks", "kinds")
    eligible_zh = "申报研发费用的企业"
    eligible_en = "firms that report R&D"
    applied_for = True
    bends = ("rd_subsidy",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"rd_subsidy": rates(world, order, order.firms(world))}

    def claims(self, world: World, order: Order) -> Claims | None:
        return refunds(world, order, order.own["rd_subsidy"])
