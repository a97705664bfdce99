"""Land for parks."""

from __future__ import annotations

import numpy as np

from agents.world import World
from policies.instrument import Instrument, Offer, Order, register


@register
class ParkLand(Instrument):
    """Land for parks: ``level`` more of parks' applications for land are granted.

    Parks pay the district for it, so it costs no budget.
    """

    key = "park_land"
    name_zh = "园区用地保障"
    name_en = "Land for parks"
    help_zh = "优先保障园区扩建用地。"
    help_en = "Grants a larger part of parks' applications for land."
    unit = "share of applications"
    unit_zh = "占申请的比例"
    group = "parks"
    by = ("parks",)
    eligible_zh = "满载率高、申请扩建的园区"
    eligible_en = "parks that are nearly full and apply"
    payer = ""
    bends = ("land_grant",)

    def offer(self, world: World, order: Order) -> Offer:
        served = np.ones(world.parks.n, dtype=bool) if order.parks is None else order.parks
        return {"land_grant": np.where(served, order.level, 0.0)}
