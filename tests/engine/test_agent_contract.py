"""What the project asks of Mesa, on a toy model with a dozen rows, two kinds and a money column.

Runs on the locked Mesa and, where the machine has a newer Python, on a newer Mesa.
"""

from __future__ import annotations

import gc
import pickle
import tracemalloc
import weakref
from dataclasses import dataclass
from typing import ClassVar

import mesa
import mesa.batchrunner
import numpy as np
import pytest

from engine.agent import RowAgent
from engine.draws import Decision, Draws
from engine.ledger import Ledger, Rows
from engine.model import IDENTITY_SPAN, ArrayModel, Schedule, Step
from engine.state import State
from engine.table import Column, Table

pytestmark = pytest.mark.mesa_contract

NEWER = tuple(int(part) for part in mesa.__version__.split(".")[:2]) >= (3, 4)

# The toy -----------------------------------------------------------------------------------

WORKSHOP, FACTORY = 0, 1
FIRST = IDENTITY_SPAN
"""The first firm's number."""
PROMOTED, CLOSED, GREW = (Decision(f"toy.{name}") for name in ("promoted", "closed", "grew"))


class Workshop(RowAgent):
    """A small firm."""

    def boast(self):
        return f"{self.unique_id}: {self.revenue:.1f}"


class Factory(RowAgent):
    """A workshop that grew."""


class Town(RowAgent):
    """A row of a second table."""


def firm_table():
    columns = (
        Column("cash", "million yuan", "balance", money=True),
        Column("sector", "code", "into sectors", "i8", 1),
        Column("revenue", "million yuan", "this quarter's"),
        Column("town", "slot", "where it is", "i8", 0, refers="towns"),
        Column("licensed", "flag", "", "?", False),
        Column("mix", "share", "a vector", width=2),
    )
    return Table("firms", columns, capacity=4)


class ToyState(State):
    """Two tables, a ledger, keyed luck and one number more."""

    fixed = frozenset({"draws"})

    def __init__(self, rows, seed):
        firms = firm_table()
        towns = Table("towns", [Column("people", "persons", "")])
        ledger = Ledger(("households", "firms"), ("sales", "closing"), [firms])
        super().__init__({"firms": firms, "towns": towns}, ledger)
        self.draws = Draws(seed)
        self.born = 0
        towns.add(2, lane=np.arange(2), people=[100.0, 50.0])
        self.found(rows)
        ledger.endow(firms, np.full(rows, 10.0), "households")

    def found(self, count):
        firms = self.tables["firms"]
        lanes = np.arange(count) + self.born
        self.born += count
        return firms.add(
            count,
            lane=lanes,
            born=self.quarter,
            revenue=lanes + 1.0,
            town=lanes % 2,
            mix=lanes[:, None],
        )


def begin(state):
    state.quarter += 1
    state.ledger.begin()


def sell(state):
    firms = state.tables["firms"]
    live = firms.live
    firms.revenue[live] *= 1 + state.draws.uniform(GREW, state.quarter, firms.lane[live])
    state.ledger.pay("sales", "households", Rows(firms, live), firms.revenue[live])


def promote(state):
    firms = state.tables["firms"]
    small = firms.of_kind(WORKSHOP)
    luck = state.draws.uniform(PROMOTED, state.quarter, firms.lane[small])
    firms.change_kind(small[luck < 0.2], FACTORY)


def close(state):
    firms = state.tables["firms"]
    luck = state.draws.uniform(CLOSED, state.quarter, firms.lane[firms.live])
    leave(state, firms.live[luck < 0.1])


def leave(state, slots):
    firms = state.tables["firms"]
    state.ledger.pay("closing", Rows(firms, slots), "households", firms.cash[slots])
    firms.retire(slots)


def enter(state):
    state.found(1)


def toy_schedule():
    rules = (begin, sell, promote, close, enter)
    return Schedule([Step(rule.__name__, rule) for rule in rules])


def count_firms(model):
    return int(model.firms.live.size)


def sum_cash(model):
    return float(model.firms.cash.sum())


def count_factories(model):
    return len(model.agents_by_type[Factory])


class Toy(ArrayModel[ToyState]):
    """The toy as `batch_run` wants it: scalar arguments, `rng` for the seed."""

    kinds: ClassVar = {"firms": {WORKSHOP: Workshop, FACTORY: Factory}, "towns": {0: Town}}

    def __init__(self, rows=12, rng=None):
        super().__init__(ToyState(rows, rng or 0), toy_schedule(), rng=rng)

    @property
    def firms(self):
        return self.state.tables["firms"]

    def retire_row(self, table, slot):
        if table is self.firms:
            leave(self.state, np.array([slot]))
        else:
            super().retire_row(table, slot)


class Collecting(Toy):
    """Collects in every step, as `batch_run` expects."""

    def __init__(self, rows=12, rng=None):
        super().__init__(rows, rng)
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "firms": count_firms,
                "cash": sum_cash,
                "factories": count_factories,
            },
            agenttype_reporters={Workshop: {"revenue": "revenue"}},
        )

    def step(self):
        super().step()
        self.datacollector.collect(self)


@pytest.fixture
def model():
    toy = Toy(rng=7)
    toy.firms.change_kind(np.array([3, 8]), FACTORY)
    toy.state.ledger.begin()
    return toy


@dataclass
class Bits:
    """Every byte that a run may change."""

    model: Toy

    def __eq__(self, other):
        return self.told() == other.told()

    __hash__ = None

    def told(self):
        state = self.model.state
        tables = {
            (name, column): table.unlocked(column).tobytes()
            for name, table in state.tables.items()
            for column in table.columns
        }
        ledger = state.ledger
        arrays = (ledger.balances, ledger.moved, ledger.opening)
        return tables, [a.tobytes() for a in arrays], ledger.memos, state.quarter, state.born


def by_lane(agents, lane):
    (found,) = agents.select(lambda agent: agent.lane == lane)
    return found


def handles_fit(model):
    """Mesa's sets hold exactly the living rows, each in its class, under its lasting id."""
    wanted = {
        (model.kinds[name][int(table.kind[slot])], model.identity(table, int(slot)))
        for name, table in model.state.tables.items()
        for slot in table.live
    }
    found = [(type(a), a.unique_id) for a in model.agents]
    assert len(found) == len(set(found))
    assert set(found) == wanted
    by_type = [(kind, a.unique_id) for kind, agents in model.agents_by_type.items() for a in agents]
    assert len(by_type) == len(found)
    assert set(by_type) == wanted
    assert {kind for kind, _ in wanted} <= set(model.agent_types)


# Reading -----------------------------------------------------------------------------------


def test_a_run_that_never_asks_makes_no_handle():
    toy = Toy(rng=1)
    for _ in range(5):
        toy.step()
    assert not any(toy._handles.values())
    assert toy.steps == 5
    assert toy.state.quarter == 5


def test_agents_are_the_living_rows(model):
    handles_fit(model)
    assert len(model.agents) == 14
    assert len(model.agents_by_type[Workshop]) == 10
    assert len(model.agents_by_type[Factory]) == 2
    assert len(model.agents_by_type[Town]) == 2
    assert set(model.agent_types) == {Workshop, Factory, Town}


def test_a_kind_of_which_nobody_lives_is_an_empty_set():
    toy = Toy(rng=7)
    assert len(toy.agents_by_type[Factory]) == 0
    assert toy.agents_by_type[Factory].get("revenue") == []
    toy.firms.change_kind(np.arange(12), FACTORY)
    assert len(toy.agents_by_type[Workshop]) == 0
    assert len(toy.agents_by_type[Factory]) == 12


def test_columns_read_as_attributes_of_plain_type(model):
    firm = next(iter(model.agents_by_type[Factory]))
    assert (firm.slot, firm.unique_id, firm.lane) == (3, FIRST + 3, 3)
    assert type(firm.revenue) is float
    assert firm.revenue == 4.0
    assert type(firm.town) is int
    assert type(firm.licensed) is bool
    assert firm.alive is True
    assert firm.cash == 10.0
    assert firm.mix.tolist() == [3.0, 3.0]
    firm.mix[0] = 9.0  # a copy
    assert firm.mix.tolist() == [3.0, 3.0]
    assert repr(firm) == f"<Factory {FIRST + 3}>"
    assert firm.model is model
    assert firm.random is model.random
    with pytest.raises(AttributeError, match="revenu") as told:
        firm.revenu  # noqa: B018
    assert (told.value.name, told.value.obj) == ("revenu", firm)  # for Python's "Did you mean"
    assert {"revenue", "cash", "remove", "model"} <= set(dir(firm))
    assert not hasattr(firm, "people")


def test_mesas_ways_to_read_agree_with_the_columns(model):
    workshops = model.agents_by_type[Workshop]
    small = model.firms.of_kind(WORKSHOP)
    assert workshops.get("revenue") == model.firms.revenue[small].tolist()
    assert workshops.get(["lane", "licensed"])[0] == [0, False]
    assert workshops.agg("revenue", sum) == model.firms.revenue[small].sum()
    rich = model.agents.select(lambda a: isinstance(a, RowAgent) and hasattr(a, "revenue"))
    assert len(rich) == 12
    assert {type(a) for a in model.agents.select(agent_type=Factory)} == {Factory}
    first = model.agents_by_type[Workshop].select(lambda a: a.revenue > 2, at_most=3)
    assert first.get("revenue") == [3.0, 5.0, 6.0]
    by_town = workshops.groupby("town")
    assert by_town.count() == {0: 5, 1: 5}
    assert by_town.agg("revenue", sum)[0] == sum(i + 1.0 for i in small if i % 2 == 0)
    assert workshops.map("boast")[0] == f"{FIRST}: 1.0"
    assert [a.lane for a in workshops.sort("revenue", ascending=False)][:2] == [11, 10]
    assert sorted(a.lane for a in workshops.shuffle()) == small.tolist()


# Writing -----------------------------------------------------------------------------------


def test_mesas_ways_to_write_reach_the_columns(model):
    model.agents_by_type[Workshop].set("licensed", True)
    assert model.firms.licensed.sum() == 10
    model.agents_by_type[Factory].do(lambda a: setattr(a, "revenue", 50.0))
    assert model.firms.revenue[[3, 8]].tolist() == [50.0, 50.0]
    firm = next(iter(model.agents_by_type[Factory]))
    firm.mix = [0.25, 0.75]
    firm.revenue += 1
    assert model.firms.mix[3].tolist() == [0.25, 0.75]
    assert model.firms.revenue[3] == 51.0
    handles_fit(model)


def test_money_is_read_only_on_handles_too(model):
    firm = next(iter(model.agents_by_type[Workshop]))
    with pytest.raises(AttributeError, match="only the ledger"):
        firm.cash = 1e9
    with pytest.raises(AttributeError, match="only the ledger"):
        model.agents_by_type[Workshop].set("cash", 1e9)
    with pytest.raises(AttributeError, match="remove"):
        firm.alive = False
    assert (model.firms.cash == 10.0).all()


def test_a_misspelt_attribute_is_an_error(model):
    firm = next(iter(model.agents_by_type[Workshop]))
    with pytest.raises(AttributeError, match="revenu"):
        firm.revenu = 1.0
    with pytest.raises(AttributeError, match="revenu"):
        model.agents_by_type[Workshop].set("revenu", 1.0)


# Coming, going, changing -------------------------------------------------------------------


def test_remove_takes_the_orderly_exit(model):
    firm = by_lane(model.agents_by_type[Workshop], 5)
    firm.remove()
    assert model.firms.live.tolist() == [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]
    assert model.firms.cash[5] == 0.0
    assert model.state.ledger.flow("closing") == 10.0
    model.state.ledger.verify()
    handles_fit(model)
    firm.remove()  # once gone, nothing more happens
    assert model.state.ledger.flow("closing") == 10.0
    assert firm.revenue == 6.0
    handles_fit(model)


def test_all_agents_can_be_removed_even_if_nobody_asked_for_them(model):
    model.remove_all_agents()
    assert model.firms.live.size == 0
    assert len(model.agents) == 0
    assert (model.firms.cash == 0.0).all()
    model.state.ledger.verify()


def test_many_are_removed_in_one_go(model):
    model.agents_by_type[Workshop].do("remove")
    assert model.firms.live.tolist() == [3, 8]
    handles_fit(model)


def test_the_dead_are_deregistered_and_the_new_appear(model):
    before = {a.unique_id: a for a in model.agents}
    leave(model.state, np.array([0, 3]))
    added = model.state.found(2)
    handles_fit(model)
    after = {a.unique_id: a for a in model.agents}
    assert set(before) - set(after) == {FIRST, FIRST + 3}
    assert set(after) - set(before) == {FIRST + 12, FIRST + 13}
    assert added.tolist() == [12, 13]
    assert all(after[i] is before[i] for i in set(before) & set(after))


def test_a_kind_change_keeps_the_identity_and_changes_the_class(model):
    firm = by_lane(model.agents_by_type[Workshop], 6)
    firm.kind = FACTORY
    handles_fit(model)
    new = by_lane(model.agents_by_type[Factory], 6)
    assert new.unique_id == firm.unique_id == FIRST + 6
    assert new is not firm
    assert type(new) is Factory
    model.firms.change_kind(np.array([6]), WORKSHOP)
    assert next(a for a in model.agents if a.unique_id == FIRST + 6).__class__ is Workshop
    handles_fit(model)


def test_a_handle_from_before_a_kind_change_still_removes_its_row(model):
    old = by_lane(model.agents_by_type[Workshop], 6)
    model.firms.change_kind(np.array([6]), FACTORY)
    handles_fit(model)
    old.remove()
    assert 6 not in model.firms.live
    handles_fit(model)


def test_through_a_whole_run_the_handles_fit():
    toy = Toy(rng=3)
    for _ in range(12):
        toy.step()
        handles_fit(toy)
        toy.state.ledger.verify()
    assert len(toy.firms.of_kind(FACTORY)) > 2
    assert len(toy.firms.live) < toy.firms.n


def test_asking_changes_no_result():
    asked, silent = Toy(rng=5), Toy(rng=5)
    for _ in range(8):
        asked.step()
        silent.step()
        assert len(asked.agents) == len(asked.firms.live) + 2
        asked.agents.shuffle()
    assert Bits(asked) == Bits(silent)


# Data collection, batches, copies ----------------------------------------------------------


def test_data_collector_reads_model_and_agents():
    toy = Collecting(rng=7)
    for _ in range(4):
        toy.step()
    told = toy.datacollector.get_model_vars_dataframe()
    assert len(told) == 4
    assert told["firms"].iloc[-1] == len(toy.firms.live)
    assert told["factories"].iloc[-1] == len(toy.firms.of_kind(FACTORY))
    rows = toy.datacollector.get_agenttype_vars_dataframe(Workshop)
    last = rows.xs(4, level="Step")["revenue"]
    small = toy.firms.of_kind(WORKSHOP)
    assert sorted(last.tolist()) == sorted(toy.firms.revenue[small].tolist())
    assert sorted(last.index) == sorted(toy.identity(toy.firms, s) for s in small)


def batch(processes):
    seeds = {"rng": [1, 2, 3]} if NEWER else {}
    parameters = {"rows": [6, 12]} | ({} if NEWER else {"rng": [1, 2, 3]})
    told = mesa.batch_run(
        Collecting,
        parameters=parameters,
        number_processes=processes,
        max_steps=4,
        data_collection_period=-1,
        display_progress=False,
        **seeds,
    )
    names = ("rng", "rows", "firms", "cash", "factories")
    return sorted({tuple(row[name] for name in names) for row in told})


@pytest.mark.slow
def test_batch_run_on_one_and_two_processes_gives_single_runs():
    wanted = []
    for seed in (1, 2, 3):
        for rows in (6, 12):
            toy = Toy(rows, seed)
            for _ in range(4 if NEWER else 5):  # Mesa 3.3 runs one step more than `max_steps`
                toy.step()
            wanted.append((seed, rows, count_firms(toy), sum_cash(toy), count_factories(toy)))
    assert batch(1) == sorted(wanted)
    assert batch(2) == sorted(wanted)


def test_a_pickled_model_goes_on_as_the_first_does():
    toy = Toy(rng=9)
    toy.step()
    twin = pickle.loads(pickle.dumps(toy))
    for asks in (False, True, True):
        toy.step()
        twin.step()
        if asks:
            handles_fit(toy)
            handles_fit(twin)
        again = pickle.loads(pickle.dumps(twin))
        handles_fit(again)
        assert Bits(toy) == Bits(twin)
        assert Bits(again) == Bits(twin)
    assert {a.unique_id for a in twin.agents} == {a.unique_id for a in toy.agents}
    assert all(a.model is twin for a in twin.agents)
    assert next(iter(twin.agents_by_type[Workshop]))._rows() is twin.firms


def test_a_model_pickled_with_handles_out_of_date_mends_them():
    toy = Toy(rng=9)
    handles_fit(toy)
    toy.state.found(3)
    leave(toy.state, np.array([1]))
    handles_fit(pickle.loads(pickle.dumps(toy)))


def test_a_branched_run_is_the_whole_run_bit_for_bit():
    whole, branched = Toy(rng=4), Toy(rng=4)
    for _ in range(9):
        whole.step()
    for _ in range(4):
        branched.step()
    kept = branched.snapshot()
    handles_fit(branched)
    branched.firms.revenue *= 3.0  # another plan
    for _ in range(5):
        branched.step()
    assert Bits(branched) != Bits(whole)
    for asks in (True, False):
        branched.restore(kept)
        assert branched.steps == 4
        if asks:
            handles_fit(branched)
        for _ in range(5):
            branched.step()
        assert Bits(branched) == Bits(whole)
        assert branched.steps == 9
        handles_fit(branched)


def test_a_row_of_another_branch_gets_another_handle():
    toy = Toy(rng=4)
    kept = toy.snapshot()
    first = toy.state.found(1)
    old = {a.slot: a for a in toy.agents_by_type[Workshop]}[int(first[0])]
    toy.restore(kept)
    toy.state.born = 700  # what entered here is somebody else
    second = toy.state.found(1)
    assert second.tolist() == first.tolist()
    handles_fit(toy)
    new = {a.slot: a for a in toy.agents_by_type[Workshop]}[int(second[0])]
    assert new is not old
    assert (old.unique_id, new.unique_id) == (FIRST + 12, FIRST + 700)


@pytest.mark.slow
def test_two_hundred_runs_that_ask_for_handles_stay_flat_in_memory():
    def run(seed):
        toy = Toy(rng=seed)
        for _ in range(2):
            toy.step()
            assert len(toy.agents) > 0
        return weakref.ref(toy)

    for seed in range(1, 21):  # caches of the libraries fill
        run(seed)
    gc.collect()
    tracemalloc.start()
    try:
        run(21)
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        left = [run(seed) for seed in range(22, 222)]
        gc.collect()
        after = tracemalloc.get_traced_memory()[0] - 200 * weakref.ref.__basicsize__
    finally:
        tracemalloc.stop()
    assert not any(model() for model in left)
    assert after - before < 100_000  # bytes; one model that stays is more than 20,000


def test_a_number_is_nobodys_to_set():
    """It names a row for the whole of its life, so that copies find it."""
    model = Toy(rng=1)
    firm = next(iter(model.agents))
    with pytest.raises(AttributeError, match="unique_id names the row"):
        firm.unique_id = 7
    firm.unique_id = firm.unique_id
    assert firm in model.agents
