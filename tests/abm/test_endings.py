"""Nothing is lost when a firm lists, is bought or closes: money by the ledger, goods by columns."""

from __future__ import annotations

import numpy as np
import pytest

from abm.lines import add_lines
from abm.model import IndustryModel
from abm.steps.accounts.step import remember
from abm.steps.ecosystem import own_sales
from abm.steps.exit.acquisitions import acquisitions
from abm.steps.exit.liquidation import settle_by_rank, wind_up
from abm.steps.exit.step import exits
from abm.steps.finance.credit import repay_and_distribute
from abm.steps.finance.listing import go_public
from abm.steps.plans import plans
from abm.steps.research import line_of
from agents import kinds
from agents.world import World
from engine.table import Slots
from tests.littleton import BASELINE, LITTLETON

CERTAIN = (
    "exit.acquisition_chance=1; exit.acquisition_behind=10; exit.acquisition_price=0.05; "
    "finance.ipo_chance=1; finance.ipo_revenue=1"
)


@pytest.fixture
def world() -> World:
    """Littleton after a year, before the steps that follow the accounts of the next quarter."""
    model = IndustryModel(city=LITTLETON, plan=BASELINE, settings=CERTAIN, rng=5)
    for _ in range(4):
        model.step()
    model.take_out()
    model.world.ledger.begin()
    for step in model.schedule:
        if step.name == "finance":
            break
        step.run(model.world)
    return model.world


def pair(world: World) -> tuple[int, int]:
    """The smallest and the largest firm with sales of the segment that has most of them."""
    firms = world.firms
    sells = firms.live[(firms.revenue[firms.live] > 0.5) & (firms.parent[firms.live] <= 0)]
    sells = sells[firms.kind[sells] != kinds.STARTUP]
    segment = int(np.bincount(firms.segment[sells]).argmax())
    mine = sells[firms.segment[sells] == segment]
    order = mine[np.argsort(firms.revenue[mine], kind="stable")]
    return int(order[0]), int(order[-1])


def cash_of(world: World, slots: list[int]) -> float:
    return float(world.firms.cash[slots].sum())


def endow(world: World, slot: int, amount: float) -> None:
    world.ledger.pay("equity_rounds", "rest", world.firm_rows(np.array([slot])), amount)


def test_an_acquisition_moves_the_price_and_the_lines(world: World) -> None:
    small, large = pair(world)
    firms, lines = world.firms, world.lines
    endow(world, large, 2000.0)
    firms.technology[small] = firms.technology[large] * 1.1
    before, level = cash_of(world, [small, large]), firms.technology[large]
    reach = lines.reach[lines.live].sum(axis=0)
    capacity, stock = lines.capacity[lines.live].sum(), lines.stock[lines.live].sum()
    revenue = firms.revenue_past[[small, large]].sum(axis=0)
    others = np.setdiff1d(firms.live, [small, large])
    for slot in others.tolist():  # only the large one can pay
        firms.unlocked("cash")[slot] = min(firms.cash[slot], 0.0)
    leaving: Slots = np.array([small])
    acquisitions(world, leaving)
    assert world.accounts.acquisitions == 1
    paid = world.ledger.flow("acquisitions")
    year = 0.05 * (firms.revenue_past[small, :4].sum() + firms.rd_past[small, :4].sum())
    assert paid == pytest.approx(year)
    assert cash_of(world, [small, large]) == pytest.approx(before)
    assert firms.technology[large] > level
    assert firms.revenue_past[large] == pytest.approx(revenue)
    wind_up(world, leaving)
    assert not firms.alive[small]
    assert lines.reach[lines.live].sum(axis=0) == pytest.approx(reach)
    assert lines.capacity[lines.live].sum() == pytest.approx(capacity)
    assert lines.stock[lines.live].sum() == pytest.approx(stock)
    assert not (lines.firm[lines.live] == small).any()
    assert lines.alive[world.products.line[world.products.live]].all()
    assert firms.cash[small] == pytest.approx(0.0, abs=1e-9)


def test_a_merger_is_no_growth_and_what_hangs_on_the_plant_goes_along(world: World) -> None:
    small, large = pair(world)
    firms = world.firms
    endow(world, large, 2000.0)
    for slot in np.setdiff1d(firms.live, [small, large]).tolist():
        firms.unlocked("cash")[slot] = min(firms.cash[slot], 0.0)
    client = int(np.setdiff1d(firms.live, [small, large])[0])
    firms.use[small] = firms.use[large]
    firms.share_past[small], firms.share_past[large] = 0.01, 0.02
    firms.licence[small], firms.licence[large] = True, False
    firms.hire_capacity[small], firms.hire_capacity[large] = 3.0, 1.0
    firms.maker[client] = small
    acquisitions(world, np.array([small]))
    assert world.accounts.acquisitions == 1
    assert firms.share_past[large] == pytest.approx(0.03)
    assert firms.licence[large]
    assert firms.hire_capacity[large] == pytest.approx(4.0)
    assert firms.maker[client] == large


def test_a_bought_line_of_orders_takes_no_new_models(world: World) -> None:
    firms, lines = world.firms, world.lines
    brands = firms.of_kind(kinds.BRAND)
    own = line_of(world, brands)
    brand, line = brands[own >= 0][:1], own[own >= 0][:1]
    use = firms.use[brand]
    assert not lines.contracted[line].any()
    ordered = np.ones(1, dtype=bool)
    add_lines(world, brand, use, lines.price[line], np.ones(1), 1.0, contracted=ordered)
    assert line_of(world, brand) == line


def test_goods_made_to_order_are_not_sold_under_the_makers_name(world: World) -> None:
    firms, lines = world.firms, world.lines
    maker = firms.of_kind(kinds.CONTRACT)[:1]
    firms.change_kind(maker, kinds.OEM_)
    lines.contracted[lines.firm == maker] = True
    lines.share[lines.firm == maker] = 0.1
    remember(world)
    assert firms.share_past[maker, 0] == 0.0
    assert own_sales(world)[0][maker] == 0.0


def test_whom_nobody_can_pay_for_is_not_bought(world: World) -> None:
    small, _ = pair(world)
    world.firms.unlocked("cash")[:] = np.minimum(world.firms.cash, 0.0)
    acquisitions(world, np.array([small]))
    assert world.accounts.acquisitions == 0
    assert world.ledger.flow("acquisitions") == 0.0


def test_liquidation_pays_staff_and_tax_then_banks_then_owners(world: World) -> None:
    small, _ = pair(world)
    firms, ledger = world.firms, world.ledger
    one = np.array([small])
    wage = world.economy.wage_engineer[0]
    wages = (firms.engineers[small] + firms.staff[small]) * wage + firms.labour[small]
    firms.year_profit[small], firms.loss_forward[small], firms.deducted[small] = 4.0, 1.0, 0.0
    firms.venture_stake[small], firms.guidance_stake[small] = 0.25, 0.15
    rate = (
        0.15
        if firms.rd_past[small, :4].sum() >= 0.04 * firms.revenue_past[small, :4].sum()
        else 0.2
    )
    severance, tax, debt = 0.33 * wages, 3.0 * rate, 5.0

    def settle(left: float) -> dict[str, float]:
        ledger.begin()
        firms.unlocked("cash")[small] = left
        firms.debt[small] = debt
        settle_by_rank(world, one)
        assert firms.cash[small] == pytest.approx(0.0, abs=1e-9)
        flow = ledger.flow
        return {
            "severance": flow("severance"),
            "tax": flow("profit_tax") / 2.0,
            "banks": flow("loans_repaid"),
            "lost": flow("loans_written_off"),
            "owners": float(
                ledger.moved[ledger.flow_code["liquidation"], ledger.sector_code["firms"]].sum()
            ),
        }

    assert settle(-3.0) == pytest.approx(
        {"severance": 0.0, "tax": 0.0, "banks": 0.0, "lost": 3.0, "owners": 0.0}
    )
    part = settle(severance + 0.5 * tax)
    assert (part["severance"], part["tax"]) == pytest.approx((severance, 0.5 * tax))
    assert part["banks"] == part["owners"] == 0.0
    some = settle(severance + tax + 2.0)
    assert (some["tax"], some["banks"], some["owners"]) == pytest.approx((tax, 2.0, 0.0))
    full = settle(severance + tax + debt + 10.0)
    assert (full["banks"], full["owners"]) == pytest.approx((debt, 10.0))
    moved = ledger.moved[ledger.flow_code["liquidation"]]
    assert moved[:, ledger.sector_code["venture"]].sum() == pytest.approx(2.5)
    assert moved[:, ledger.sector_code["guidance"]].sum() == pytest.approx(1.5)


def test_a_listing_brings_money_and_funds_leave(world: World) -> None:
    firms, ledger = world.firms, world.ledger
    able = firms.alive & (firms.owner == 0) & (firms.founded <= world.quarter - 12)
    able &= (firms.kind != kinds.STARTUP) & (firms.parent_until < world.quarter)
    slots = np.flatnonzero(able & (firms.revenue_past[:, :4].sum(axis=1) >= 1.0))
    assert len(slots) > 3
    firms.listed[slots] = False  # those that listed in the year before, too
    firms.venture_stake[slots], firms.guidance_stake[slots] = 0.2, 0.1
    cash, total = firms.cash.copy(), ledger.closing().sum()
    go_public(world)
    assert firms.listed[slots].all()
    raised = ledger.flow("listing")
    assert (firms.cash - cash).sum() == pytest.approx(raised)
    assert (firms.cash - cash)[slots].sum() == pytest.approx(raised)
    value = firms.value_added_past[slots].sum(axis=1).clip(0.0).sum()
    value *= world.parameters.finance.value_multiple
    assert ledger.flow("stake_sales") == pytest.approx(0.3 * value)
    assert (firms.venture_stake[slots] == 0.0).all()
    assert ledger.closing().sum() == pytest.approx(total, abs=1e-6)


def test_money_raised_is_spent_on_research_for_four_years_and_not_paid_out(world: World) -> None:
    firms = world.firms
    brands = firms.of_kind(kinds.BRAND)
    brands = brands[firms.parent[brands] <= 0.0]
    rich = int(brands[np.argmax(firms.cash[brands])])
    firms.raised_until[rich] = world.quarter - 1
    plans(world)
    before = firms.rd_own[rich]
    firms.raised_research[rich], firms.raised_until[rich] = 5.0, world.quarter
    plans(world)
    assert firms.rd_own[rich] == pytest.approx(before + 5.0)
    world.quarter += 1
    plans(world)
    assert firms.rd_own[rich] == pytest.approx(before)
    rows, firms.debt[rich] = world.firm_rows(np.array([rich])), 0.0
    world.ledger.pay("parent_support", "rest", rows, np.array([100.0 - firms.cash[rich]]))
    firms.raised_until[rich] = world.quarter + 10
    world.accounts.cost[:] = 0.0
    repay_and_distribute(world)
    assert firms.cash[rich] == pytest.approx(50.0)


def test_a_hole_that_rounding_left_closes_no_firm_and_a_real_one_does(world: World) -> None:
    firms = world.firms
    brands = firms.of_kind(kinds.BRAND)
    firm = int(brands[np.argmax(firms.cash[brands])])
    rows = world.firm_rows(np.array([firm]))
    world.ledger.pay("marketing", rows, "rest", np.array([firms.cash[firm]]))
    world.ledger.pay("marketing", rows, "rest", np.array([1e-17]))
    assert firms.cash[firm] < 0.0
    exits(world)
    assert firms.alive[firm]
    world.ledger.pay("marketing", rows, "rest", np.array([1.0]))
    exits(world)
    assert not firms.alive[firm]


def test_a_run_with_many_of_all_three_keeps_its_laws() -> None:
    settings = CERTAIN.replace("finance.ipo_chance=1", "finance.ipo_chance=0.2")
    model = IndustryModel(city=LITTLETON, plan=BASELINE, settings=settings, rng=7, check=True)
    model.run()
    for column in ("listings", "acquisitions", "exits"):
        assert model.record.column(column).sum() > 3
