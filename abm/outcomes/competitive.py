"""How many competitive firms have their headquarters in the city."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from abm.outcomes.definitions import Competitive, Definitions, by_level
from abm.outcomes.outcome import Named, Outcome, since_start
from agents import kinds
from agents.city import City
from agents.columns import LEVELS
from agents.world import World
from engine.memory import added
from engine.table import Slots

Floats = NDArray[np.float64]

FOREIGN = 2


def columns(city: City) -> tuple[str, ...]:
    return (
        *by_level("competitive_firms"),
        "competitive_gain",
        "competitive_firms_start",
        "competitive_firms_lost",
        "competitive_firms_emerged",
        "competitive_foreign",
        "competitive_suppliers",
    )


@dataclass(frozen=True)
class Books:
    """What the test of firms ``slots`` looks at, shape ``(slots,)``; money in million yuan."""

    slots: Slots
    year: Floats
    share: Floats
    research: Floats
    age: Floats
    profit: Floats
    gaining: NDArray[np.bool_]


def books(world: World, least: float) -> Books:
    """A year's revenue, R&D and profit, mean national share, age, and whether the share rose.

    Of living firms with a year's revenue of ``least``: a few of all.
    """
    firms = world.firms
    year = added(firms.revenue_past, 4)
    slots = np.flatnonzero(firms.alive & (year >= least))
    return Books(
        slots=slots,
        year=year[slots],
        share=added(firms.share_past, 4)[slots] / 4.0,
        research=added(firms.rd_past, 4)[slots],
        age=(world.quarter - firms.founded[slots]).astype(np.float64),
        profit=added(firms.profit_past, 4)[slots],
        gaining=firms.share_past[slots, 0] > firms.share_past[slots, -1],
    )


def competitive(world: World, b: Books, d: Competitive) -> NDArray[np.bool_]:
    """Which firms pass, of any kind and owner, ``(slots,)``, or ``(levels, slots)`` for stacked
    levels.

    Revenue over four quarters ≥ ``revenue``, or a national share ≥ ``share`` with at least
    ``share_revenue``; R&D share; age; and profit above zero, or a share that rose over eight
    quarters with enough runway.
    """
    firms = world.firms
    size = (b.year >= d.revenue) | ((b.share >= d.share) & (b.year >= d.share_revenue))
    asked = np.where(b.year > d.large, d.rd_share_large, d.rd_share)
    research = b.research >= asked * b.year * (1.0 - 1e-9)
    losing = np.maximum(0.0, -b.profit / 4.0)
    until, parent = firms.parent_until[b.slots], firms.parent[b.slots]
    backed = np.where(until >= world.quarter + d.runway_quarters, parent, 0.0)
    runway = firms.cash[b.slots] + d.runway_quarters * (backed - losing) >= 0.0
    healthy = (b.profit > 0.0) | (b.gaining & runway)
    return size & research & (b.age >= d.age_quarters) & healthy


def terminal(world: World) -> NDArray[np.bool_]:
    """Brands and OEMs of the target segments, ``(firms,)``."""
    firms = world.firms
    return firms.is_kind(kinds.BRAND, kinds.OEM_) & world.segments.is_target[firms.segment]


def reckon(world: World, definitions: Definitions) -> None:
    """Write which firms pass and which count, now and, until then, at the policy start."""
    firms, levels = world.firms, definitions.competitive_firms
    found = books(world, min(min(d.revenue, d.share_revenue) for d in levels))
    passes = np.zeros((len(firms), len(LEVELS)), dtype=bool)
    passes[found.slots] = competitive(world, found, levels.stacked).T
    firms.passes = passes
    firms.competitive = passes & (terminal(world) & (firms.owner != FOREIGN))[:, None]
    if world.quarter < world.city.policy_start:
        firms.competitive_at_start = firms.competitive


def measure(world: World, definitions: Definitions) -> list[float]:
    """Firms that count now at three levels; by how many more than at the policy start, how many
    there were then, were lost and emerged since; those that pass and are foreign, or suppliers."""
    firms = world.firms
    counts = firms.competitive.sum(axis=0).astype(np.float64).tolist()
    start, lost, emerged = since_start(firms.competitive_at_start[:, 0], firms.competitive[:, 0])
    left = float(world.left.competitive_at_start)
    default = firms.passes[:, 0]
    foreign = terminal(world) & (firms.owner == FOREIGN)
    return [
        *counts,
        counts[0] - start - left,
        start + left,
        lost + left,
        emerged,
        float((default & foreign).sum()),
        float((default & firms.is_kind(kinds.SUPPLIER)).sum()),
    ]


COMPETITIVE = Outcome(
    key="competitive_firms",
    name_zh="有竞争力的企业",
    name_en="Competitive firms",
    unit="firms",
    help_zh="总部在本市、目标领域的品牌或整机企业，达到规模、研发投入与盈利（或份额上升）要求。",
    help_en="Brands and OEMs of the target segments with headquarters in the city that pass "
    "thresholds of size, R&D, and profit or rising share. Foreign-owned counted apart.",
    columns=columns,
    measure=measure,
    also=(
        Named("competitive_gain", "新增有竞争力的企业", "Gain since the policy start", "firms"),
        Named("competitive_firms_lost", "政策起点后失去的企业", "Lost since", "firms"),
        Named("competitive_firms_emerged", "政策起点后新增的企业", "Emerged since", "firms"),
        Named("competitive_foreign", "外资有竞争力的企业", "Foreign-owned ones", "firms"),
        Named("competitive_suppliers", "有竞争力的配套企业", "Suppliers that pass", "firms"),
    ),
)
