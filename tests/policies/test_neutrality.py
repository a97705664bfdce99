"""Instruments that do nothing change nothing; the comparison that says so can also say no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest

from abm.city.city import city_cached, load_city
from abm.model import IndustryModel
from abm.parameters import with_overrides
from abm.simulation import RunResult, RunSpec, simulate
from abm.start.build import build_world
from agents.terms import Terms, combine
from agents.world import World
from engine.calendar import quarter_index, quarter_text
from policies.instrument import Instrument, Offer, Order
from policies.plan import read_plan
from policies.registry import INSTRUMENTS
from policies.setting import Setting
from tests.bits import differences
from tests.littleton import ACTION, BASELINE, LITTLETON, setting, write_plan

SEED = 4
KEYS = list(INSTRUMENTS)


def run(plan: str, city: str = LITTLETON, until: int | None = None) -> RunResult:
    return simulate(RunSpec(city, plan, SEED, until))


@lru_cache
def yardstick(plan: str, city: str = LITTLETON, until: int | None = None) -> RunResult:
    """A run of a plan as it stands, once for all tests."""
    return run(plan, city, until)


def city_of(key: str) -> str:
    """A city where it has something to act on: no park of the small one is ever full, hardly a
    plant of it thinks of leaving, and none that comes leads; nor has it fleets."""
    large = "park_land", "park_admission", "plant_retention", "leader_land"
    return "shanghai" if key in large or INSTRUMENTS[key].fleets else LITTLETON


@lru_cache
def past_of(city: str, plan: str, until: int) -> Any:
    """What has happened to the end of ``until``: a snapshot, once for all tests."""
    return IndustryModel(city=city, plan=plan, rng=SEED).run(until=until).snapshot()


def told(plan: str, city: str, until: int | None) -> Any:
    """Outcomes of a run."""
    return IndustryModel(city=city, plan=plan, rng=SEED).run(until=until).record.table()


@lru_cache
def untouched(city: str, until: int | None) -> Any:
    """Outcomes without any policy, once for all tests."""
    return told("no_policy", city, until)


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


def all_at_neutral(folder: Path, start: str = "2018Q1") -> str:
    """A plan with every registered instrument at neutral, nothing else."""
    everything = [setting(key, INSTRUMENTS[key].neutral, start) for key in KEYS]
    return write_plan(folder, *everything, extends="no_policy")


def test_all_at_neutral_change_no_bit_of_no_policy(tmp_path: Path) -> None:
    assert changes(yardstick("no_policy"), run(all_at_neutral(tmp_path))) == []


def test_all_at_neutral_change_no_bit_of_shanghai(tmp_path: Path) -> None:
    until = city_cached("shanghai").start + 7
    plan = all_at_neutral(tmp_path)
    assert changes(run("no_policy", "shanghai", until), run(plan, "shanghai", until)) == []


@pytest.mark.parametrize("group", range(4))
def test_an_office_that_offers_at_neutral_changes_nothing_either(
    group: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office skips what is neutral; the instruments themselves do nothing there too."""
    mine = KEYS[group::4]
    neutral = {key: INSTRUMENTS[key].neutral for key in mine}
    plan = write_plan(tmp_path, *(setting(k, v) for k, v in neutral.items()), extends="no_policy")
    offers = {key: blind_office(monkeypatch, key) for key in mine}
    assert changes(yardstick("no_policy"), run(plan)) == []
    assert {len(made) for made in offers.values()} == {len(yardstick("no_policy").quarters)}


def order_at(world: World, level: float, cap: float = np.inf) -> Order:
    """Everybody is served, without a budget."""
    everyone = np.ones(len(world.segments), dtype=bool), np.ones(len(world.markets), dtype=bool)
    return Order(level, cap, *everyone)


@lru_cache
def small_world() -> World:
    """Of the small city, where one good lives on content beside others that do not."""
    with TemporaryDirectory() as folder:
        city = copytree(LITTLETON, Path(folder, "city"))
        rows = "use,source,label\ndrones.hobby,mine,assumed\n"
        (city / "contents.csv").write_text(rows, encoding="utf-8")
        return build_world(load_city(city), with_overrides(LITTLETON, {}), SEED)


@lru_cache
def world_with_fleets() -> World:
    return build_world(city_cached("shanghai"), with_overrides("shanghai", {}), SEED)


def world_of(key: str) -> World:
    return world_with_fleets() if INSTRUMENTS[key].fleets else small_world()


@pytest.mark.parametrize("key", KEYS)
def test_an_offer_at_neutral_bends_no_term(key: str) -> None:
    assert bent_by(key, order_at(world_of(key), INSTRUMENTS[key].neutral)) == set()


@pytest.mark.parametrize("key", KEYS)
def test_an_offer_bends_the_terms_that_it_declares(key: str) -> None:
    """At its farthest level, with a cap and a budget that bind; and no other term."""
    instrument = INSTRUMENTS[key]
    order = replace(order_at(world_of(key), farthest(instrument), 1e6), budget=1e6)
    assert bent_by(key, order) == set(instrument.bends) != set()


def bent_by(key: str, order: Order) -> set[str]:
    """Terms that an offer takes from neutral; the world that it looks at stays as it is."""
    world = world_of(key)
    before = world.snapshot()
    values, _ = combine(world.lengths, {key: INSTRUMENTS[key].offer(world, order)})
    assert differences(world.snapshot(), before) == []
    terms, neutral = Terms.neutral(world.lengths), Terms.neutral(world.lengths)
    terms.bend(values)
    return {name.lstrip(".") for name in differences(vars(terms), vars(neutral))}


def blind_office(monkeypatch: pytest.MonkeyPatch, key: str, shift: float = 0.0) -> list[float]:
    """Make the office blind for what is neutral, and the offer act at ``shift`` above its level.

    Returns a list to which every offer adds its level.
    """
    instrument = INSTRUMENTS[key]
    offers: list[float] = []
    offer: Callable[[Instrument, Any, Order], Offer] = type(instrument).offer

    def mutant(self: Instrument, world: Any, order: Order) -> Offer:
        offers.append(order.level)
        return offer(self, world, replace(order, level=order.level + shift))

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
    city = city_of(key)
    horizons = (city_cached(city).start + 5, None)  # most act soon
    before = [untouched(city, until) for until in horizons]
    blind_office(monkeypatch, key, shift)
    assert any(
        differences(table, told(plan, city, until))
        for table, until in zip(before, horizons, strict=True)
    )


# The baseline ------------------------------------------------------------------------------


def at_baseline(key: str, name: str, start: int) -> list[dict[str, Any]]:
    """The instrument as the plan ``name`` has it, written out once more."""
    mine = [s for s in read_plan(name).settings if s.instrument == key]
    if not mine:
        return [setting(key, INSTRUMENTS[key].neutral, quarter_text(start))]
    return [as_written(s) for s in mine]


@pytest.mark.parametrize("city", [LITTLETON, "shanghai"])
def test_all_written_out_change_no_bit_of_the_baseline(city: str, tmp_path: Path) -> None:
    name = BASELINE if city == LITTLETON else "baseline"
    start = city_cached(city).start
    again = [entry for key in KEYS for entry in at_baseline(key, name, start)]
    plan = write_plan(tmp_path, *again, extends=name)
    until = None if city == LITTLETON else start + 7
    assert changes(yardstick(name, city, until), run(plan, city, until)) == []


# The action plan ---------------------------------------------------------------------------


@pytest.mark.parametrize("key", KEYS)
def test_at_twice_its_level_in_the_action_plan_it_changes_an_outcome(
    key: str, tmp_path: Path
) -> None:
    """Twice as far from neutral, within its range; an instrument that no plan sets, halfway up."""
    city = city_of(key)
    action = ACTION if city == LITTLETON else "action_plan_2022"
    instrument, plan = INSTRUMENTS[key], read_plan(action)
    start = city_cached(city).policy_start
    now = plan.at(start).get(key)
    low, high, neutral = instrument.low, instrument.high, instrument.neutral
    if now is None:
        level = neutral + 0.5 * (farthest(instrument) - neutral)
        own = setting(key, level, quarter_text(start))
    else:
        level = float(np.clip(neutral + 2.0 * (now.level - neutral), low, high))
        assert level != now.level, "the action plan has the highest level there is"
        (mine,) = (s for s in plan.settings if s.instrument == key and s.start == start)
        money = {} if mine.budget is None else {"budget": 2.0 * mine.budget}
        own = as_written(mine, level=level, **money)
    twice = write_plan(tmp_path, own, extends=action)
    past = past_of(city, action, start - 1)
    for until in (start + 4, None):
        found = []
        for name in (action, twice):
            model = IndustryModel(city=city, plan=name, rng=SEED)
            model.restore(past)
            found.append(model.run(until=until).record.table())
        if differences(*found):
            return
    raise AssertionError(f"{key}: no outcome moves")


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
