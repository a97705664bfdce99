"""Instruments that do nothing change nothing; the comparison that says so can also say no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from abm.build import build_world
from abm.city import city_cached
from abm.parameters import with_overrides
from abm.simulation import RunResult, RunSpec, simulate
from agents.terms import Terms
from engine.calendar import quarter_index, quarter_text
from policies.instrument import Instrument, Order
from policies.plan import Setting, read_plan
from policies.registry import INSTRUMENTS
from tests.bits import differences
from tests.littleton import ACTION, BASELINE, LITTLETON, setting, write_plan

SEED = 5
KEYS = list(INSTRUMENTS)


def run(plan: str, city: str = LITTLETON, until: int | None = None) -> RunResult:
    return simulate(RunSpec(city, plan, SEED, until))


@lru_cache
def yardstick(plan: str, city: str = LITTLETON, until: int | None = None) -> RunResult:
    """A run of a plan as it stands, once for all tests."""
    return run(plan, city, until)


def changes(one: RunResult, other: RunResult) -> list[str]:
    """What differs between two runs, to the last bit: outcomes, tables of firms and of parks."""
    return differences(
        (one.outcomes, one.firms, one.parks), (other.outcomes, other.firms, other.parks)
    )


def as_written(s: Setting, **new: Any) -> dict[str, Any]:
    """A setting as an entry of a file again."""
    entry = s.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {**entry, **new}


# Neutral -----------------------------------------------------------------------------------


@pytest.mark.parametrize("key", KEYS)
def test_at_neutral_it_changes_no_bit_of_no_policy(key: str, tmp_path: Path) -> None:
    plan = write_plan(tmp_path, setting(key, INSTRUMENTS[key].neutral), extends="no_policy")
    assert changes(yardstick("no_policy"), run(plan)) == []


def test_all_at_neutral_change_no_bit_of_shanghai(tmp_path: Path) -> None:
    until = city_cached("shanghai").start + 7
    everything = [setting(key, INSTRUMENTS[key].neutral) for key in KEYS]
    plan = write_plan(tmp_path, *everything, extends="no_policy")
    assert changes(run("no_policy", "shanghai", until), run(plan, "shanghai", until)) == []


@pytest.mark.parametrize("key", KEYS)
def test_an_office_that_offers_at_neutral_changes_nothing_either(
    key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office skips what is neutral; the instrument itself does nothing there too."""
    plan = write_plan(tmp_path, setting(key, INSTRUMENTS[key].neutral), extends="no_policy")
    offers = blind_office(monkeypatch, key)
    assert changes(yardstick("no_policy"), run(plan)) == []
    assert len(offers) == len(yardstick("no_policy").quarters)


@pytest.mark.parametrize("key", KEYS)
def test_an_offer_at_neutral_bends_no_term(key: str) -> None:
    world = build_world(city_cached(LITTLETON), with_overrides(LITTLETON, {}), SEED)
    world.terms = Terms.neutral(world)
    served = np.ones(len(world.segments), dtype=bool)
    INSTRUMENTS[key].offer(world, Order(INSTRUMENTS[key].neutral, np.inf, served))
    assert differences(vars(world.terms), vars(Terms.neutral(world))) == []


def blind_office(monkeypatch: pytest.MonkeyPatch, key: str, shift: float = 0.0) -> list[float]:
    """Make the office blind for what is neutral, and the offer act at ``shift`` above its level.

    Returns a list to which every offer adds its level.
    """
    instrument = INSTRUMENTS[key]
    offers: list[float] = []
    offer: Callable[[Instrument, Any, Order], None] = type(instrument).offer

    def mutant(self: Instrument, world: Any, order: Order) -> None:
        offers.append(order.level)
        offer(self, world, replace(order, level=order.level + shift))

    monkeypatch.setattr(type(instrument), "offer", mutant)
    monkeypatch.setattr(type(instrument), "neutral", float("nan"))  # no level is equal to it
    return offers


def farthest(instrument: Instrument) -> float:
    """The bound of an instrument's range that is farther from neutral."""
    low, high, neutral = instrument.low, instrument.high, instrument.neutral
    return high if high - neutral >= neutral - low else low


@pytest.mark.parametrize("key", KEYS)
def test_a_mutant_that_acts_at_neutral_is_caught(
    key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instrument = INSTRUMENTS[key]
    plan = write_plan(tmp_path, setting(key, instrument.neutral), extends="no_policy")
    shift = 0.5 * (farthest(instrument) - instrument.neutral)
    blind_office(monkeypatch, key, shift)
    assert changes(yardstick("no_policy"), run(plan)) != []


# The baseline ------------------------------------------------------------------------------


def at_baseline(key: str, name: str, start: int) -> dict[str, Any]:
    """The instrument as the plan ``name`` has it, written out once more."""
    plan = read_plan(name)
    mine = [s for s in plan.settings if s.instrument == key and s.end is None]
    if not mine:
        return setting(key, INSTRUMENTS[key].neutral, quarter_text(start))
    assert len(mine) == 1
    return as_written(mine[0])


@pytest.mark.parametrize("key", KEYS)
def test_written_out_at_baseline_it_changes_no_bit_of_the_baseline(
    key: str, tmp_path: Path
) -> None:
    start = city_cached(LITTLETON).start
    plan = write_plan(tmp_path, at_baseline(key, BASELINE, start), extends=BASELINE)
    assert changes(yardstick(BASELINE), run(plan)) == []


def test_all_written_out_change_no_bit_of_shanghais_baseline(tmp_path: Path) -> None:
    start = city_cached("shanghai").start
    again = [at_baseline(key, "baseline", start) for key in KEYS]
    plan = write_plan(tmp_path, *again, extends="baseline")
    until = start + 7
    assert changes(run("baseline", "shanghai", until), run(plan, "shanghai", until)) == []


# The action plan ---------------------------------------------------------------------------


@pytest.mark.parametrize("key", KEYS)
def test_at_twice_its_level_in_the_action_plan_it_changes_an_outcome(
    key: str, tmp_path: Path
) -> None:
    """Twice as far from neutral, within its range; an instrument that no plan sets, halfway up."""
    instrument, plan = INSTRUMENTS[key], read_plan(ACTION)
    start = city_cached(LITTLETON).policy_start
    now = plan.at(start).get(key)
    low, high, neutral = instrument.low, instrument.high, instrument.neutral
    if now is None:
        level = neutral + 0.5 * (farthest(instrument) - neutral)
        own = setting(key, level, quarter_text(start))
    else:
        level = float(np.clip(neutral + 2.0 * (now.level - neutral), low, high))
        assert level != now.level, "the action plan has the highest level there is"
        (mine,) = (s for s in plan.settings if s.instrument == key and s.start == start)
        own = as_written(mine, level=level)
    twice = write_plan(tmp_path, own, extends=ACTION)
    before, after = yardstick(ACTION), run(twice)
    moved = differences(before.outcomes, after.outcomes)
    assert moved != []
    # And nothing before it acts.
    quiet = slice(0, start - before.quarters[0])
    for name, values in before.outcomes.items():
        assert values[quiet].tolist() == after.outcomes[name][quiet].tolist()


def test_the_shipped_action_plan_moves_outcomes_from_its_first_quarter_only() -> None:
    start = city_cached("shanghai").policy_start
    until = start + 1
    before = run("baseline", "shanghai", until)
    after = run("action_plan_2022", "shanghai", until)
    assert start == quarter_index("2022Q3")
    first = {
        name: np.flatnonzero(before.outcomes[name] != after.outcomes[name])
        for name in before.outcomes
    }
    moved = {name: at[0] for name, at in first.items() if len(at)}
    assert moved
    assert min(moved.values()) == start - before.quarters[0]
