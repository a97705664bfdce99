"""Who gains and who pays: the ledger by sector, and firms by place, segment and kind.

Hundreds of columns that no other study needs, so they are measured only where they are named
(``registry.ON_REQUEST``). The difference of two plans is what one of them moves.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from abm.outcomes.definitions import Definitions
from abm.outcomes.outcome import Outcome
from agents.city import City
from agents.kinds import FIRM_KINDS
from agents.world import FLOWS, SECTORS, World
from engine.groups import sum_by
from engine.memory import added

Floats = NDArray[np.float64]

OTHER_PARKS = "opened_since"
"""All parks that opened during the run, as one: which ones there are differs by plan."""

MEASURES: tuple[str, ...] = ("jobs", "value_added", "profit")
"""What is told of a group of firms: persons now, and million yuan of the quarter."""

GROUPS: dict[str, Callable[[City], tuple[str, ...]]] = {
    "district": lambda city: tuple(city.districts.keys),
    "park": lambda city: (*city.parks.keys, OTHER_PARKS),
    "segment": lambda city: tuple(city.segments.keys),
    "kind": lambda city: tuple(FIRM_KINDS),
}
"""What firms are grouped by."""


def flow_columns(city: City) -> tuple[str, ...]:
    """``net_FLOW_SECTOR``: what a sector receives by a flow, less what it pays."""
    return tuple(net_column(flow, sector) for flow in FLOWS for sector in SECTORS)


def net_column(flow: str, sector: str) -> str:
    return f"net_{flow}_{sector}"


def measure_flows(world: World, definitions: Definitions) -> list[float]:
    """Million yuan of the quarter; every flow sums to nought over sectors."""
    moved = world.ledger.moved
    found: list[float] = (moved.sum(axis=1) - moved.sum(axis=2)).ravel().tolist()
    return found


def group_column(measure: str, group: str, key: str) -> str:
    return f"{measure}_by_{group}_{key}"


def outside_column(segment: str) -> str:
    return f"outside_sales_{segment}"


def columns(city: City) -> tuple[str, ...]:
    return (
        *(
            group_column(measure, group, key)
            for group, keys in GROUPS.items()
            for measure in MEASURES
            for key in keys(city)
        ),
        *(outside_column(key) for key in city.segments.keys),
    )


def measure(world: World, definitions: Definitions) -> list[float]:
    """Jobs now; value added and profit before tax of the quarter, million yuan.

    By place, jobs are counted where people work, a firm's money where it makes: at its plant in
    the city, else at its headquarters. ``outside_sales``: what makers from outside sell on the
    markets of a segment in the city and the rest of China in the quarter, million yuan.
    """
    firms, markets, city = world.firms, world.markets, world.city
    live = firms.live
    money = (firms.value_added[live], firms.profit[live])
    place = np.where(firms.plant[live] >= 0, firms.plant[live], firms.hq[live])
    parks, segments = len(GROUPS["park"](city)), len(city.segments)
    park = np.minimum(place, parks - 1)
    jobs_at = world.jobs_by_place.sum(axis=0)
    jobs_of = (firms.engineers + firms.operators + firms.staff)[live]
    each = np.minimum(np.arange(len(jobs_at)), parks - 1)
    found: list[float] = []
    for codes, size, jobs in (
        (world.parks.district[place], len(city.districts), (world.parks.district, jobs_at)),
        (park, parks, (each, jobs_at)),
        (firms.segment[live], segments, (firms.segment[live], jobs_of)),
        (firms.kind[live], len(FIRM_KINDS), (firms.kind[live], jobs_of)),
    ):
        for group, values in (jobs, *((codes, amounts) for amounts in money)):
            found += sum_by(group, values, size).tolist()
    outside = (added(markets.outside_units, 2) * markets.outside_price) / 1e6
    return [*found, *sum_by(markets.segment, outside, segments).tolist()]


WHO_PAYS = Outcome(
    key="who_pays",
    name_zh="各部门收支净额",
    name_en="Net receipts by sector and flow",
    unit="million yuan",
    help_zh="每季各部门按各类款项的净收入；同一类款项各部门合计为零。"
    "按需计算：在实验的 outcomes 中写 who_pays。",
    help_en="What each sector receives by each flow of the quarter, less what it pays; every flow "
    "sums to nought over sectors. Measured on request: name who_pays among an experiment's "
    "outcomes.",
    columns=flow_columns,
    measure=measure_flows,
)

WHO_GAINS = Outcome(
    key="who_gains",
    name_zh="就业、增加值、利润的分布",
    name_en="Jobs, value added and profit by district, park, segment and kind",
    unit="persons and million yuan",
    help_zh="就业（期末）、增加值与税前利润（当季），按区、园区、领域、企业类型分；另有市外企业的当季销售。"
    "按需计算：在实验的 outcomes 中写 who_gains。",
    help_en="Jobs now, value added and profit before tax of the quarter, by district, park, "
    "segment and kind of firm, and what makers from outside sell in the quarter. Measured on "
    "request: name who_gains among an experiment's outcomes.",
    columns=columns,
    measure=measure,
)
