"""The labour market of the small city: signs, bounds, and whose wage is whose."""

from __future__ import annotations

import numpy as np
import pytest

from abm.city import factor_prices
from abm.market import outside_wage, relative_wage
from abm.model import IndustryModel
from abm.steps.labour import labour
from abm.steps.research import discover, spend
from agents.terms import Terms
from tests.littleton import LITTLETON


def model(settings: str = "", quarters: int = 0) -> IndustryModel:
    found = IndustryModel(LITTLETON, "no_policy", settings, check=True, rng=3)
    for _ in range(quarters):
        found.step()
    found.world.terms = Terms.neutral(found.world.lengths)
    return found


def innovative(settings: str, quarters: int = 16) -> tuple[float, float]:
    """Engineers at work, and mean ln technology, after some quarters."""
    firms = model(settings, quarters).world.firms
    live = firms.live
    return float(firms.engineers[live].sum()), float(np.log(firms.technology[live]).mean())


def test_the_market_starts_at_the_usual_slack() -> None:
    world = model().world
    economy = world.economy
    slack = world.parameters.labour.slack
    assert economy.labour_supply == pytest.approx(economy.labour_wanted * (1.0 + slack))
    labour(world)
    assert economy.wage_premium == pytest.approx(np.zeros((1, 2)), abs=1e-12)
    there = economy.labour_wanted * (1.0 + slack)
    assert economy.labour_supply == pytest.approx(there, rel=1e-3)


def test_a_dearer_engineer_means_fewer_engineers_and_less_technology() -> None:
    """The same budgets at a wage half as high again."""
    found = []
    for factor in (1.0, 1.5):
        world = model(quarters=4).world
        start = np.log(world.firms.technology[world.firms.live]).sum()
        world.economy.labour_supply[:] = 1e9
        world.economy.wage_engineer = world.economy.wage_engineer * factor
        for _ in range(2):  # what is found follows from the engineers of the quarter before
            spend(world)
        discover(world)
        live = world.firms.live
        grown = np.log(world.firms.technology[live]).sum() - start
        found.append((world.firms.engineers[live].sum(), grown))
    (many, much), (few, little) = found
    assert few == pytest.approx(many / 1.5)
    assert little < much


def test_without_engineers_money_for_research_is_not_spent() -> None:
    world = model(quarters=4).world
    spend(world)
    firms = world.firms
    real, engineers = firms.rd_real.copy(), firms.engineers.copy()
    firms.engineers = firms.engineers_before
    world.economy.labour_supply[0, 1] = 0.5 * engineers.sum()
    spend(world)
    assert firms.engineers.sum() == pytest.approx(0.5 * engineers.sum())
    assert firms.rd_real.sum() < real.sum()
    wages = world.parameters.research.labour_share * firms.rd_real
    assert wages == pytest.approx(firms.engineers * world.economy.wage_engineer[0])


def test_more_engineers_in_the_city_mean_lower_wages_and_more_at_work() -> None:
    calm, helped = model(quarters=4), model(quarters=4)
    helped.world.terms.talent = 0.2
    for _ in range(20):
        for world in (calm.world, helped.world):
            labour(world)
            spend(world)
    few, many = calm.world, helped.world
    assert many.economy.labour_pool[0, 1] > few.economy.labour_pool[0, 1] * 1.02
    assert many.economy.wage_premium[0, 1] < few.economy.wage_premium[0, 1]
    assert many.firms.engineers.sum() > few.firms.engineers.sum()
    assert many.economy.labour_pool[0, 0] == few.economy.labour_pool[0, 0]


def test_help_with_housing_brings_engineers() -> None:
    pools = []
    for borne in (0.0, 0.3):
        world = model().world
        world.terms.housing = borne
        labour(world)
        pools.append(world.economy.labour_pool[0].copy())
    assert pools[1][0] == pools[0][0]
    assert pools[1][1] > pools[0][1]


def test_scarce_engineers_slow_technology() -> None:
    plenty = innovative("labour.slack=10; labour.wage_speed=0")
    scarce = innovative("labour.slack=0; labour.engineer_share=1; labour.migration_speed=0")
    assert scarce[0] < plenty[0]
    assert scarce[1] < plenty[1]


def test_wages_stay_near_the_outside_path_all_the_way() -> None:
    found = model()
    furthest = 0.0
    for _ in range(28):
        found.step()
        furthest = max(furthest, float(np.abs(found.world.economy.wage_premium).max()))
    assert 0.0 < furthest < 0.3


def test_makers_outside_pay_the_outside_wage() -> None:
    found = model("labour.wage_speed=0", 6)
    assert outside_wage(found.world) == pytest.approx(relative_wage(found.world))
    world = model(quarters=6).world
    assert outside_wage(world) == pytest.approx(outside_wage(found.world))
    world.economy.wage_operator = world.economy.wage_operator * 1.2
    assert outside_wage(world) == pytest.approx(outside_wage(found.world))
    assert relative_wage(world) > 1.1 * outside_wage(world)


def test_outcomes_tell_jobs_by_skill_and_monthly_wages() -> None:
    found = model(quarters=5)
    told = found.record.latest
    by_skill = told("operators") + told("engineers") + told("staff")
    assert by_skill == pytest.approx(
        float(
            found.world.firms.operators.sum()
            + found.world.firms.engineers.sum()
            + found.world.firms.staff.sum()
        ),
        rel=1e-6,
    )
    premium = np.exp(found.world.economy.wage_premium[0])
    cost = found.world.parameters.labour.employer_cost
    outside = factor_prices.at(found.world.city, found.world.quarter - 1, cost, found.world.cut)
    assert told("wage_engineer") == pytest.approx(
        outside.wage_engineer / factor_prices.quarterly(cost) * premium[1]
    )
    assert 3000 < told("wage_operator") < told("wage_engineer") < 30000
