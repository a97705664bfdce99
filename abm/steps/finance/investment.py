"""Capacity that firms order, within what they can pay."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.steps.finance.credit import credit_limit, owns_plant
from agents import capacity as rules
from agents import sourcing
from agents.world import World
from engine.groups import sum_by
from engine.memory import added

Floats = NDArray[np.float64]


def invest(world: World) -> None:
    """Capacity follows expected demand at the desired use of plants, at most +20 % a quarter.

    Suppliers whom plants in the city ask for goods may grow faster: the orders back the plant.

    Own plants (OEM, contract manufacturer, supplier) pay for it; a brand and a startup hire
    capacity. What is paid for stands next quarter. A firm with a parent is not bound by its cash:
    the parent pays what is lacking, and no subsidy seems to work by relaxing that limit. Own plants
    that stand idle for long are closed for good.
    """
    lines, firms, p, s = world.lines, world.firms, world.parameters.capacity, world.static
    worn = lines.capacity * (1.0 - p.depreciation)
    season = np.maximum(s.seasonal[world.quarter % 4][lines.use], 1e-6)
    outlook = np.maximum(lines.expected, added(lines.demand) / season)  # growth seen now
    wanted = outlook / p.utilisation
    owner = lines.firm
    own = owns_plant(world)[owner]
    idle = rules.idle_quarters(lines.idle, wanted, worn, p.closing_use)
    lines.idle = np.where(own, idle, 0)
    worn = rules.kept(worn, wanted, lines.idle, p.closing_quarters)
    limit = sourcing.growth_limit(
        p.growth_limit,
        world.parameters.sourcing.backed_growth,
        np.where(world.markets.use_class[lines.use] >= 0, lines.demand[:, 0], 0.0),
        added(lines.demand),
    )
    order = np.clip(wanted - worn, 0.0, limit * np.maximum(lines.capacity, 1e-9))
    yearly = 4.0 * order * world.markets.reference_price[lines.use] / 1e6
    bill = np.where(
        own,
        yearly * world.segments.capital[world.markets.segment[lines.use]],
        0.0,
    )
    total = sum_by(owner, bill, firms.n)
    credit = credit_limit(world) - firms.debt
    means = np.maximum(0.0, firms.cash) + np.maximum(0.0, credit)
    backed = (firms.parent > 0.0) & (firms.parent_until >= world.quarter)
    part = np.where(backed, 1.0, np.minimum(1.0, means / np.maximum(total, 1e-12)))
    lines.capacity = worn + order * part[owner]
    lacking = np.where(backed, np.maximum(0.0, total - np.maximum(0.0, firms.cash)), 0.0)
    world.ledger.pay("parent_support", "rest", world.firm_rows(), lacking)
    world.ledger.pay("equipment", world.firm_rows(), "rest", total * part)
