"""Admission to parks by their focus."""

from __future__ import annotations

import numpy as np

from agents.world import World
from policies.instrument import Instrument, Offer, Order, register


@register
class ParkAdmission(Instrument):
    """Park admission (产业准入): a full park takes ``level`` more from tenants off its focus.

    It comes beside what operators do by themselves, in designated special parks. It costs no
    money, and leaves floor space empty where the focus draws few.
    """

    key = "park_admission"
    name_zh = "园区产业准入"
    name_en = "Park admission"
    help_zh = "特色产业园区按主导产业设定准入门槛，空间紧张时优先主导产业。"
    help_en = "Special parks keep scarce floor space for firms of their focus."
    unit = "utility in a full park"
    unit_zh = "满园时的效用"
    group = "parks"
    high = 3.0
    by = ("parks",)
    eligible_zh = "特色产业园区的新入驻企业"
    eligible_en = "newcomers to designated special parks"
    payer = ""
    bends = ("screening",)

    def offer(self, world: World, order: Order) -> Offer:
        served = world.parks.designated.astype(bool)
        if order.parks is not None:
            served = served & order.parks
        return {"screening": np.where(served, order.level, 0.0)}
