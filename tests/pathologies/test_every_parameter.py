"""Each parameter moves something: a run of the small city, or of Shanghai, ends otherwise with it.

At one of the ends of its range; what binds nowhere within the range is moved
``BEYOND`` it. An instrument's numbers are moved while it is in force at its highest level.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from abm.city.city import city_cached
from abm.model import IndustryModel
from abm.parameters import defaults, groups, there
from abm.settings import as_text
from agents.parameters import GROUPS
from policies.registry import INSTRUMENTS
from tests.littleton import ACTION, LITTLETON

pytestmark = pytest.mark.timeout(600)

PLACES = ((LITTLETON, ACTION), ("shanghai", "action_plan_2022"), ("shanghai", "no_policy"))

BEYOND = {
    "attraction.capex_most": 10.0,
    "attraction.reach_taken": 1e-6,
    "capacity.least_capital": 9.0,
    "contracting.fee_margin_most": 0.01,
    "contracting.fresh_most": 1e-4,
    "contracting.start_share_most": 0.01,
    "demand.reach_bound": 0.01,
    "demand.share_most": 0.1,
    "entry.location_bound": 0.001,
    "finance.guided_most": 0.01,
    "finance.local_tax_share": 0.2,  # its range is a point
    "fleets.remote": 1.0,  # licences bind before what a vehicle saves does
    "labour.wage_bound": 1e-4,
    "research.model_quarters": 40.0,
    "research.refunded_most": 0.01,
    "sourcing.local_most": 0.02,
    "start.city_most": 0.02,
    "start.model_age": 1.0,
}
"""Bounds that no run comes to within their prior range."""

LATER = {"contracting.geopolitics_until", "national.rivals_trend_later"}
"""What acts behind a first question's years alone."""

STILL: dict[str, str] = {}
"""What moves nothing, with the reason."""

SEARCHED = {"leader_land", "park_designation", "scenario_opening", "smart_roads"}
"""Instruments that act in few places: several runs go by until one of their numbers is felt."""

LEFT_TO_CI = sorted(GROUPS.keys() | SEARCHED)
TRIED_QUICKLY = sorted(groups().keys() - GROUPS.keys() - SEARCHED)


@lru_cache(maxsize=16)
def state(city: str, plan: str, settings: str) -> dict[str, np.ndarray]:
    """All outcomes, all that the tables hold at the end, and all that money did."""
    model = IndustryModel(city, plan, settings, rng=1).run()
    found = {name: np.asarray(values) for name, values in model.record.table().items()}
    for kind, table in model.world.tables.items():
        found |= {f"{kind}.{column}": getattr(table, column).copy() for column in table.columns}
    return found | {"ledger": model.world.ledger.moved.copy()}


def moves(name: str) -> bool:
    group = name.partition(".")[0]
    used = {f"instruments.{group}": INSTRUMENTS[group].high} if group in INSTRUMENTS else {}
    places = [("shanghai@2030", "baseline")] if name in LATER else PLACES
    for city, plan in places:
        if not there(city_cached(city), name):
            continue  # the small city has no fleets
        entry = defaults(city)[0][name]
        plain = state(city, plan, as_text(used))
        ends = sorted((entry.low, entry.high), key=lambda end: -abs(end - entry.value))
        for value in [BEYOND[name]] if name in BEYOND else ends:
            other = state(city, plan, as_text({**used, name: value}))
            if any(not np.array_equal(plain[key], other[key], equal_nan=True) for key in plain):
                return True
    return False


@pytest.mark.parametrize(
    "group", [*TRIED_QUICKLY, *(pytest.param(g, marks=pytest.mark.slow) for g in LEFT_TO_CI)]
)
def test_every_parameter_moves_something(group: str) -> None:
    names = [f"{group}.{leaf}" for leaf in groups()[group].model_fields]
    assert {name for name in names if not moves(name)} == STILL.keys() & set(names)
