"""What buyers pay for goods."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents.world import World
from engine.groups import sum_by

Floats = NDArray[np.float64]

MILLION = 1e6


def sales(world: World) -> Floats:
    """Revenue by firm: plants in the city pay for components, households for the rest at home.

    Principals outside pay for what was made to their order.
    """
    lines, firms, markets, ledger = world.lines, world.firms, world.markets, world.ledger
    value = lines.sold * (lines.price / MILLION)[:, None]
    to_order = lines.contracted
    ordered = [sum_by(lines.firm, np.where(to_order, value[:, d], 0.0), firms.n) for d in (1, 2)]
    value = np.where(to_order[:, None], 0.0, value)
    by = [sum_by(lines.firm, value[:, d], firms.n) for d in range(3)]
    component = world.segments.is_component[markets.segment[lines.use]]
    parts = sum_by(lines.firm, np.where(component, value[:, 0], 0.0), firms.n)
    everyone = world.firm_rows()
    ledger.pay("sales_city", "households", everyone, by[0] - parts)
    ledger.pay("sales_rest", "rest", everyone, by[1])
    ledger.pay("sales_export", "rest", everyone, by[2])
    ledger.pay("components", "clearing", everyone, parts)
    orders = ordered[0] + ordered[1]
    ledger.pay("turnkey_orders", "rest", everyone, orders)
    world.accounts.sales_city, world.accounts.sales_rest = by[0], by[1] + ordered[0]
    revenue = by[0] + by[1] + by[2] + orders
    firms.contract_part = np.where(
        revenue > 0.0, orders / np.maximum(revenue, 1e-12), firms.contract_part
    )
    return revenue
