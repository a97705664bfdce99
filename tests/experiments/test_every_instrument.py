"""A plan with every instrument: whom and how strongly, and the baseline's past."""

from __future__ import annotations

from pathlib import Path

from abm.city.city import city_cached
from experiments.studies.every_instrument import every_instrument, main
from policies.city_plans import plan_in
from policies.registry import INSTRUMENTS, instruments_of

CITY = city_cached("shanghai")
START = CITY.policy_start


def test_it_has_all_at_a_plans_strength() -> None:
    plan = every_instrument(CITY, bounds=False)
    found = plan.at(START)
    assert set(found) == set(instruments_of(CITY))
    action, parks = (
        plan_in(CITY, "action_plan_2022").at(START),
        plan_in(CITY, "parks_led").at(START),
    )
    assert found == {**{k: parks[k] for k in found if k in parks}, **action}


def test_the_past_is_the_baselines() -> None:
    baseline = plan_in(CITY, "baseline")
    for bounds in (False, True):
        assert (
            every_instrument(CITY, bounds).first_difference(baseline, CITY.start, CITY.end) == START
        )


def test_bounds_have_no_limit_of_money(tmp_path: Path) -> None:
    main([str(tmp_path / "plan.yaml"), "--bounds"])
    for key, setting in plan_in(CITY, str(tmp_path / "plan.yaml")).at(START).items():
        of = INSTRUMENTS[key]
        assert setting.level in (of.low, of.high) and setting.level != of.neutral
        assert setting.budget == setting.cap == float("inf")
