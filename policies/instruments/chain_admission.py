"""Admission bound to a park's chain."""

from __future__ import annotations

import numpy as np

from agents.world import World
from policies.chain_support import chain_served, parks_named
from policies.instrument import Instrument, Offer, Order, register


@register
class ChainAdmission(Instrument):
    """Chain admission (产业链准入): a park takes ``level`` from newcomers off its focus's chain.

    However empty it is, unlike ``park_admission``. Who is in stays in. It costs no money, and
    leaves floor space empty.
    """

    key = "chain_admission"
    name_zh = "产业链准入"
    name_en = "Chain admission"
    help_zh = "园区只引进主导产业链上的企业，与园区是否满租无关；已入驻企业不受影响。"
    help_en = "Parks admit newcomers of the chain that they court, however empty they are."
    unit = "utility"
    unit_zh = "效用"
    group = "parks"
    high = 10.0
    by = ("segments", "parks")
    roles = ("target", "component", "legacy")
    eligible_zh = "所列园区的新入驻企业；未列园区时为特色产业园区"
    eligible_en = "newcomers to the parks named, else to designated ones"
    payer = ""
    bends = ("admission",)

    def offer(self, world: World, order: Order) -> Offer:
        refused = parks_named(world, order) & ~chain_served(world, order)
        return {"admission": np.where(refused, order.level, 0.0).ravel()}
