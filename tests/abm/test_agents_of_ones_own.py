"""Agents that a researcher removes, adds, subclasses or brings along."""

from __future__ import annotations

import pickle
import re
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pytest

from abm.checks import HOMES, InvariantError, verify
from abm.model import IndustryModel
from abm.steps.parks.plans import park_names
from agents import kinds
from agents.kinds import (
    OEM,
    Brand,
    ContractManufacturer,
    District,
    Firm,
    GuidanceFund,
    MicroPark,
    Municipality,
    Park,
    Remainder,
    Startup,
    Supplier,
    VentureFund,
)
from agents.world import World
from engine.agent import RowAgent
from engine.document import InputError
from engine.model import Step
from tests.bits import differences
from tests.littleton import ACTION, BASELINE, LITTLETON

pytestmark = pytest.mark.mesa_contract


def made(quarters: int = 3, **more: Any) -> IndustryModel:
    model = IndustryModel(**{"city": LITTLETON, "plan": ACTION, "rng": 2, "check": True} | more)
    for _ in range(quarters):
        model.step()
    return model


def fullest(model: IndustryModel, kind: type[Park | MicroPark] = Park) -> Any:
    return max(model.agents_by_type[kind], key=lambda park: park.tenants)


def tenants(world: World, slot: int) -> list[int]:
    """Living firms with headquarters or plant in a place."""
    firms = world.firms
    here = (firms.hq == slot) | (firms.plant == slot)
    return np.flatnonzero(firms.alive & here).tolist()


# Removing ----------------------------------------------------------------------------------


def test_a_removed_parks_tenants_move_to_the_rest_of_its_district_and_nobody_comes_after() -> None:
    model = made()
    world, park = model.world, fullest(model)
    slot, before = park.slot, tenants(world, park.slot)
    (rest,) = (
        place.slot for place in model.agents_by_type[Remainder] if place.district == park.district
    )
    there, jobs = set(tenants(world, rest)), world.jobs_by_place.sum()
    world.ledger.begin()
    park.remove()
    world.ledger.verify()
    verify(world)
    assert len(before) > 5 and park not in model.agents
    assert tenants(world, slot) == []
    assert set(tenants(world, rest)) == there | set(before)
    assert world.parks.tenants[slot] == world.parks.floor[slot] == world.parks.cash[slot] == 0
    assert world.parks.tenants[rest] > 0
    assert world.jobs_by_place[:, slot].sum() == 0.0
    assert world.jobs_by_place.sum() == pytest.approx(jobs)
    born = world.firms.n
    model.run()
    assert world.firms.n > born + 20
    assert tenants(world, slot) == []
    assert world.parks.floor[slot] == 0.0
    assert not world.parks.special[slot].any()


def test_an_operators_debt_is_the_banks_loss_and_its_cash_goes_to_the_district() -> None:
    model = made()
    world, park = model.world, fullest(model)
    (district,) = (d for d in model.agents_by_type[District] if d.district == park.district)
    world.ledger.begin()
    one = park.slot
    world.parks.debt[one] = 3.0
    gap = 10.0 - park.cash
    world.ledger.pay(
        "park_capital",
        "rest",
        world.place_rows(),
        np.where(np.arange(world.parks.n) == one, max(0.0, gap), 0.0),
    )
    had, before = park.cash, district.cash
    park.remove()
    assert world.ledger.flow("loans_repaid") == 3.0
    assert district.cash - before == pytest.approx(had - 3.0)
    assert (park.cash, park.debt) == (0.0, 0.0)
    world.ledger.verify()


def test_every_park_may_close_while_the_city_goes_on() -> None:
    model = made(plan=BASELINE)
    for kind in (Park, MicroPark):
        model.agents_by_type[kind].do("remove")
    world = model.world
    assert len(model.agents_by_type[Park]) == 0
    model.run()
    rest = world.parks.kind == kinds.REMAINDER
    assert rest[world.firms.hq[world.firms.live]].all()
    assert model.record.latest("parks_open") == 0.0
    assert model.record.latest("park_gini") == 0.0


def test_a_dated_arrival_finds_its_park_closed() -> None:
    model = made(0, plan=BASELINE)
    world, rows = model.world, model.world.city.firms
    due = np.flatnonzero(rows.arrives > world.quarter)
    assert len(due)
    for slot in set(rows.hq_park[due].tolist()):
        if world.parks.kind[slot] != kinds.REMAINDER:
            world_park = next(a for a in model.agents if isinstance(a, Park) and a.slot == slot)
            world_park.remove()
    model.run(until=int(rows.arrives[due].max()) + 1)
    assert set(due.tolist()) <= set(world.firms.name_row.tolist())


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (Municipality, "a Municipality can't be removed: taxes, land and shares are paid through"),
        (District, "a District can't be removed"),
        (kinds.Centre, "a Centre can't be removed"),
        (VentureFund, "a VentureFund can't be removed"),
        (GuidanceFund, "a GuidanceFund can't be removed"),
        (Remainder, "the rest of a district can't be removed: its firms have nowhere to go"),
    ],
)
def test_who_cannot_be_spared_is_told_in_one_line_and_stays(kind: type, told: str) -> None:
    model = made(1)
    agent, before = next(iter(model.agents_by_type[kind])), model.snapshot()
    with pytest.raises(ValueError, match=told) as error:
        agent.remove()
    assert "\n" not in str(error.value)
    assert agent in model.agents
    assert differences(model.snapshot(), before) == []
    model.step()


def test_each_kind_of_agent_is_removed_or_refused() -> None:
    """No kind is left out, whoever declares one."""
    model = made(6)
    agents = [
        next(iter(model.agents_by_type[kind]))
        for classes in model.kinds.values()
        for kind in classes.values()
        if len(model.agents_by_type[kind])
    ]
    assert len(agents) > 9
    for agent in agents:
        if isinstance(agent, Firm | Park | MicroPark):
            agent.remove()
            assert agent not in model.agents
        else:
            with pytest.raises(ValueError, match="can't be removed"):
                agent.remove()
    model.run()


def test_a_check_sees_who_is_housed_in_a_closed_place() -> None:
    model = made()
    world = model.world
    verify(world)
    kept = model.snapshot()
    for name, column in HOMES[:4]:
        table = world.tables[name]
        home = world.tables[table.columns[column].refers]
        at = getattr(table, column)
        row = int(table.live[at[table.live] >= 0][0])
        if column == "plant":  # of nobody who has headquarters there too
            world.firms.hq = np.where(world.firms.hq == at[row], world.parks.n - 1, world.firms.hq)
        home.retire(at[[row]])
        told = rf"{name}: row \d+ is alive and its {column} is row {at[row]} of {home.name}, which"
        with pytest.raises(InvariantError, match=told):
            verify(world)
        model.restore(kept)
    verify(world)


# Adding ------------------------------------------------------------------------------------

ADDED = [
    (Startup, "drones", {}),
    (Startup, "drones", {"park": "PARK"}),
    (Brand, "tablets", {"revenue": 400.0, "park": "PARK"}),
    (Brand, "scooters", {"revenue": 400.0}),
    (Supplier, "COMPONENT", {"revenue": 200.0}),
    (ContractManufacturer, "handsets", {"revenue": 300.0, "park": "PARK"}),
]


def filled(model: IndustryModel, segment: str, more: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Keys that the city has."""
    city, segments = model.world.city, model.world.segments
    if segment == "COMPONENT":
        segment = city.segments.keys[int(np.flatnonzero(segments.is_component)[0])]
    park = park_names(model.world)[fullest(model).slot]
    return segment, {k: park if v == "PARK" else v for k, v in more.items()}


@pytest.mark.parametrize(("kind", "segment", "more"), ADDED)
def test_a_firm_added_in_mid_run_lives_as_any_other(
    kind: type[Firm], segment: str, more: dict[str, Any]
) -> None:
    model = made(5)
    segment, more = filled(model, segment, more)
    world = model.world
    world.ledger.begin()
    firm = model.add_firm(kind, segment, **more)
    world.ledger.verify()
    assert type(firm) is kind and firm in model.agents
    assert world.city.segments.keys[firm.segment] == segment
    if "park" in more:
        assert park_names(world)[firm.hq] == more["park"]
    assert firm.cash > 0.0
    other = model.add_firm(kind, segment, **more)
    assert other.lane == firm.lane + 1 and other.unique_id != firm.unique_id
    for _ in range(6):
        model.step()
    if kind is not Startup:
        assert firm.revenue > 0.0
        year = firm.revenue_past[:4].sum()
        assert 0.1 * more["revenue"] < year < 3.0 * more["revenue"]
    twin = pickle.loads(pickle.dumps(model))
    model.step()
    twin.step()
    assert differences(model.world.snapshot(), twin.world.snapshot()) == []


def test_an_added_firm_moves_nobody_elses_luck() -> None:
    """The same candidates enter, and the same addition has the same luck under another plan."""
    plain, more, other = made(4), made(4), made(4, plan=BASELINE)
    firms = [m.add_firm(Startup, "drones") for m in (more, other)]
    assert [f.lane for f in firms] == [firms[0].lane] * 2
    assert firms[0].burn == firms[1].burn
    for model in (plain, more):
        model.step()
    lanes = [set(m.world.firms.lane.tolist()) for m in (plain, more)]
    assert lanes[1] - lanes[0] == {firms[0].lane}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((Firm, "drones"), "kind: expected one of Startup, Brand, Supplier, .*, got Firm"),
        ((OEM, "drones"), "kind: expected one of Startup, .*, got OEM"),
        ((Park, "drones"), "kind: expected one of Startup, .*, got Park"),
        (("brand", "drones"), "kind: expected one of Startup, .*, got 'brand'"),
        ((Startup, "drone"), r"segment: expected .*did you mean 'drones'\?\), got 'drone'"),
        ((Startup, 3), "segment: expected the key of a segment of the city, got 3"),
        ((Startup, "drones", "USE"), "use: expected a market of drones, got "),
        ((Startup, "drones", "", "nowhere"), "park: expected the key of a park .*, got 'nowhere'"),
        ((Startup, "drones", "", "", 5.0), "revenue: expected none of a startup, got 5.0"),
        ((Brand, "drones"), "revenue: expected million yuan a year above 0, got 0.0"),
        ((Brand, "drones", "", "", -1.0), "revenue: expected million yuan .*, got -1.0"),
        ((Brand, "drones", "", "", float("inf")), "revenue: expected a finite number, got inf"),
        ((Brand, "drones", "", "", float("nan")), "revenue: expected million yuan .*, got nan"),
        ((Supplier, "drones", "", "", 5.0), "kind: expected Brand, .* in drones, got Supplier"),
        ((Brand, "COMPONENT", "", "", 5.0), "kind: expected Supplier or Startup in .*, got Brand"),
    ],
)
def test_what_cannot_be_added_is_told(arguments: tuple[Any, ...], told: str) -> None:
    model = made(1)
    world = model.world
    segment, _ = filled(model, "COMPONENT", {})
    vehicles = int(np.flatnonzero(world.markets.is_vehicle)[0])
    words = {"USE": world.city.uses.keys[vehicles], "COMPONENT": segment}
    given = [words.get(a, a) if isinstance(a, str) else a for a in arguments]
    before = model.snapshot()
    with pytest.raises(InputError, match=f"^{told}") as error:
        model.add_firm(*given)
    assert "\n" not in str(error.value)
    assert differences(model.snapshot(), before) == []


def test_nobody_is_added_to_a_park_that_has_closed() -> None:
    model = made(1)
    park = fullest(model)
    name = park_names(model.world)[park.slot]
    park.remove()
    with pytest.raises(InputError, match=f"park: expected a park that is open, got '{name}', whic"):
        model.add_firm(Startup, "drones", park=name)


@pytest.mark.parametrize("step", ["events", "accounts", "entry", "books"])
def test_a_step_adds_a_firm_where_the_quarter_has_room_for_it(step: str) -> None:
    model = made(1)
    added: list[Firm] = []
    add = Step("add", lambda world: added.append(model.add_firm(Startup, "drones")))
    model.schedule.insert_after(step, add)
    if step in ("events", "accounts"):
        with pytest.raises(ValueError, match="in a step behind 'entry', not in 'add'"):
            model.step()
        return
    for _ in range(3):
        model.step()
    assert len(added) == 3


# Handles -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Brand, Park, District])
def test_a_kind_alone_makes_no_agent(kind: type[RowAgent]) -> None:
    model = made(1)
    count = len(model.agents)
    way = "; model.add_firm adds a row$" if kind is Brand else "model.agents$"
    for make in (lambda: kind(model), lambda: kind.create_agents(model, 2)):
        with pytest.raises(TypeError, match=f"{kind.__name__} is the handle of a row .*{way}"):
            make()
    assert len(model.agents) == count


def test_a_row_has_one_handle() -> None:
    model = made(1)
    count, table = len(model.agents), model.world.firms
    slot = next(iter(model.agents_by_type[Brand])).slot
    with pytest.raises(ValueError, match=f"row {slot} of firms has its handle: read it from"):
        Brand(model, table, slot)
    assert len(model.agents) == count


def test_agents_of_ones_own_and_rows_never_share_a_number() -> None:
    model = made(1)
    mine = [mesa.Agent(model) for _ in range(50)]
    numbers = [agent.unique_id for agent in model.agents]
    assert len(numbers) == len(set(numbers))
    assert set(mine) <= set(model.agents)
    model.step()
    assert {agent.unique_id for agent in mine} == set(range(1, 51))


def test_an_unknown_attribute_is_told_with_what_was_meant() -> None:
    model = made(1)
    firm = next(iter(model.agents_by_type[Brand]))
    with pytest.raises(AttributeError, match=r"Brand has no attribute 'revenu' \(did you mean 're"):
        firm.revenu  # noqa: B018
    with pytest.raises(AttributeError, match=r"'mood', and a handle keeps none of its own: declar"):
        firm.mood = 1.0
    with pytest.raises(AttributeError, match=r"no attribute 'output_plann' \(did you mean 'output"):
        model.output_plann  # noqa: B018


def test_the_readmes_firm_of_ones_own_runs() -> None:
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n([^`]*class Pioneer.*?)```", text, re.DOTALL)
    scope: dict[str, Any] = {}
    exec(compile(code, "README.md", "exec"), scope)
    model, firm = scope["model"], scope["firm"]
    assert type(firm) is scope["Pioneer"]
    assert all(type(a) is scope["Pioneer"] for a in model.agents_by_type[scope["Pioneer"]])
    assert firm.lead() == pytest.approx(firm.technology / model.world.markets.frontier[firm.use])
    assert not scope["park"].alive
    assert isinstance(scope["leads"], list) and len(scope["leads"]) > 0
