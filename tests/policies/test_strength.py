"""A stronger instrument spends no less, and one whose claims pass its budget spends all of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from abm.model import IndustryModel
from engine.calendar import quarter_index
from policies.mixture import with_settings
from policies.plan import Plan, read_plan
from policies.registry import INSTRUMENTS
from policies.setting import Setting

PLAN, SEED = "action_plan_2022", 7
NOW = quarter_index("2025Q1")
"""Mid-policy, in the first quarter of a year: nothing of its budget is spent."""
LATER = ("leader_land",)
"""Nothing is due in the quarter in which it acts: tests of its own."""
PAYING = [key for key, i in INSTRUMENTS.items() if i.payer and key not in LATER]
LEVELS = 5
ROUNDING = 1e-8


@lru_cache
def past(now: int = NOW) -> Any:
    return IndustryModel(plan=PLAN, rng=SEED).run(until=now - 1).snapshot()


@lru_cache
def model() -> IndustryModel:
    return IndustryModel(plan=PLAN, rng=SEED)


@dataclass(frozen=True)
class Quarter:
    """What one quarter at a level came to, million yuan: spent on the instrument and on all, what
    could be spent on it, and what it would claim by the tables as they stood before."""

    spent: float
    total: float
    left: float
    expected: float


@lru_cache(maxsize=400)
def quarter(key: str, level: float, budget: float | None) -> Quarter:
    """The same quarter of the action plan with one instrument at another level and budget."""
    found = model()
    found.restore(past())
    found.go_on_under(at(key, level, budget))
    office, world = found.office, found.world
    found.take_out()
    world.ledger.begin()
    left = expected = 0.0
    for step in found.schedule:
        step.run(world)
        if step.name == "government" and key in office.orders:
            order = office.orders[key]
            claims = INSTRUMENTS[key].claims(world, order)
            left, expected = order.budget, 0.0 if claims is None else float(claims.amounts.sum())
    memos = world.ledger.memos
    return Quarter(memos.get(key, 0.0), sum(memos.values()), left, expected)


def at(key: str, level: float, budget: float | None, since: int = NOW) -> Plan:
    """The action plan with one instrument at another level and yearly budget from now on."""
    plan = read_plan(PLAN)
    now = plan.at(since).get(key)
    mine = Setting.model_construct(
        instrument=key,
        start=since,
        end=None,
        level=level,
        budget=budget,
        cap=None if now is None or np.isinf(now.cap) else now.cap,
        label="assumed",
        source="a test's",
    )
    # What bends the same term would pay for it where it offers more.
    bends = set(INSTRUMENTS[key].bends)
    others = (s for s in plan.settings if not bends.intersection(INSTRUMENTS[s.instrument].bends))
    return with_settings(plan, (*others, mine))


def levels(key: str) -> list[float]:
    """Five levels up to the strongest, and neutral before them."""
    instrument = INSTRUMENTS[key]
    strongest = instrument.low if key == "approval_time" else instrument.high
    return np.linspace(instrument.neutral, strongest, LEVELS + 1).tolist()


def tight(key: str) -> float:
    """A yearly budget that the plan's own level passes by far, and the higher ones more so."""
    low = quarter(key, levels(key)[1], None).spent
    now = read_plan(PLAN).at(NOW).get(key)
    usual = low if now is None else quarter(key, now.level, None).spent
    quarters = 1.0 if INSTRUMENTS[key].at_once else 4.0
    return 0.4 * quarters * min(low, usual)


def rises(spent: list[float]) -> bool:
    return all(b >= a * (1.0 - ROUNDING) for a, b in pairwise(spent))


@pytest.mark.parametrize("key", PAYING)
@pytest.mark.slow
def test_a_stronger_instrument_spends_no_less(key: str) -> None:
    free = [quarter(key, level, None).spent for level in levels(key)]
    assert free[0] == 0.0 < free[-1]
    assert rises(free)
    # A budget that binds at the higher levels, and one that binds at all of them.
    for budget in (tight(key), 5.0 * tight(key)):
        assert rises([quarter(key, level, budget).spent for level in levels(key)])


@pytest.mark.parametrize("key", PAYING)
def test_claims_beyond_a_budget_use_it_up(key: str) -> None:
    """What is promised is cut beforehand: then what the level is expected to cost is the budget."""
    instrument, budget = INSTRUMENTS[key], tight(key)
    for level in levels(key)[1:]:
        free, bound = quarter(key, level, None), quarter(key, level, budget)
        assert free.spent > bound.left > 0.0
        if instrument.promised:
            assert bound.expected == pytest.approx(bound.left)
            assert bound.spent == pytest.approx(quarter(key, levels(key)[1], budget).spent)
        elif key != "micro_parks":
            assert bound.spent == pytest.approx(bound.left)


def test_a_higher_package_promises_no_less() -> None:
    """It is paid over two years, so that a quarter's spending does not show it."""
    promised = []
    for level in levels("investment_attraction")[1:]:
        quarter.__wrapped__("investment_attraction", level, None)  # in the model, not remembered
        promised.append(float(model().world.promises.promised["investment_attraction"].sum()))
    assert rises(promised)
    assert promised[-1] > promised[0]


def test_of_micro_parks_as_many_are_built_as_the_budget_bears() -> None:
    bills = sorted({quarter("micro_parks", float(n), None).spent for n in range(1, 13)})
    for budget in (0.5 * bills[0], 1.01 * bills[0], 0.99 * bills[-1], 1.01 * bills[-1]):
        spent = quarter("micro_parks", 12.0, budget).spent
        assert spent == pytest.approx(max([0.0, *(b for b in bills if b <= budget)]))


def test_the_faster_approvals_are_the_more_is_spent() -> None:
    instrument = INSTRUMENTS["approval_time"]
    times = np.linspace(instrument.high, instrument.low, LEVELS).tolist()
    spent = [quarter("approval_time", time, None).total for time in times]
    assert rises(spent)
    assert spent[-1] > 1.01 * spent[0]


@pytest.mark.parametrize("key", ["rd_subsidy", "component_programme"])
def test_no_level_beyond_the_budget_moves_a_firm_s_rate(key: str) -> None:
    """All of them are cut to the one that the budget bears, whatever the firm's size."""
    found, rates, budget = model(), [], tight(key)
    for level in (0.2, 0.3, 0.4):
        found.restore(past())
        found.go_on_under(at(key, level, budget))
        found.office.enact(found.world)
        order = found.office.orders[key]
        rates.append(order.own[INSTRUMENTS[key].bends[0]])
        assert 0.0 < rates[-1].max() < 0.2
        within = replace(order, level=float(rates[-1].max()), yearly=np.inf)
        offered = INSTRUMENTS[key].offer(found.world, within)[INSTRUMENTS[key].bends[0]]
        assert offered == pytest.approx(rates[-1])
    assert rates[1] == pytest.approx(rates[0])
    assert rates[2] == pytest.approx(rates[0])


@pytest.mark.parametrize("key", ["rd_subsidy", "purchase_voucher", "trade_in", "talent_housing"])
def test_a_budget_that_claims_pass_is_used_up_within_a_year(key: str) -> None:
    """As the screen counts it: the last four quarters against 99 % of the budget."""
    found, budget = model(), tight(key)
    found.restore(past())
    found.go_on_under(at(key, INSTRUMENTS[key].high, budget))
    spent = 0.0
    for _ in range(4):
        found.step()
        spent += found.world.ledger.memos[key]
    assert spent >= 0.99 * budget


@pytest.mark.parametrize("part", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("key", ["rd_subsidy", "component_programme"])
def test_a_budget_near_the_claims_is_used_up_too(key: str, part: float) -> None:
    """Of a new level, once those have been decided who claimed in its first year."""
    start, level = quarter_index("2024Q1"), INSTRUMENTS[key].high

    def second_year(budget: float | None) -> float:
        found = IndustryModel(plan=PLAN, rng=SEED)
        found.restore(past(start))
        found.go_on_under(at(key, level, budget, start))
        spent = []
        for _ in range(8):
            found.step()
            spent.append(found.world.ledger.memos[key])
        return sum(spent[4:])

    budget = part * second_year(None)
    assert second_year(budget) == pytest.approx(budget, rel=0.01)
