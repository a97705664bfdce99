"""Taxes and who receives them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents import finance, kinds
from agents.world import World
from engine.groups import sum_by

Floats = NDArray[np.float64]


def tax(world: World) -> None:
    """In the last quarter of a year: profit tax, part central and part local.

    The local part is halved between the municipality and the district of the headquarters
    (assumed); the loss of a bad year is carried forward.
    """
    if world.quarter % 4 != 3:
        return
    firms, p, ledger = world.firms, world.parameters.finance, world.ledger
    due, carried = finance.profit_tax(firms.year_profit, firms.loss_forward, p.profit_tax)
    due = np.where(firms.alive, np.minimum(due, np.maximum(firms.cash, 0.0)), 0.0)
    firms.loss_forward = carried
    firms.year_profit = 0.0
    local = due * p.local_tax_share
    by_district = sum_by(world.parks.district[firms.hq], 0.5 * local, len(world.city.districts))
    ledger.pay("profit_tax", world.firm_rows(), "clearing", due)
    for kind, amount in (
        (kinds.CENTRE, np.array([float((due - local).sum())])),
        (kinds.MUNICIPALITY, np.array([float(0.5 * local.sum())])),
        (kinds.DISTRICT, by_district),
    ):
        ledger.pay("profit_tax", "clearing", world.government(kind), amount)
