"""A snapshot is everything that a step can read; a copy has what its model has."""

from __future__ import annotations

import copy
import pickle
import random
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import mesa
import numpy as np
import pytest
from mesa.datacollection import DataCollector
from mesa.space import MultiGrid

from abm.model import IndustryModel
from agents.kinds import Brand
from agents.world import World
from engine.model import Step
from engine.table import Table
from policies.city_plans import plan_in
from policies.instrument import Order
from tests.bits import differences, leaves
from tests.littleton import ACTION, BASELINE, LITTLETON

pytestmark = pytest.mark.mesa_contract

COPIES: dict[str, Callable[[IndustryModel], IndustryModel]] = {
    "pickle": lambda model: pickle.loads(pickle.dumps(model)),
    "deepcopy": copy.deepcopy,
    "copy": copy.copy,
}

OFFICE = {"plan", "reference", "scopes"}
"""Of the office's attributes the plans and what was looked up for them: a branch has its own."""

RECORD = {"outcomes", "columns", "widths", "definitions"}
LEDGER = {"sectors", "flows", "sector_code", "flow_code", "tables", "strict", "_common"}
"""What no step changes; ``strict`` follows the model's ``check``, ``_common`` is a cache."""


def in_the_middle(**more: Any) -> IndustryModel:
    """After some quarters of policy, in the midst of a year."""
    model = IndustryModel(city=LITTLETON, plan=ACTION, rng=6, **more)
    return model.run(until=model.world.city.policy_start + 4)


@pytest.fixture(scope="module")
def model() -> IndustryModel:
    return in_the_middle()


def readable(model: IndustryModel) -> Iterator[tuple[str, bytes]]:
    """Everything that a step can read, by its path; looked up without the help of a snapshot."""
    world, record = model.world, model.record
    for name, table in world.tables.items():
        for column in table.columns:
            yield from leaves(np.ascontiguousarray(table.unlocked(column)), f"{name}.{column}")
    for name, value in vars(world).items():
        if name not in World.fixed | World.apart and not isinstance(value, Table):
            yield from leaves(value, f"world.{name}")
    for part, told, constant in (
        ("ledger", world.ledger, LEDGER),
        ("office", model.office, OFFICE),
    ):
        for name in vars(told).keys() - constant:
            yield from leaves(vars(told)[name], f"{part}.{name}")
    yield from leaves(record.table(), "record")
    yield from leaves([model.steps, model.running, getattr(model, "time", 0)], "mesa")
    yield from leaves(model.random.getstate(), "random")
    yield from leaves(model.rng.bit_generator.state, "rng")


def disturb(value: Any) -> Any:
    """Another value; arrays, containers and records are changed in place."""
    if isinstance(value, np.ndarray):
        value[...] = ~value if value.dtype == bool else value + 1
    elif isinstance(value, dict):
        for key in value:
            value[key] = disturb(value[key])
        value["of_another_branch"] = 1.0
    elif isinstance(value, list):
        value.append(1.0)
    elif is_dataclass(value) and not isinstance(value, Order):  # made anew every quarter
        for field in fields(value):
            object.__setattr__(value, field.name, disturb(getattr(value, field.name)))
    elif isinstance(value, bool):
        return not value
    elif isinstance(value, int | float):
        return value + 1 if np.isfinite(value) else 1.0
    elif value is None:
        return 1.0
    return value


def disturb_all(model: IndustryModel) -> None:
    """Change whatever a step could change."""
    world, office, record = model.world, model.office, model.record
    for table in world.tables.values():
        for column in table.columns:
            disturb(table.unlocked(column))
    for name in vars(world).keys() - World.fixed - World.apart - world.tables.keys():
        setattr(world, name, disturb(vars(world)[name]))
    for told, constant in ((world.ledger, LEDGER), (office, OFFICE)):
        for name in vars(told).keys() - constant:
            setattr(told, name, disturb(vars(told)[name]))
    record.values += 1.0
    record.quarters += 1
    record.count -= 1
    model.running = not model.running
    model.random.random()
    model.rng.random()


def test_every_attribute_is_in_the_snapshot_or_declared(model: IndustryModel) -> None:
    """Who adds one to the world has it copied; who adds one to the model has to say what it is."""
    world, snapshot = model.world, model.snapshot()
    tables = {name for name, value in vars(world).items() if isinstance(value, Table)}
    assert tables == set(world.tables)
    held = set(snapshot.state.values) | set(snapshot.state.fixed)
    assert set(vars(world)) == held | tables | World.apart
    assert set(snapshot.state.fixed) == World.fixed
    assert set(vars(model)) == IndustryModel.built | model._mesas
    assert set(snapshot.own) == set()


def test_whatever_is_changed_comes_back(model: IndustryModel) -> None:
    before, snapshot = dict(readable(model)), model.snapshot()
    disturb_all(model)
    changed = dict(readable(model))
    # Texts and empty arrays stay; of the rest a sample, so that the test can fail.
    for path in (
        *("world.accounts.payroll", "world.terms.approval_delay", "world.leaked", "random[1][0]"),
        *("world.event_strength", "office.orders", "ledger.moved", "parks.special", "mesa[1]"),
    ):
        assert path in before and changed[path] != before[path], path
    model.restore(snapshot)
    after = dict(readable(model))
    assert sorted(p for p in before.keys() | after.keys() if before.get(p) != after.get(p)) == []


def test_what_nobody_may_write_refuses(model: IndustryModel) -> None:
    """It is not copied, and all models of a process share it."""
    world = model.world
    static, lists = world.static, world.candidates.of(1, 0)
    arrays = [v for v in vars(static).values() if isinstance(v, np.ndarray)]
    arrays += [*vars(static.ecosystems).values(), world.candidates.places, *lists[1:]]
    for array in arrays:
        assert not array.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        static.openness[:] = 1.0
    with pytest.raises(ValueError, match="frozen"):
        world.parameters.demand.alpha_price = 1.0
    with pytest.raises(AttributeError, match="cannot assign"):
        static.openness = 1.0
    with pytest.raises(AttributeError, match="can't be changed"):
        world.city.parks.floor_m2 = 1.0


def test_accounts_and_terms_are_those_of_the_branch() -> None:
    """What was the other branch's had its length too, where firms had come."""
    model = in_the_middle()
    kept = model.snapshot()
    payroll, relief = model.world.accounts.payroll.copy(), model.world.terms.tax_relief.copy()
    model.go_on_under(plan_in(model.world.city, BASELINE))
    model.run(until=model.world.quarter + 3)
    assert len(model.world.accounts.payroll) > len(payroll)
    model.restore(kept)
    np.testing.assert_array_equal(model.world.accounts.payroll, payroll)
    np.testing.assert_array_equal(model.world.terms.tax_relief, relief)


def test_a_replaced_constant_is_the_branchs_too() -> None:
    model = in_the_middle()
    kept, before = model.snapshot(), model.world.parameters
    demand = before.demand.model_copy(update={"alpha_price": 1.0})
    model.world.parameters = before.model_copy(update={"demand": demand})
    other = model.snapshot()
    twin = pickle.loads(pickle.dumps(model))
    assert twin.world.parameters.demand.alpha_price == 1.0
    model.restore(kept)
    assert model.world.parameters is before
    model.restore(other)
    assert model.world.parameters.demand.alpha_price == 1.0


# What a user brings along ------------------------------------------------------------------


class Consultant(mesa.Agent):
    """An agent of one's own, that knows a firm and a colleague."""

    def __init__(self, model: IndustryModel, client: Brand) -> None:
        super().__init__(model)
        self.client = client
        self.fees: list[float] = []
        self.colleague: Consultant | None = None

    def total(self) -> float:
        return sum(self.fees)

    def advise(self) -> None:
        self.fees.append(self.client.revenue * self.model.random.random())


def fee(consultant: Consultant, place: int) -> float:
    return consultant.fees[-place] if len(consultant.fees) >= place else 0.0


def output(model: IndustryModel) -> float:
    return model.record.latest("output_plan")


class Advised(IndustryModel):
    """A model of one's own: an argument more, agents, a collector, and a step that uses them."""

    def __init__(self, count: int, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.count = count
        clients = list(self.agents_by_type[Brand])[:count]
        self.consultants = [Consultant(self, client) for client in clients]
        for one, other in zip(self.consultants, self.consultants[1:], strict=False):
            one.colleague = other
        self.notes: dict[str, Any] = {"advised": 0, "who": self.consultants[0]}
        self.datacollector = DataCollector(
            model_reporters={"output": output, "steps": "steps"},
            agent_reporters={"place": "pos"},
            agenttype_reporters={
                Consultant: {"fees": "fees", "more": [fee, [2]], "all": Consultant.total}
            },
        )
        self.schedule.insert_after("accounts", Step("advice", self.advice))

    def advice(self, world: World) -> None:
        world.advised = getattr(world, "advised", 0) + 1
        self.notes["advised"] += 1
        for consultant in self.agents_by_type[Consultant]:
            consultant.advise()

    def step(self) -> None:
        super().step()
        self.datacollector.collect(self)


def told(model: Advised) -> dict[str, Any]:
    """What the user's own part of a model says."""
    return {
        "fees": [c.fees[:] for c in model.consultants],
        "clients": [c.client.unique_id for c in model.consultants],
        "ids": [c.unique_id for c in model.consultants],
        "notes": model.notes["advised"],
        "world": model.world.advised,
        "collected": copy.deepcopy(model.datacollector.model_vars),
        "agents": str(model.datacollector.get_agenttype_vars_dataframe(Consultant).to_dict()),
        "output": model.record.table()["output_plan"].tolist(),
    }


@pytest.fixture
def advised() -> Advised:
    model = Advised(3, city=LITTLETON, plan=ACTION, rng=6)
    for _ in range(3):
        model.step()
    return model


@pytest.mark.parametrize("way", COPIES)
def test_a_copy_has_the_users_collector_attributes_and_agents(advised: Advised, way: str) -> None:
    twin = COPIES[way](advised)
    assert type(twin) is Advised and twin.count == 3
    assert told(twin) == told(advised)
    for model in (advised, twin):
        assert len(model.agents_by_type[Consultant]) == 3
        assert set(model.consultants) == set(model.agents_by_type[Consultant])
        assert all(c.model is model for c in model.consultants)
        assert model.notes["who"] is model.consultants[0]
        assert model.consultants[0].colleague is model.consultants[1]
        assert all(c.client.model is model for c in model.consultants)
        brands = set(model.agents_by_type[Brand])
        assert all(c.client in brands for c in model.consultants)
    assert twin.datacollector is not advised.datacollector
    twin.step()
    assert told(twin) != told(advised)
    advised.step()
    assert told(twin) == told(advised)
    assert differences(twin.world.snapshot(), advised.world.snapshot()) == []
    assert Consultant(twin, twin.consultants[0].client).unique_id not in told(twin)["ids"]


def test_a_branch_has_the_users_things_as_they_were(advised: Advised) -> None:
    kept, before = advised.snapshot(), told(advised)
    one, left = advised.consultants[0], advised.consultants[2]
    for _ in range(2):
        advised.step()
    whole = told(advised)
    left.remove()
    newcomer = Consultant(advised, one.client)
    advised.consultants.append(newcomer)
    advised.later = 1
    advised.world.later = 1
    advised.step()
    for _ in range(2):
        advised.restore(kept)
        assert told(advised) == before
        assert advised.consultants[0] is one
        assert set(advised.agents_by_type[Consultant]) == set(advised.consultants)
        assert left in advised.consultants and newcomer not in advised.agents
        assert not hasattr(advised, "later") and not hasattr(advised.world, "later")
        for _ in range(2):
            advised.step()
        assert told(advised) == whole


def test_a_space_and_the_places_of_firms_in_it_come_back_and_go_along() -> None:
    model = IndustryModel(city=LITTLETON, plan=ACTION, rng=6)
    model.space = MultiGrid(4, 4, torus=False)
    brands = list(model.agents_by_type[Brand])[:3]
    for place, firm in enumerate(brands):
        model.space.place_agent(firm, (place, 0))
    kept = model.snapshot()
    twin = pickle.loads(pickle.dumps(model))
    model.space.move_agent(brands[0], (3, 3))
    brands[1].remove()
    model.restore(kept)
    assert set(brands) <= set(model.agents)
    for whole in (model, twin):
        there = [whole.space.get_cell_list_contents([(x, 0)])[0] for x in range(3)]
        assert [a.unique_id for a in there] == [firm.unique_id for firm in brands]
        assert [a.pos for a in there] == [(0, 0), (1, 0), (2, 0)]
        assert set(there) <= set(whole.agents_by_type[Brand])
        assert all(a.model is whole for a in there)
        assert sum(a.pos is not None for a in whole.agents) == 3


def test_luck_of_mesa_comes_back(model: IndustryModel) -> None:
    kept = model.snapshot()
    first = model.random.random(), model.rng.random(), model.agents.shuffle().get("unique_id")
    model.restore(kept)
    again = model.random.random(), model.rng.random(), model.agents.shuffle().get("unique_id")
    assert first == again
    twin = pickle.loads(pickle.dumps(model))
    assert (twin.random.random(), twin.rng.random()) == (model.random.random(), model.rng.random())


@pytest.mark.parametrize("on", ["model", "world"])
def test_what_cannot_be_copied_is_named(on: str, tmp_path: Any) -> None:
    model = IndustryModel(city=LITTLETON, plan=BASELINE, rng=1)
    holder = model if on == "model" else model.world
    with (tmp_path / "log").open("w") as file:
        holder.log = file
        with pytest.raises(TypeError, match=r"by value, and 'log' \(TextIOWrapper\) can't be") as e:
            model.snapshot()
    assert "\n" not in str(e.value)


def test_a_snapshot_of_another_model_is_refused(model: IndustryModel, advised: Advised) -> None:
    lean = IndustryModel(city=LITTLETON, plan=ACTION, outcomes="firms", rng=6)
    with pytest.raises(ValueError, match="ask both for the same `outcomes`"):
        lean.restore(model.snapshot())
    other = IndustryModel(city="shanghai", outcomes="firms", rng=6)
    with pytest.raises(
        ValueError, match="the snapshot is of Shanghai, and this model of Littleton"
    ):
        lean.restore(other.snapshot())
    with pytest.raises(ValueError, match="goes back to its own model only"):
        model.restore(advised.snapshot())


def test_a_snapshot_goes_to_a_model_that_measured_less_far() -> None:
    """Also beyond the quarters for which it has room."""
    far, near = (IndustryModel(city=LITTLETON, plan=ACTION, rng=6) for _ in range(2))
    far.run()
    far.step()
    far.step()
    assert len(far.agents) > 0
    near.restore(far.snapshot())
    assert all(agent.model is near for agent in near.agents)
    assert differences(near.record.table(), far.record.table()) == []
    near.step()
    far.step()
    assert differences(near.record.table(), far.record.table()) == []


@pytest.mark.skipif(not hasattr(mesa.Model, "schedule_event"), reason="Mesa 3.5 has a clock")
def test_mesas_clock_comes_back_and_its_events_are_refused(model: IndustryModel) -> None:
    kept, now = model.snapshot(), model.time
    model.step()
    model.restore(kept)
    assert model.time == now
    quarter = model.world.quarter
    model.step()
    assert (model.time, model.world.quarter) == (now + 1, quarter + 1)
    assert pickle.loads(pickle.dumps(model)).time == now + 1
    ring = print  # events refer weakly
    event = model.schedule_event(ring, after=100.0)
    with pytest.raises(ValueError, match=r"insert a step into model\.schedule instead"):
        model.snapshot()
    event.cancel()
    model.restore(kept)


def test_reading_agents_moves_no_id_of_ones_own() -> None:
    """And none of them is also a firm's."""
    asked, silent = (IndustryModel(city=LITTLETON, plan=ACTION, rng=4) for _ in range(2))
    taken = {agent.unique_id for agent in asked.agents}
    one, other = mesa.Agent(asked), mesa.Agent(silent)
    assert one.unique_id == other.unique_id
    assert one.unique_id not in taken
    assert random.Random(4).getstate() == silent.random.getstate()


def test_the_seed_is_that_of_the_luck_that_a_run_has() -> None:
    """After another's snapshot a model goes on with its luck, and says so; copies as well."""
    one, other = (IndustryModel(city=LITTLETON, rng=seed) for seed in (3, 4))
    one.step()
    other.restore(one.snapshot())
    for model in (other, copy.deepcopy(other), pickle.loads(pickle.dumps(other))):
        assert model.seed == model.arguments["rng"] == 3
        assert model.world.draws.seed == 3
    again = IndustryModel(**other.arguments).run()
    assert other.run().record.latest("firms") == again.record.latest("firms")
