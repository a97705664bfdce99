"""Public buyers that prefer the city's new makers."""

from __future__ import annotations

import numpy as np

from agents.world import World
from policies.instrument import Claims, Instrument, Offer, Order, register
from policies.price_support import sales_of_makers


@register
class PublicProcurement(Instrument):
    """Public procurement: ``level`` of the city's demand in its markets is reserved.

    For makers of the city with a domestic processor (信创), or with a model launched within two
    years (首台套). Public bodies buy such goods anyway; the policy costs what these cost more.
    """

    key = "public_procurement"
    name_zh = "政府采购（信创与首台套）"
    name_en = "Public procurement (Xinchuang, first sets)"
    help_zh = "市内部分需求优先采购国产处理器设备和首台套产品，财政承担溢价。"
    help_en = "Reserves demand for domestic processors and first sets, and bears the premium."
    unit = "share of city demand"
    unit_zh = "占市内需求的比例"
    group = "scenarios"
    high = 0.6
    by = ("segments", "uses")
    roles = ("target",)
    eligible_zh = "采用国产处理器或两年内推出新产品的本市企业"
    eligible_en = "makers of the city with a domestic processor or a model of the last two years"
    promised = True
    bends = ("reserved",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"reserved": np.where(order.uses, order.level, 0.0)}

    def claims(self, world: World, order: Order) -> Claims | None:
        premium = world.parameters.policy.procurement_premium
        value = float((order.own["reserved"] * sales_of_makers(world)).sum()) / 1e6
        cost = premium * value
        return Claims(np.array([cost]), receiver="households", flow="procurement")
