"""Outcomes only read: the quarter's last step writes what they share, whoever asks for what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.model import IndustryModel
from abm.outcomes import OUTCOMES, measure_all
from abm.outcomes.competitive import FOREIGN, terminal
from abm.outcomes.outcome import Outcome
from agents.columns import LEVELS
from agents.world import World
from tests.bits import differences
from tests.littleton import ACTION, LITTLETON


@pytest.fixture(scope="module")
def model() -> IndustryModel:
    """Under a policy that spends and claws back, past its start."""
    return IndustryModel(city=LITTLETON, plan=ACTION, rng=4).run()


def widths(model: IndustryModel, outcomes: list[Outcome]) -> list[int]:
    return [len(outcome.columns(model.world.city)) for outcome in outcomes]


@given(st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=len(OUTCOMES) + 3))
def test_outcomes_give_the_same_again_in_any_order_and_subset(
    model: IndustryModel, asked: list[Outcome]
) -> None:
    """Also where one stands twice in the list."""
    found = measure_all(model.world, model.record.definitions, asked, widths(model, asked))
    names = [name for outcome in asked for name in outcome.columns(model.world.city)]
    recorded = [model.record.latest(name) for name in names]
    assert np.array(found).tobytes() == np.array(recorded).tobytes()


@contextmanager
def sealed(world: World) -> Iterator[None]:
    """A world of which no array may be written."""
    stores = [column for table in world.tables.values() for column in table._store.values()]
    held = (world, world.ledger, world.terms, world.accounts, world.static)
    loose = [v for holder in held for v in vars(holder).values() if isinstance(v, np.ndarray)]
    arrays = [array for array in (*stores, *loose) if array.flags.writeable]
    for table in world.tables.values():
        table._forget_views()  # a view that was made before would stay open
    for array in arrays:
        array.setflags(write=False)
    try:
        yield
    finally:
        for array in arrays:
            array.setflags(write=True)
        for table in world.tables.values():
            table._forget_views()


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.key)
def test_no_outcome_writes(model: IndustryModel, outcome: Outcome) -> None:
    before = model.snapshot()
    with sealed(model.world):
        first = outcome.measure(model.world, model.record.definitions)
        again = outcome.measure(model.world, model.record.definitions)
    assert np.array(first).tobytes() == np.array(again).tobytes()
    assert differences(model.snapshot(), before) == []


def test_a_sealed_world_refuses(model: IndustryModel) -> None:
    """Otherwise the test above could not fail."""
    world = model.world
    with sealed(world):
        with pytest.raises(ValueError, match="read-only"):
            world.parks.special_quarters = 0
        with pytest.raises(ValueError, match="read-only"):
            world.firms.revenue[0] = 1.0
        with pytest.raises(ValueError, match="read-only"):
            world.jobs_by_place[0, 0] = 1.0
    world.parks.services = world.parks.services.copy()


def test_a_record_that_measures_between_quarters_changes_none() -> None:
    asked, silent = (IndustryModel(city=LITTLETON, plan=ACTION, rng=4) for _ in range(2))
    until = asked.world.city.policy_start + 3
    for _ in range(until - asked.world.city.start):
        asked.step()
        measure_all(asked.world, asked.record.definitions, OUTCOMES, widths(asked, list(OUTCOMES)))
        silent.step()
    assert differences(asked.snapshot(), silent.snapshot()) == []


def test_what_counts_stands_in_the_tables_now_and_at_the_policy_start() -> None:
    """The lists of the start are those of the quarter before it, and stay."""
    model = IndustryModel(city=LITTLETON, plan=ACTION, rng=4)
    world = model.world
    pairs = [
        (world.firms, "competitive", "competitive_firms"),
        (world.parks, "special", "specialty_parks"),
        (world.parks, "micro", "micro_parks"),
    ]
    model.run(until=world.city.policy_start - 1)
    start = {now: getattr(table, now).copy() for table, now, _ in pairs}
    lanes = {now: table.lane.copy() for table, now, _ in pairs}
    assert start["competitive"].any() and start["special"].any()
    model.run()
    for table, now, outcome in pairs:
        kept = getattr(table, f"{now}_at_start")
        at = table.find(lanes[now])
        np.testing.assert_array_equal(kept[at[at >= 0]], start[now][at >= 0])
        assert not kept[~np.isin(table.lane, lanes[now])].any()  # who came later was not there
        for place, suffix in enumerate(("", *(f"_{level}" for level in LEVELS[1:]))):
            assert getattr(table, now)[:, place].sum() == model.record.latest(outcome + suffix)
    was, is_now = world.firms.competitive_at_start[:, 0], world.firms.competitive[:, 0]
    left = world.left.competitive_at_start
    assert was.sum() + left == start["competitive"][:, 0].sum()
    lost, emerged = int((was & ~is_now).sum()) + left, int((is_now & ~was).sum())
    assert was.sum() + left - lost + emerged == model.record.latest("competitive_firms")
    assert emerged - lost == model.record.latest("competitive_gain")
    assert not world.firms.competitive[~world.firms.alive].any()


def test_who_counts_is_who_passes_and_is_a_brand_of_the_city(model: IndustryModel) -> None:
    """Firm by firm, against the thresholds of the city's file."""
    world, firms = model.world, model.world.firms
    d = model.record.definitions.competitive_firms.default
    wanted = np.zeros(len(firms), dtype=bool)
    for slot in firms.live.tolist():
        year = firms.revenue_past[slot, :4].sum()
        share = firms.share_past[slot, :4].mean()
        size = year >= d.revenue or (share >= d.share and year >= d.share_revenue)
        asked = d.rd_share_large if year > d.large else d.rd_share
        research = firms.rd_past[slot, :4].sum() >= asked * year * (1.0 - 1e-9)
        # Reckoned in the run's last quarter, which is over.
        now = world.quarter - 1
        profit = firms.profit_past[slot, :4].sum()
        backed = firms.parent[slot] if firms.parent_until[slot] >= now + d.runway_quarters else 0
        left = firms.cash[slot] + d.runway_quarters * (backed - max(0.0, -profit / 4.0))
        gaining = firms.share_past[slot, 0] > firms.share_past[slot, -1]
        healthy = profit > 0.0 or (gaining and left >= 0.0)
        wanted[slot] = size and research and now - firms.founded[slot] >= d.age_quarters and healthy
    np.testing.assert_array_equal(firms.passes[:, 0], wanted)
    mine = wanted & terminal(world) & (firms.owner != FOREIGN)
    np.testing.assert_array_equal(firms.competitive[:, 0], mine)
    assert mine.any() and (wanted & ~mine).any()


@pytest.mark.parametrize("outcomes", ["firms", "contract_output", "fiscal"])
def test_what_is_asked_for_changes_no_state(model: IndustryModel, outcomes: str) -> None:
    lean = IndustryModel(city=LITTLETON, plan=ACTION, outcomes=outcomes, rng=4).run()
    assert differences(lean.world.snapshot().tables, model.world.snapshot().tables) == []
    assert lean.world.spent_since_start == model.world.spent_since_start > 0.0
    assert lean.world.clawed_back == model.world.clawed_back
