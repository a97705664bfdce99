"""Public money: who pays which tax, who receives it, and whose books are closed."""

from __future__ import annotations

import numpy as np
import pytest

from abm.city import public_rates
from abm.model import IndustryModel
from agents.world import World
from engine.model import Step
from tests.littleton import ACTION, BASELINE, LITTLETON


def moved(world: World, flow: str, payer: str, receiver: str) -> float:
    ledger = world.ledger
    code = ledger.flow_code[flow], ledger.sector_code[payer], ledger.sector_code[receiver]
    return float(ledger.moved[code])


@pytest.fixture(scope="module")
def world() -> World:
    """Littleton in the last quarter of its third year, subsidies on cars still paid."""
    model = IndustryModel(city=LITTLETON, plan=ACTION, rng=4)
    for _ in range(12):
        model.step()
    return model.world


def test_half_of_vat_is_local_and_half_of_that_the_districts(world: World) -> None:
    total = world.ledger.flow("vat") / 2.0  # it passes through clearing
    assert total > 0.0
    assert moved(world, "vat", "clearing", "centre") == pytest.approx(0.5 * total)
    assert moved(world, "vat", "clearing", "municipality") == pytest.approx(0.25 * total)
    assert moved(world, "vat", "clearing", "districts") == pytest.approx(0.25 * total)


def test_vat_is_on_domestic_value_added(world: World) -> None:
    firms, accounts = world.firms, world.accounts
    n = len(accounts.sales_city)
    rate = public_rates.at(world.city, world.quarter - 1, world.cut).vat
    assert accounts.fees.sum() > 0.0  # making for hire is sold in the city
    home = accounts.sales_city + accounts.fees + accounts.sales_rest
    home = home / np.maximum(firms.revenue[:n], 1e-12)
    expected = rate * float((np.maximum(firms.value_added[:n], 0.0) * home).sum())
    assert world.ledger.flow("vat") / 2.0 == pytest.approx(expected)


def test_wages_bear_contributions_and_tax(world: World) -> None:
    payroll = float(world.accounts.payroll.sum())
    assert moved(world, "contributions", "households", "municipality") == pytest.approx(
        0.3 * payroll
    )
    assert moved(world, "benefits", "municipality", "households") == pytest.approx(0.3 * payroll)
    assert world.ledger.flow("wage_tax") / 2.0 == pytest.approx(0.06 * 0.7 * payroll)


def test_payroll_is_what_households_were_paid_for_work(world: World) -> None:
    paid = world.ledger.flow("wages") + moved(world, "research", "firms", "households")
    paid += moved(world, "overhead", "firms", "households")
    assert world.accounts.payroll.sum() == pytest.approx(paid)


def test_households_end_the_quarter_as_they_began(world: World) -> None:
    ledger = world.ledger
    code = ledger.sector_code["households"]
    scale = float(ledger.moved.sum())
    assert abs(ledger.balances[code] - ledger.opening[code]) < 1e-9 * scale


def test_no_local_government_is_overdrawn(world: World) -> None:
    local = world.governments.district >= 0
    local[world.municipality] = True
    assert (world.governments.cash[local] > -1e-6).all()


def test_tax_reliefs_are_lower_receipts_and_counted() -> None:
    """A relief of a half and a deduction leave no grant: tax falls by what is counted."""

    grants: list[float] = []

    def taxed(relief: float, deduction: float) -> tuple[float, float]:
        model = IndustryModel(city=LITTLETON, plan=BASELINE, rng=4)

        def bend(world: World) -> None:
            world.terms.tax_relief[:] = relief
            world.terms.rd_deduction[:] = deduction

        model.schedule.insert_after("government", Step("bend", bend))
        for _ in range(4):
            model.step()
        grants.append(model.world.ledger.flow("grants"))
        return model.world.ledger.flow("profit_tax") / 2.0, model.world.accounts.tax_expenditure

    full, none = taxed(0.0, 0.0)
    assert full > 0.0
    assert none == 0.0
    for relief, deduction in ((0.5, 0.0), (0.0, 1.0), (0.5, 1.0)):
        tax, expenditure = taxed(relief, deduction)
        assert 0.0 < tax < full
        assert tax + expenditure == pytest.approx(full, rel=1e-6)
    assert len(set(grants)) == 1


def test_buyers_of_new_energy_vehicles_are_subsidised_until_it_ends() -> None:
    model = IndustryModel(plan="no_policy", rng=1)
    model.step()
    world, markets = model.world, model.world.markets
    sold = np.bincount(world.lines.use, world.lines.sold[:, 0], len(markets.segment))
    bought = float((sold + world.markets.outside_units[:, 0])[markets.is_nev].sum())
    assert moved(world, "nev_subsidy", "centre", "households") == pytest.approx(0.05 * bought)
    assert moved(world, "car_tax", "households", "centre") > 0.0
    assert public_rates.at(world.city, world.city.end, world.cut).nev_subsidy == 0.0
