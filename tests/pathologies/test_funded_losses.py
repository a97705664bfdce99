"""Loss-makers live as long as somebody funds them: a parent, or buyers of shares in fast growth."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import IndustryModel
from agents import kinds

QUARTERS = 12
FAST = 1.08
"""Growth of reach a quarter by which a firm's sales rise by a third a year."""


def loss_maker(settings: str = "") -> tuple[IndustryModel, int]:
    """A middling brand that sells below cost and owns next to nothing."""
    model = IndustryModel(
        "shanghai",
        "no_policy",
        f"demand.shock_probability=0; price.markup_min=-0.3; {settings}",
        rng=0,
    )
    world, firms, lines = model.world, model.world.firms, model.world.lines
    brands = firms.of_kind(kinds.BRAND)
    sells = brands[(firms.name_row[brands] < 0) & (firms.revenue[brands] > 10.0)]
    firm = int(sells[np.argsort(firms.revenue[sells])[len(sells) // 2]])
    mine = lines.firm == firm
    # Cost up and markup down together: the price, and so the demand, stay as they were.
    worse = (1.0 + lines.markup[mine]) / 0.9
    lines.cost_level[mine] *= worse
    lines.markup[mine] = -0.1
    world.ledger.pay(
        "dividends", world.firm_rows(np.array([firm])), "households", 0.8 * firms.cash[[firm]]
    )
    return model, firm


def lives(model: IndustryModel, firm: int, growth: float = 1.0) -> int | None:
    """Where the firm is after three years, None if nowhere; its reach may be made to grow."""
    lines, firms = model.world.lines, model.world.firms
    lane = firms.lane[[firm]]
    for _ in range(QUARTERS):
        lines.reach[lines.firm == firms.find(lane)] *= growth
        model.step()
    (now,) = firms.find(lane).tolist()
    return now if now >= 0 and firms.alive[now] else None


def test_nobody_funds_it_and_it_closes():
    assert lives(*loss_maker()) is None


def test_a_parent_carries_it_while_its_facility_lasts():
    model, firm = loss_maker("finance.growth_chance=0")
    firms = model.world.firms
    firms.parent[firm] = firms.revenue[firm]
    firms.parent_until[firm] = model.world.quarter + QUARTERS
    firm = lives(model, firm)
    assert firm is not None
    assert firms.profit_past[firm].max() < 0.0
    lane = firms.lane[firm]
    for _ in range(4):
        model.step()
    assert lane not in firms.lane[firms.alive]


def test_buyers_of_shares_carry_fast_growth():
    model, firm = loss_maker("finance.growth_chance=1; finance.growth_asked=0.1")
    firms = model.world.firms
    firms.revenue_past[firm, 4:] *= 0.7  # it grew before, too
    firm = lives(model, firm, FAST)
    assert firm is not None
    assert firms.profit_past[firm].max() < 0.0
    assert firms.rounds[firm] >= 2


@pytest.mark.parametrize("growth", [0.97, 1.0])
def test_but_not_standstill(growth):
    assert lives(*loss_maker("finance.growth_chance=1; finance.growth_asked=0.1"), growth) is None


def test_nor_fast_growth_when_nobody_buys_shares():
    model, firm = loss_maker("finance.growth_chance=0")
    model.world.firms.revenue_past[firm, 4:] *= 0.7
    assert lives(model, firm, FAST) is None


@pytest.mark.parametrize(("chance", "goes_on"), [(1, True), (0, False)])
def test_growth_sells_shares_where_the_parent_gives_too_little(chance, goes_on):
    """A fast loss-maker whose losses outgrow its parent's facility."""
    model, firm = loss_maker(f"finance.growth_chance={chance}; finance.credit_multiple=0")
    firms = model.world.firms
    firms.revenue_past[firm, 4:] *= 0.7
    firms.parent[firm] = 0.01 * firms.revenue[firm]
    firms.parent_until[firm] = model.world.quarter + QUARTERS
    firm = lives(model, firm, FAST)
    assert (firm is not None) == goes_on
    assert not goes_on or firms.rounds[firm] > 0


@pytest.mark.slow
def test_the_named_loss_maker_of_the_data_lives():
    """A brand that lost a fifth of its sales and doubled them yearly was funded through 2021."""
    for seed in range(3):
        model = IndustryModel("shanghai", "baseline", rng=seed)
        row = model.world.city.firms.keys.index("nio")
        model.run(until=model.world.city.start + 11)
        firms = model.world.firms
        mine = firms.live[firms.name_row[firms.live] == row]
        assert len(mine) == 1
        assert firms.profit_past[mine].max() < 0.0
