"""Funding in the whole model: signs, the guidance fund's money, and switches."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import IndustryModel
from abm.steps.finance.credit import credit_limit, plant_value
from agents import kinds
from agents.world import World
from engine.model import Step
from tests.bending import bend
from tests.littleton import BASELINE, LITTLETON

QUARTERS = 14
SEEDS = range(3)


def run(settings: str = "", seed: int = 0, bend=None, after: str = "government") -> World:
    model = IndustryModel(city=LITTLETON, plan=BASELINE, settings=settings, rng=seed, check=True)
    if bend is not None:
        model.schedule.insert_after(after, Step("bend", bend))
    for _ in range(QUARTERS):
        model.step()
    return model.world


def live(worlds) -> int:
    return sum(len(world.firms.live) for world in worlds)


def appetite(value: float):
    def bend(world: World) -> None:
        world.investors.appetite[world.investors.kind == kinds.VENTURE] = value

    return [run(seed=s, bend=bend, after="input_prices") for s in SEEDS]


@pytest.mark.slow
def test_more_venture_money_more_firms() -> None:
    assert live(appetite(0.1)) < live(appetite(1.0)) < live(appetite(4.0))


@pytest.mark.slow
def test_without_credit_fewer_live() -> None:
    without = "finance.credit_multiple=0; finance.collateral=0; finance.growth_chance=0"
    full = "finance.growth_chance=0; finance.credit_multiple=3; finance.collateral=0.6"
    none = [run(without, seed=s) for s in SEEDS]
    assert live(none) < live(run(full, seed=s) for s in SEEDS)
    assert all(world.firms.debt.max() == 0.0 for world in none)


def test_plant_is_collateral_and_a_brand_has_none() -> None:
    world = run()
    value, firms = plant_value(world), world.firms
    brand = firms.kind == kinds.BRAND
    assert (value[brand] == 0.0).all()
    maker = firms.alive & np.isin(firms.kind, (kinds.OEM_, kinds.CONTRACT, kinds.SUPPLIER))
    assert (value[maker] > 0.0).any()
    p = world.parameters.finance
    gross = np.zeros(firms.n)
    gross[: len(world.accounts.gross_profit)] = world.accounts.gross_profit
    world.accounts.gross_profit = gross
    expected = p.credit_multiple * 4.0 * np.maximum(gross, 0.0) + p.collateral * value
    assert credit_limit(world) == pytest.approx(expected)


def test_the_guidance_fund_pays_its_part_with_the_municipality_s_money() -> None:
    called, rounds = [], []

    def guide(world: World) -> None:
        world.terms.guidance[:] = 0.0
        bend(world, guidance=0.3)

    def look(world: World) -> None:
        ledger = world.ledger
        code = ledger.sector_code
        called.append(ledger.memos.get("guidance_fund", 0.0))
        moved = ledger.moved[ledger.flow_code["equity_rounds"]]
        rounds.append((moved[code["guidance"]].sum(), moved[code["venture"]].sum()))

    model = IndustryModel(city=LITTLETON, plan=BASELINE, settings="finance.growth_chance=0", rng=1)
    model.schedule.insert_after("government", Step("guide", guide))
    model.schedule.insert_after("finance", Step("look", look))
    for _ in range(QUARTERS):
        model.step()
    assert sum(called) > 0.0
    assert called == pytest.approx([guided for guided, _ in rounds])
    guided, private = np.sum(rounds, axis=0)
    assert guided / (guided + private) == pytest.approx(0.3)
    firms = model.world.firms
    assert (firms.guidance_stake[firms.live] > 0.0).any()
    assert (firms.venture_stake + firms.guidance_stake <= 1.0).all()


def test_the_guidance_fund_keeps_its_budget() -> None:
    spent = []

    def guide(world: World) -> None:
        world.terms.guidance[:] = 0.0
        bend(world, budget=3.0, guidance=0.5)

    model = IndustryModel(city=LITTLETON, plan=BASELINE, rng=1)
    model.schedule.insert_after("government", Step("guide", guide))
    for _ in range(QUARTERS):
        model.step()
        spent.append(model.world.ledger.memos.get("guidance_fund", 0.0))
    assert max(spent) == pytest.approx(3.0)


@pytest.mark.slow
def test_a_guidance_fund_that_pulls_keeps_more_startups_alive() -> None:
    def guide(world: World) -> None:
        world.terms.guidance[:] = 0.0
        bend(world, guidance=0.6)

    plain = live(run(seed=s) for s in SEEDS)
    assert live(run("finance.guidance_pull=1", s, guide) for s in SEEDS) > plain
    assert live(run("finance.guidance_pull=0", s, guide) for s in SEEDS) == pytest.approx(
        plain, abs=3
    )


def test_funds_keep_nothing_and_hold_stakes_only_in_the_unlisted() -> None:
    world = run("finance.ipo_chance=0.5; finance.ipo_revenue=10")
    assert np.abs(world.investors.cash).max() < 1e-6
    firms = world.firms
    assert firms.listed[firms.live].any()
    assert (firms.venture_stake[firms.listed] == 0.0).all()


@pytest.mark.parametrize(
    ("off", "column"),
    [("finance.ipo_chance=0", "listings"), ("exit.acquisition_chance=0", "acquisitions")],
)
def test_switches(off: str, column: str) -> None:
    model = IndustryModel(city=LITTLETON, plan=BASELINE, settings=off, rng=2)
    for _ in range(QUARTERS):
        model.step()
    assert model.record.column(column).sum() == 0.0
