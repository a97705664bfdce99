"""Contract manufacturing in the city, and what its plants do with themselves."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from abm.outcomes.definitions import Definitions
from abm.outcomes.outcome import Named, Outcome, since_start
from agents import kinds
from agents.city import City
from agents.world import World
from engine.groups import sum_by
from engine.memory import added

CONTRACT: tuple[str, ...] = (
    "contract_output",
    "contract_value_added_rate",
    "contract_gross_margin",
    "contract_operating_margin",
    "contract_jobs",
    "contract_utilisation",
)
"""Columns that only a city with contract makers has."""

LARGEST = "contract_jobs_largest"
"""Of the data's largest contract maker alone, where one is named."""

PLANTS: tuple[str, ...] = (
    "smart_factories",
    "smart_factories_2",
    "smart_factories_added",
    "plants_relocated",
)


@lru_cache(maxsize=8)
def has_contract_makers(city: City) -> bool:
    """Whether the data of a city have contract makers, named or not."""
    counted = zip(city.population.kind, city.population.count, strict=True)
    there = {kind for kind, count in counted if count}
    return "contract_manufacturer" in there.union(city.firms.kind)


@lru_cache(maxsize=8)
def largest_contract_maker(city: City) -> int:
    """The row of the named contract maker that makes most in the city at the start, −1 if none."""
    lines = city.lines
    made = sum_by(lines.firm, lines.revenue_million_per_year * lines.local_share, len(city.firms))
    kind = [kind == "contract_manufacturer" for kind in city.firms.kind]
    made = np.where(kind, made, 0.0)
    return int(made.argmax()) if made.max(initial=0.0) > 0.0 else -1


def columns(city: City) -> tuple[str, ...]:
    largest = (LARGEST,) if largest_contract_maker(city) >= 0 else ()
    return (*(CONTRACT if has_contract_makers(city) else ()), *PLANTS, *largest)


def smart_plants(world: World) -> NDArray[np.bool_]:
    """Firms whose plant in the city is a smart factory, (firms,)."""
    firms = world.firms
    found: NDArray[np.bool_] = firms.alive & (firms.plant >= 0) & (firms.smart_level >= 1)
    return found


def reckon(world: World) -> None:
    """Write, until then, whose plant was one at the policy start."""
    if world.quarter < world.city.policy_start:
        world.firms.smart_at_start = smart_plants(world)


def measure(world: World, definitions: Definitions) -> list[float]:
    """Contract makers that make at least half of their goods in the city, rates of the quarter.

    ``contract_output`` over four quarters; jobs are those of whole firms. ``contract_utilisation``
    is expected orders by capacity, weighted by capacity in money. ``smart_factories_added`` are
    plants that have become smart since the policy start and stand. Plants that left count from the
    quarter of the decision.
    """
    firms, lines = world.firms, world.lines
    own = firms.of_kind(kinds.CONTRACT)
    own = own[firms.contract_part[own] > 0.5]
    here = own[firms.local_share[own] >= 0.5]
    revenue = max(float(firms.revenue[here].sum()), 1e-12)
    value_added = float(firms.value_added[here].sum())
    earned = world.accounts.gross_profit  # who came within the quarter has sold nothing
    gross = float(earned[here[here < len(earned)]].sum())
    mine = np.flatnonzero(lines.contracted & lines.alive)
    mine = mine[firms.local_share[lines.firm[mine]] >= 0.5]
    capacity = float((lines.capacity[mine] * lines.price[mine]).sum())
    expected = float((lines.expected[mine] * lines.price[mine]).sum())
    now = smart_plants(world)
    smart = firms.smart_level[now]
    contract = [
        float(added(firms.output_year)[own].sum()),
        value_added / revenue,
        gross / revenue,
        float(firms.profit[here].sum()) / revenue,
        float((firms.operators[own] + firms.engineers[own] + firms.staff[own]).sum()),
        expected / max(capacity, 1e-12),
    ]
    row = largest_contract_maker(world.city)
    one = np.flatnonzero(firms.alive & (firms.name_row == row)) if row >= 0 else own[:0]
    jobs = float((firms.operators[one] + firms.engineers[one] + firms.staff[one]).sum())
    return [
        *(contract if has_contract_makers(world.city) else ()),
        float(len(smart)),
        float(np.count_nonzero(smart >= 2)),
        since_start(firms.smart_at_start, now)[2],
        float((firms.moving >= 0).sum() + world.left.moving),
        *([jobs] if row >= 0 else []),
    ]


CONTRACTING = Outcome(
    key="contract_output",
    name_zh="代工产值",
    name_en="Output of contract makers",
    unit="million yuan",
    help_zh="代工企业近四个季度在市内的产值，及其增加值率、毛利率、就业、智能工厂与外迁工厂数；另列最大具名代工企业的就业。",
    help_en="What contract makers made in the city over four quarters; their value-added rate, "
    "gross margin and jobs; smart factories, and plants that left; jobs of the largest that is "
    "named.",
    columns=columns,
    measure=measure,
    also=(Named("smart_factories_added", "新增智能工厂", "Smart factories added", "factories"),),
)
