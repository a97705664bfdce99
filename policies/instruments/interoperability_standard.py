"""Common interfaces."""

from __future__ import annotations

from agents.world import World
from policies.instrument import Order, Programme, register


@register
class InteroperabilityStandard(Programme):
    """Interoperability standard: working together is worth ``level`` more to buyers.

    Alliances save on interfaces of their own: their dues fall by half of it (assumed).
    """

    key = "interoperability_standard"
    name_zh = "互联互通标准"
    name_en = "Interoperability standard"
    help_zh = "推动统一互联标准，降低企业加入生态联盟的成本。"
    help_en = "Common interfaces: ecosystems are worth more to buyers, and alliances cost less."
    unit = "share of the ecosystem's weight"
    unit_zh = "占生态权重的比例"
    group = "order"
    by = ()
    eligible_zh = "全市所有终端企业"
    eligible_en = "all makers of terminals"
    bends = ("interoperability", "alliance_fee")

    def offer(self, world: World, order: Order) -> None:
        terms = world.terms
        terms.interoperability += order.level * world.parameters.demand.alpha_ecosystem
        terms.alliance_fee *= 1.0 - 0.5 * order.level

    def unit_cost(self, world: World, order: Order) -> float:
        return world.parameters.policy.standards_cost
