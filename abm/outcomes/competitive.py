"""How many competitive firms have their headquarters in the city."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.city import City
from abm.outcomes.definitions import LEVELS, Competitive, Definitions
from abm.outcomes.outcome import Outcome
from agents import kinds
from agents.world import World

FOREIGN = 2


def columns(city: City) -> tuple[str, ...]:
    return (
        "competitive_firms",
        "competitive_firms_strict",
        "competitive_firms_loose",
        "competitive_gain",
        "competitive_foreign",
        "competitive_suppliers",
    )


def competitive(world: World, d: Competitive) -> NDArray[np.bool_]:
    """Which firms pass, of any kind and owner, shape ``(firms,)``.

    Revenue over four quarters ≥ ``revenue``, or a national share ≥ ``share`` with at least
    ``share_revenue``; R&D share; age; and profit above zero, or a share that rose over eight
    quarters with enough runway.
    """
    firms = world.firms
    year = firms.revenue_past[:, :4].sum(axis=1)
    share = firms.share_past[:, :4].mean(axis=1)
    size = (year >= d.revenue) | ((share >= d.share) & (year >= d.share_revenue))
    asked = np.where(year > d.large, d.rd_share_large, d.rd_share)
    research = firms.rd_past[:, :4].sum(axis=1) >= asked * year * (1.0 - 1e-9)
    old = world.quarter - firms.founded >= d.age_quarters
    profit = firms.profit_past[:, :4].sum(axis=1)
    losing = np.maximum(0.0, -profit / 4.0)
    backed = np.where(firms.parent_until >= world.quarter + d.runway_quarters, firms.parent, 0.0)
    runway = firms.cash + d.runway_quarters * (backed - losing) >= 0.0
    gaining = (firms.share_past[:, 0] > firms.share_past[:, -1]) & runway
    passed: NDArray[np.bool_] = firms.alive & size & research & old & ((profit > 0.0) | gaining)
    return passed


def measure(world: World, definitions: Definitions) -> list[float]:
    firms, static = world.firms, world.static
    brand = (firms.kind == kinds.BRAND) | (firms.kind == kinds.OEM_)
    target = static.is_target[firms.segment]
    foreign = firms.owner == FOREIGN
    counts = []
    for level in LEVELS:
        passed = competitive(world, getattr(definitions.competitive_firms, level))
        counts.append(float((passed & brand & target & ~foreign).sum()))
    if world.quarter < world.city.policy_start:
        world.competitive_before = counts[0]
    counts.append(counts[0] - world.competitive_before)
    passed = competitive(world, definitions.competitive_firms.default)
    counts.append(float((passed & brand & target & foreign).sum()))
    counts.append(float((passed & (firms.kind == kinds.SUPPLIER)).sum()))
    return counts


COMPETITIVE = Outcome(
    key="competitive_firms",
    name_zh="有竞争力的企业",
    name_en="Competitive firms",
    unit="firms",
    help_zh="总部在本市、六大细分领域的品牌或整机企业，达到规模、研发投入与盈利（或份额上升）要求。",
    help_en="Brands and OEMs of the six segments with headquarters in the city that pass "
    "thresholds of size, R&D, and profit or rising share. Foreign-owned counted apart.",
    columns=columns,
    measure=measure,
)
