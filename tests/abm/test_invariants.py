"""Laws that hold in every quarter, and the checks that see them broken."""

from __future__ import annotations

import numpy as np
import pytest

from abm.checks import InvariantError, verify
from abm.model import IndustryModel
from agents.world import World
from engine.calendar import quarter_index
from engine.ledger import LedgerError
from engine.model import Step
from tests.littleton import ACTION, BASELINE, LITTLETON


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("plan", [BASELINE, ACTION])
def test_the_small_city_obeys_them_to_its_end(seed: int, plan: str) -> None:
    model = IndustryModel(city=LITTLETON, plan=plan, check=True, rng=seed).run()
    assert model.record.latest("firms") > 0


@pytest.mark.parametrize("plan", ["no_policy", "action_plan_2022"])
def test_shanghai_obeys_them_past_the_policy_start(plan: str) -> None:
    IndustryModel(plan=plan, check=True, rng=11).run(until=quarter_index("2022Q4"))


def test_a_rule_that_pays_outside_the_ledger_is_caught() -> None:
    model = IndustryModel(city=LITTLETON, plan=BASELINE, check=True, rng=0)

    def gift(world: World) -> None:
        world.firms.unlocked("cash")[world.firms.live] += 1.0

    model.schedule.insert_after("finance", Step("gift", gift))
    with pytest.raises(LedgerError, match="outside the ledger"):
        model.step()


def test_a_payment_below_zero_is_caught() -> None:
    model = IndustryModel(city=LITTLETON, plan=BASELINE, check=True, rng=0)

    def steal(world: World) -> None:
        world.ledger.pay("dividends", world.firm_rows(), "households", -1.0)

    model.schedule.insert_after("finance", Step("steal", steal))
    with pytest.raises(LedgerError, match="dividends"):
        model.step()


def test_money_is_locked() -> None:
    world = IndustryModel(city=LITTLETON, plan=BASELINE, rng=0).world
    with pytest.raises(AttributeError, match="money"):
        world.firms.cash = 0.0
    with pytest.raises(ValueError, match="read-only"):
        world.firms.cash[0] = 0.0


@pytest.mark.parametrize(
    ("table", "column", "value", "words"),
    [
        ("lines", "stock", -1.0, "stock is negative"),
        ("parks", "used", 1e12, "more floor space"),
        ("firms", "technology", np.nan, "not finite"),
        ("lines", "sold", 1e12, "do not add up"),
    ],
)
def test_a_broken_law_is_named(table: str, column: str, value: float, words: str) -> None:
    model = IndustryModel(city=LITTLETON, plan=BASELINE, rng=0)
    model.step()
    verify(model.world)
    getattr(model.world.tables[table], column)[0] = value
    with pytest.raises(InvariantError, match=words):
        verify(model.world)


def test_what_passes_from_many_to_many_leaves_nothing_behind() -> None:
    model = IndustryModel(city=LITTLETON, plan=ACTION, rng=3)
    ledger = model.world.ledger
    while model.running:
        model.step()
        left = ledger.balances[ledger.sector_code["clearing"]]
        assert abs(left) < 1e-9 * ledger.moved.sum()
