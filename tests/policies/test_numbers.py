"""Numbers of one plan by name: what they change, what they leave, and where they may lie."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from abm.city.city import city_cached, known_cities
from engine.calendar import quarter_index
from engine.document import InputError
from policies.city_plans import plan_in, plan_names_of
from policies.numbers import PARTS, capped, numbers_of, with_numbers
from policies.plan import Dated, Plan, read_plan
from policies.plan_text import plan_text
from policies.registry import INSTRUMENTS
from policies.scaling import at_scale, rescaled
from tests.littleton import setting, write_plan

START = quarter_index("2022Q1")


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """Two spans of the R&D subsidy, one of them before the policy, and what it extends."""
    base = write_plan(
        tmp_path,
        setting("rd_subsidy", 0.05, "2018Q1", budget=12, cap=1),
        setting("park_rent_subsidy", 0.1, "2018Q1", budget=4, cap=0.5),
        setting("park_admission", 0.9, "2018Q1"),
        key="base",
    )
    own = (
        setting("rd_subsidy", 0.1, "2022Q1", end="2022Q4", low=0.05, high=0.2, budget=40, cap=4),
        setting("rd_subsidy", 0.2, "2023Q1", end="2023Q4", low=0.1, high=0.3, budget=50, cap=4),
    )
    return read_plan(write_plan(tmp_path, *own, extends=base, key="upper"))


def at(plan: Plan, quarter: str, key: str = "rd_subsidy") -> Dated:
    return plan.at(quarter_index(quarter))[key]


def test_a_number_changes_its_part_from_the_policy_start_on_and_nothing_else(plan: Plan) -> None:
    changed = with_numbers(plan, {"plans.upper.rd_subsidy.budget": 99.0}, START)
    assert at(changed, "2021Q4") == at(plan, "2021Q4")
    assert at(changed, "2022Q1") == Dated(0.1, 99.0, 4.0)
    assert at(changed, "2023Q2") == Dated(0.2, 99.0, 4.0)
    assert at(changed, "2024Q1") == Dated(0.05, 12.0, 1.0)  # what it extends is in force again
    assert at(changed, "2022Q1", "park_rent_subsidy") == at(plan, "2022Q1", "park_rent_subsidy")
    assert plan.first_difference(changed, START - 16, START + 12) == START


def test_a_number_of_what_the_plan_took_over(plan: Plan) -> None:
    changed = with_numbers(plan, {"plans.upper.park_rent_subsidy.level": 0.5}, START)
    assert at(changed, "2021Q4", "park_rent_subsidy") == Dated(0.1, 4.0, 0.5)
    assert at(changed, "2024Q1", "park_rent_subsidy") == Dated(0.5, 4.0, 0.5)


def test_numbers_of_one_setting_go_together(plan: Plan) -> None:
    numbers = {
        f"plans.upper.rd_subsidy.{part}": x for part, x in zip(PARTS, (0.4, 7, 3), strict=True)
    }
    changed = with_numbers(plan, numbers, START)
    assert at(changed, "2022Q1") == at(changed, "2023Q1") == Dated(0.4, 7.0, 3.0)


def test_the_scale_is_that_of_the_file_and_comes_first(plan: Plan) -> None:
    changed = with_numbers(plan, {"plans.upper.scale": 2.0}, START)
    assert at(changed, "2022Q1") == Dated(0.2, 80.0, 4.0)
    assert at(changed, "2024Q1") == at(plan, "2024Q1")
    both = {"plans.upper.rd_subsidy.budget": 9.0, "plans.upper.scale": 2.0}
    assert at(with_numbers(plan, both, START), "2022Q1") == Dated(0.2, 9.0, 4.0)
    assert with_numbers(plan, {}, START) is plan


def test_ranges_are_the_plans_where_it_has_them(plan: Plan) -> None:
    known = numbers_of(plan, START)
    level = known["plans.upper.rd_subsidy.level"]
    assert (level.default, level.low, level.high) == (0.1, 0.05, 0.2)
    own = numbers_of(read_plan("action_plan_2022"), quarter_index("2022Q3"))
    level = own["plans.action_plan_2022.rd_subsidy.level"]
    assert (level.low, level.default, level.high) == (0.08, 0.15, 0.3)
    assert (level.least, level.most, level.unit) == (0.0, 0.5, "share of reported R&D")
    budget = own["plans.action_plan_2022.rd_subsidy.budget"]
    assert (budget.low, budget.default, budget.high) == (1000.0, 2000.0, 4000.0)
    assert budget.unit == "million yuan/year"
    assert known["plans.upper.scale"].default == 1.0
    assert "plans.upper.park_admission.level" in known
    assert "plans.upper.park_admission.budget" not in known  # it costs no money


def test_a_number_that_the_plan_has_not(plan: Plan) -> None:
    for name, value, says in (
        ("plans.upper.rd_subsidi.level", 0.1, "did you mean 'plans.upper.rd_subsidy.level'?"),
        ("plans.upper.trade_in.level", 0.1, "a number of the plan upper"),
        ("plans.upper.rd_subsidy.level", 0.6, "0 to 0.5 (share of reported R&D), got 0.6"),
        ("plans.upper.rd_subsidy.level", math.nan, "got nan"),
        ("plans.upper.rd_subsidy.budget", -1.0, "0 to 1e+09 (million yuan/year), got -1"),
        ("plans.upper.scale", 1e300, "0 to 100 (times)"),
    ):
        with pytest.raises(InputError) as caught:
            with_numbers(plan, {name: value}, START)
        assert says in str(caught.value)
        assert str(caught.value).startswith(f"{name}: ")


@pytest.mark.parametrize("city", known_cities())
def test_a_plan_written_out_whole_keeps_its_numbers_and_what_scale_means(
    city: str, tmp_path: Path
) -> None:
    """A folder of results holds plans so; a scale must go on to leave alone what was extended."""
    data = city_cached(city)
    for name in plan_names_of(data):
        plan, file = plan_in(data, name), tmp_path / "whole.yaml"
        file.write_text(plan_text(plan), encoding="utf-8")
        again = read_plan(str(file))
        assert (again.digest, again.scale) == (plan.digest, plan.scale)
        known = numbers_of(plan, data.policy_start)
        assert numbers_of(again, data.policy_start) == known
        for scale in (0.5, 2.0):
            assert rescaled(again, scale).digest == rescaled(plan, scale).digest


def test_a_level_and_a_budget_of_zero_are_written_out(tmp_path: Path) -> None:
    none = setting("rd_subsidy", 0.0, "2022Q1", budget=0)
    plan = read_plan(write_plan(tmp_path, none))
    file = tmp_path / "whole.yaml"
    file.write_text(plan_text(plan), encoding="utf-8")
    assert at(read_plan(str(file)), "2022Q1") == at(plan, "2022Q1")


def test_at_scale_leaves_what_is_extended(plan: Plan, tmp_path: Path) -> None:
    half = at_scale(str(tmp_path / "upper.yaml"), 0.5)
    assert at(half, "2022Q1") == Dated(0.05, 20.0, 4.0)
    assert at(half, "2018Q1") == at(plan, "2018Q1")


def test_a_free_level_takes_the_limits_of_a_setting_that_begins_later(tmp_path: Path) -> None:
    late = setting("rd_subsidy", 0.1, "2023Q1", budget=40, cap=4)
    plan = read_plan(write_plan(tmp_path, late))
    levels = plan.with_levels({"rd_subsidy": 0.3}, START)
    assert at(levels, "2022Q1") == at(levels, "2023Q1") == Dated(0.3, 40.0, 4.0)


def test_a_cap_belongs_to_instruments_that_pay_firms_out_of_a_budget() -> None:
    """As the office asks it: claims of firms, of what is neither promised nor booked by steps."""
    found = {key for key, instrument in INSTRUMENTS.items() if capped(instrument)}
    assert {"rd_subsidy", "park_rent_subsidy", "smart_factory_grant"} <= found
    assert not found & {"approval_time", "trade_in", "guidance_fund", "expo", "talent_programme"}
    plan = read_plan("action_plan_2022")
    with_cap = {s.instrument for s in plan.own if s.cap is not None}
    assert with_cap <= found
