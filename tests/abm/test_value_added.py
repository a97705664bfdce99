"""What firms add is what they sell less all that they buy, and what it pays for."""

from __future__ import annotations

import numpy as np
import pytest

from abm.market import city_cost, cost_mix
from abm.model import IndustryModel
from agents.world import World
from tests.littleton import ACTION, LITTLETON
from tests.schedule import end_behind


@pytest.fixture(scope="module")
def world() -> World:
    """Littleton right behind the accounts of its eleventh quarter."""
    model = IndustryModel(city=LITTLETON, plan=ACTION, rng=4)
    for _ in range(10):
        model.step()
    end_behind(model, "accounts")
    model.step()
    return model.world


def test_value_added_is_profit_interest_and_wages(world: World) -> None:
    """From the side of incomes, firm by firm: what is left of it went to nobody outside."""
    firms, p = world.firms, world.parameters
    rate = world.economy.lending_rate[0] + p.finance.loan_spread / 4.0
    engineers = firms.rd_real * p.research.labour_share
    staff = firms.staff * world.economy.wage_engineer[0]
    # ``remember`` has put the quarter in front of the memory; grants come later.
    incomes = firms.profit + firms.debt * rate + firms.labour + engineers + staff
    assert firms.value_added == pytest.approx(incomes, abs=1e-9 * float(firms.revenue.max()))


def test_the_ledger_says_the_same(world: World) -> None:
    """Sales less every payment for goods and services, with what was put on stock at its cost."""
    ledger, lines = world.ledger, world.lines
    bought = sum(
        ledger.flow(name)
        for name in ("energy", "materials", "imports", "marketing", "alliance_dues")
    )
    code = {name: ledger.sector_code[name] for name in ("firms", "rest", "clearing")}

    def moved(flow: str, receiver: str) -> float:
        return float(ledger.moved[ledger.flow_code[flow], code["firms"], code[receiver]])

    bought += sum(moved(name, "rest") for name in ("research", "overhead", "rent"))
    bought += sum(moved(name, "clearing") for name in ("rent", "making_fees", "components"))
    stocked = (lines.made - lines.sold.sum(axis=1)) * lines.unit_cost / 1e6
    found = float(world.firms.revenue.sum()) + float(stocked.sum()) - bought
    assert float(world.firms.value_added.sum()) == pytest.approx(found, rel=1e-9)


def test_goods_made_elsewhere_pay_the_wages_of_there() -> None:
    """Dear labour in the city leaves what is made elsewhere as it was."""
    model = IndustryModel(city=LITTLETON, plan=ACTION, rng=4)
    for _ in range(3):
        model.step()
    world = model.world
    world.firms.local_share[::3] = 0.0
    every = np.arange(world.lines.n)
    before = cost_mix(world, every)
    world.economy.wage_operator = world.economy.wage_operator * 1.3
    after = cost_mix(world, every)
    local = world.firms.local_share[world.lines.firm]
    assert (local == 0.0).any() and (local == 1.0).any()
    assert after[local == 0.0] == pytest.approx(before[local == 0.0])
    assert (after[local == 1.0] > before[local == 1.0]).all()
    rise = after / before - 1.0
    mixed = (local > 0.0) & (local < 1.0)
    assert mixed.any() and (rise[mixed] > 0.0).all()


def test_the_city_s_part_of_the_bill_has_the_city_s_wages(world: World) -> None:
    """What is made in the city and what is made elsewhere cost together what all of it cost."""
    every = np.arange(world.lines.n)
    local = world.firms.local_share[world.lines.firm]
    here = city_cost(world)
    there = cost_mix(world, every, np.zeros(len(every))) / cost_mix(world, every)
    assert local * here + (1.0 - local) * there == pytest.approx(np.ones(len(every)))
    assert (here[(local == 0.0) | (local == 1.0)] == 1.0).all()
