"""What is in force when, whatever overlaps it is written with."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.plan import Plan, known_plans, read_plan
from policies.plan_text import plan_text
from policies.schedule import digest, spans
from policies.setting import Setting


def setting(start: int, length: int | None, level: float) -> Setting:
    return Setting.model_construct(
        instrument="rd_subsidy",
        start=start,
        end=None if length is None else start + length,
        level=level,
        budget=None,
        cap=None,
        segments=None,
        low=None,
        high=None,
        label="assumed",
        source="a test",
        sentence="",
    )


SETTINGS = st.lists(
    st.builds(
        setting,
        st.integers(8072, 8100),
        st.none() | st.integers(0, 12),
        st.sampled_from([0.1, 0.2, 0.3]),
    ),
    max_size=6,
)


def plan_of(settings: list[Setting]) -> Plan:
    base = read_plan("no_policy")
    return Plan("test", base.name, base.summary, tuple(settings), digest(settings))


@given(SETTINGS)
def test_spans_say_the_same_without_overlaps(settings: list[Setting]) -> None:
    """In every quarter the same is in force, and no two spans of an instrument meet a quarter."""
    flat = list(spans(settings))
    before, after = plan_of(settings), plan_of(flat)
    for quarter in range(8068, 8120):
        assert before.at(quarter) == after.at(quarter)
        in_force = [s for s in flat if s.start <= quarter and (s.end is None or quarter <= s.end)]
        assert len(in_force) <= 1
    assert before.digest == after.digest
    assert list(spans(flat)) == flat


@pytest.mark.parametrize("name", known_plans())
def test_a_plan_written_out_is_the_same_plan(name: str, tmp_path: Path) -> None:
    """Its own file extends nothing and has the same digest."""
    plan = read_plan(name)
    path = tmp_path / f"{name}.yaml"
    path.write_text(plan_text(plan), encoding="utf-8")
    assert "extends" not in plan_text(plan)
    again = read_plan(str(path))
    assert again.digest == plan.digest
    assert (again.key, again.name) == (plan.key, plan.name)
