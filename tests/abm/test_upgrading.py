"""Plants of the small city that automate, start a brand and leave."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import IndustryModel
from abm.steps import upgrading as step
from agents import kinds
from agents import upgrading as rules
from agents.world import World
from engine.table import Slots
from tests.littleton import BASELINE, LITTLETON


def model(settings: str = "", quarters: int = 4) -> IndustryModel:
    found = IndustryModel(city=LITTLETON, plan=BASELINE, settings=settings, rng=1)
    for _ in range(quarters):
        found.step()
    return found


def makers(world: World) -> Slots:
    firms = world.firms
    return firms.of_kind(kinds.CONTRACT)[firms.plant[firms.of_kind(kinds.CONTRACT)] >= 0]


def test_automation_saves_operators_and_is_paid_for() -> None:
    found = model("upgrading.automation_base=0")
    world = found.world
    plant = makers(world)[:1]
    before = world.firms.productivity[plant].copy()
    cash = world.firms.cash[plant].copy()
    bill = step.automation_bill(world, plant)
    step.automate(world, plant)
    gain = world.parameters.upgrading.automation_gain
    assert world.firms.productivity[plant] == pytest.approx(before * (1.0 + gain))
    assert world.firms.cash[plant] == pytest.approx(cash - bill)
    assert world.firms.smart_level[plant] == 1
    assert bill[0] > 0.0


def test_a_plant_leaves_within_a_year() -> None:
    found = model("attraction.projects_per_year=0; upgrading.relocation_base=0")
    world = found.world
    firms = world.firms
    plant = makers(world)[:1]
    assert firms.local_share[plant] == 1.0
    step.leave(world, plant, np.array([rules.FIRST_REGION + 2]))
    assert world.ledger.flow("relocation_aid") > 0.0
    jobs = []
    for _ in range(5):
        found.step()
        jobs.append(float(firms.operators[plant][0]))
    assert firms.alive[plant].all()
    assert firms.plant[plant] == -1
    assert firms.local_share[plant] == 0.0
    assert jobs[-1] == 0.0
    assert (np.diff(jobs) <= 0.0).all()
    assert firms.output_year[plant, 0] == 0.0
    assert found.record.latest("plants_relocated") == 1.0


def test_labour_that_moved_is_cheaper() -> None:
    found = model()
    world = found.world
    plant = makers(world)[:1]
    line = np.flatnonzero(world.lines.firm == plant[0])
    before = world.lines.cost_level[line].copy()
    world.firms.moving[plant] = 2
    step.move(world)
    share = world.markets.labour_share[world.lines.use[line]]
    wage = world.city.regions.wage_index[2]
    want = before * (1.0 - share * world.parameters.upgrading.moved * (1.0 - wage))
    assert world.lines.cost_level[line] == pytest.approx(want)


def test_a_brand_of_its_own_makes_an_oem_in_time() -> None:
    found = model()
    world = found.world
    plant = makers(world)[:1]
    lane = int(world.firms.lane[plant[0]])
    step.start_brands(world, plant)
    step.rename(world)
    assert world.firms.kind[plant] == kinds.CONTRACT
    new = world.lines.live[world.lines.firm[world.lines.live] == plant[0]][-1]
    assert not world.lines.contracted[new]
    assert (world.lines.reach[new] > 0.0).all()
    world.firms.contract_part[plant] = 0.7
    step.rename(world)
    assert world.firms.kind[plant] == kinds.OEM_
    assert int(world.firms.lane[plant[0]]) == lane


def test_a_brand_starts_with_distribution_for_its_makers_size_and_pays_for_it() -> None:
    def started(part: float) -> tuple[float, float, float]:
        world = model(f"upgrading.brand_start={part}").world
        firms, lines = world.firms, world.lines
        plant = makers(world)[:1]
        cash = float(firms.cash[plant][0])
        step.start_brands(world, plant)
        new = lines.live[lines.firm[lines.live] == plant[0]][-1]
        hoped = float(lines.expected[new] * lines.price[new] / 1e6)
        sales = float((firms.revenue * firms.local_share)[plant][0])
        share = float(world.segments.marketing_share[firms.segment[plant]][0])
        assert cash - float(firms.cash[plant][0]) == pytest.approx(4.0 * share * part * sales)
        return hoped, sales, float(lines.reach[new].sum())

    least, sales, narrow = started(0.0)
    hoped, _, wide = started(0.5)
    assert least < 0.5 * sales
    assert hoped == pytest.approx(0.5 * sales)
    assert wide / narrow == pytest.approx(hoped / least)


def chances(settings: str = "", wage: float = 1.0, support: float = 0.0, stay: float = 0.0) -> dict:
    """Sum over plants of the chance of each option."""
    world = model(settings).world
    world.economy.wage_operator = world.economy.wage_operator * wage
    world.terms.automation_support[:] = support
    world.terms.stay_incentive[:] = stay
    value = step.options(world, makers(world))
    weight = np.exp(value)
    share = (weight / weight.sum(axis=1, keepdims=True)).sum(axis=0)
    return {"automate": share[rules.AUTOMATE], "leave": share[rules.FIRST_REGION :].sum()}


def test_signs() -> None:
    plain = chances()
    dear = chances(wage=1.3)
    assert dear["automate"] > plain["automate"]
    assert dear["leave"] > plain["leave"]
    assert chances(support=0.3)["automate"] > plain["automate"]
    assert chances(stay=0.3)["leave"] < plain["leave"]


@pytest.mark.parametrize(
    ("settings", "column"),
    [
        ("upgrading.automation_base=0", "smart_factories"),
        ("upgrading.relocation_base=0", "plants_relocated"),
    ],
)
def test_switched_off(settings: str, column: str) -> None:
    assert model(settings, 12).record.latest(column) == 0.0
