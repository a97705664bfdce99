"""Dead rows leave their tables, and nothing but their memory use changes."""

from __future__ import annotations

import pickle
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abm.model import IndustryModel
from agents.kinds import Firm
from agents.world import World
from engine.calendar import quarter_index
from engine.model import Step
from tests.littleton import ACTION, LITTLETON

UNTIL = quarter_index("2019Q4")
BEFORE = (
    *("events", "labour", "sourcing", "contracting", "hiring", "research", "plans", "demand"),
    *("delivery", "accounts", "safety", "settlement", "finance", "transition", "exit"),
)
"""Steps before which rows may leave: behind the exits the dead are still taxed and measured."""


def ran(moments: frozenset[tuple[int, str]] = frozenset()) -> IndustryModel:
    """A run in which dead models and orders leave at other moments, too."""
    model = IndustryModel(city=LITTLETON, plan=ACTION, rng=8)
    first = model.world.quarter
    for name in sorted({name for _, name in moments}):

        def leave(world, name=name):
            if (world.quarter - first, name) in moments:
                world.take_out()

        model.schedule.insert_before(name, Step(f"leave before {name}", leave))
    model.run(until=UNTIL)
    model.take_out()  # those of the last quarter
    return model


plain = lru_cache(ran)


@settings(max_examples=6, deadline=None)
@given(st.frozensets(st.tuples(st.integers(0, 7), st.sampled_from(BEFORE)), min_size=1))
def test_when_rows_leave_changes_no_outcome_and_nobodys_luck(
    moments: frozenset[tuple[int, str]],
) -> None:
    model, world = ran(moments), plain().world
    for name, values in plain().record.table().items():
        np.testing.assert_allclose(model.record.column(name), values, rtol=1e-9, atol=1e-9)
    for name, table in world.tables.items():
        other = model.world.tables[name]
        assert np.array_equal(other.lane, table.lane), name
        assert np.array_equal(other.kind, table.kind), name
    firms = model.world.firms
    np.testing.assert_allclose(firms.technology, world.firms.technology, rtol=1e-9)


def test_tables_hold_the_living_when_a_quarter_begins() -> None:
    model = IndustryModel(city=LITTLETON, plan=ACTION, rng=8, check=True)
    world, deaths, seen = model.world, 0, set(model.world.firms.lane.tolist())

    def look(world: World) -> None:
        for name in world.mortal:
            assert world.tables[name].alive.all(), name
        if world.accounts.offers is not None:  # those of the quarter before
            assert len(world.accounts.cost) <= world.firms.n
            assert world.accounts.offers.line.max() < world.lines.n

    model.schedule.insert_before("events", Step("look", look))
    while world.quarter <= UNTIL:
        model.step()
        deaths += world.accounts.deaths
        seen.update(world.firms.lane.tolist())
    model.take_out()
    assert deaths > 0
    assert len(seen) - world.firms.n == deaths
    assert (world.lines.firm >= 0).all() and (world.products.line >= 0).all()


def test_an_agent_follows_its_row_and_remembers_its_last_values() -> None:
    model = IndustryModel(city=LITTLETON, plan=ACTION, rng=8)
    model.step()
    firms = model.world.firms
    agents = [agent for agent in model.agents if isinstance(agent, Firm)]
    while model.world.quarter <= UNTIL:
        model.step()
    model.take_out()
    gone = [agent for agent in agents if agent.slot < 0]
    stay = [agent for agent in agents if agent.slot >= 0]
    assert gone and stay
    assert all(firms.lane[agent.slot] == agent.lane for agent in stay)
    assert any(agent.slot != agent.lane for agent in stay)
    there = {agent.unique_id for agent in model.agents}
    assert there >= {agent.unique_id for agent in stay}
    assert not there & {agent.unique_id for agent in gone}
    assert [agent.alive for agent in gone] == [False] * len(gone)
    assert all(agent.founded < UNTIL for agent in gone)
    model.kept = gone[0]
    twin = pickle.loads(pickle.dumps(model))
    assert twin.kept.founded == gone[0].founded and twin.kept not in set(twin.agents)
    with pytest.raises(AttributeError, match="has left the model"):
        gone[0].technology = 2.0


def test_outcomes_count_firms_that_left() -> None:
    """A competitive firm that dies is lost, for good, and was there at the start."""
    model = IndustryModel(city=LITTLETON, plan=ACTION, rng=8)
    model.run(until=quarter_index("2022Q1"))
    firms = model.world.firms
    counts = firms.competitive_at_start[:, 0] & firms.competitive[:, 0]
    slot = int(np.flatnonzero(counts)[0])
    start, lost = (model.record.latest(f"competitive_firms_{k}") for k in ("start", "lost"))
    gone = next(a for a in model.agents if isinstance(a, Firm) and a.slot == slot)
    gone.remove()
    for _ in range(2):
        model.step()
        assert model.record.latest("competitive_firms_start") == start
    assert model.record.latest("competitive_firms_lost") > lost
