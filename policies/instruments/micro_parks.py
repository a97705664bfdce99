"""New micro-parks."""

from __future__ import annotations

from agents.world import World
from policies.instrument import Instrument, Offer, Order, register


@register
class MicroParks(Instrument):
    """Micro-parks (精品微园): the municipality funds ``level`` new ones a year.

    They open in the first quarter of a year, where a target segment lacks space. The money moves
    in the parks step; the year's budget bounds it.
    """

    key = "micro_parks"
    name_zh = "建设精品微园"
    name_en = "Micro-parks"
    help_zh = "市财政每年新建若干精品微园。"
    help_en = "Funds new micro-parks each year."
    unit = "micro-parks a year"
    unit_zh = "个/年"
    group = "parks"
    high = 12.0
    by = ()
    at_once = True
    bends = ("new_micro_parks",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"new_micro_parks": order.level}
