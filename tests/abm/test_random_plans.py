"""Whatever a plan sets within its ranges: the run goes to its end and keeps every invariant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from abm.city.city import city_cached
from abm.model import IndustryModel
from agents.kinds import FIRM_KINDS
from engine.calendar import quarter_text
from policies.registry import INSTRUMENTS
from tests.littleton import LITTLETON, setting, write_plan

CITY = city_cached(LITTLETON)
KEYS = {
    "segments": CITY.segments.keys,
    "uses": CITY.uses.keys,
    "parks": CITY.parks.keys,
    "kinds": FIRM_KINDS,
}


@st.composite
def entries(draw: Any, key: str) -> dict[str, Any]:
    """A setting of one instrument: any level in range, span, limits, and whom it serves."""
    instrument = INSTRUMENTS[key]
    steps = draw(st.integers(0, 1000))  # a level of 1e-300 is nobody's policy
    level = instrument.low + steps / 1000.0 * (instrument.high - instrument.low)
    start = draw(st.integers(CITY.start, CITY.end))
    found = setting(key, level, quarter_text(start))
    if draw(st.booleans()):
        found["to"] = quarter_text(draw(st.integers(start, CITY.end)))
    for limit in ("budget", "cap"):
        if draw(st.booleans()):
            found[limit] = draw(st.integers(0, 2000)) / 10.0
    for name in instrument.by:
        if draw(st.integers(0, 3)) == 0:
            some = st.lists(st.sampled_from(KEYS[name]), min_size=1, max_size=3, unique=True)
            found[name] = draw(some)
    return found


@st.composite
def plans(draw: Any) -> list[dict[str, Any]]:
    keys = draw(st.lists(st.sampled_from(list(INSTRUMENTS)), min_size=1, max_size=12, unique=True))
    return [draw(entries(key)) for key in keys]


def runs_to_its_end(folder: Path, plan: list[dict[str, Any]], seed: int) -> None:
    """With invariants asserted; and no year's payments pass the budget of what can be rationed."""
    path = write_plan(folder, *plan)
    model = IndustryModel(city=LITTLETON, plan=path, rng=seed, check=True).run()
    told = model.record.table()
    for entry in plan:
        key, budget = entry["instrument"], entry.get("budget")
        if budget is None or INSTRUMENTS[key].promised:
            continue
        spent = told[f"spending_{key}"]
        for first in range(0, len(spent), 4):
            assert spent[first : first + 4].sum() <= budget * (1 + 1e-9) + 1e-9, key


@pytest.mark.slow
@settings(
    max_examples=10,
    phases=[Phase.generate],  # a run takes too long to look for the smallest plan
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(plans(), st.integers(0, 3))
def test_ten_plans(tmp_path: Path, plan: list[dict[str, Any]], seed: int) -> None:
    runs_to_its_end(tmp_path, plan, seed)


@pytest.mark.slow
@pytest.mark.timeout(1800)  # a hundred whole runs
@settings(
    max_examples=100,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(plans(), st.integers(0, 10**6))
def test_a_hundred_plans(tmp_path: Path, plan: list[dict[str, Any]], seed: int) -> None:
    runs_to_its_end(tmp_path, plan, seed)
