"""Where an instrument stands in a plan: its settings there, and its usual level."""

from __future__ import annotations

from policies.plan import Setting, read_plan
from policies.registry import INSTRUMENTS
from policies.schedule import spans

BASELINE, ACTION_PLAN = "baseline", "action_plan_2022"
"""The shipped plans of which an instrument's usual levels are told."""


def settings_of(key: str, plan: str) -> tuple[Setting, ...]:
    """Settings of an instrument in a plan, in the order of time, none overlapping another."""
    return tuple(s for s in spans(read_plan(plan).settings) if s.instrument == key)


def level_of(key: str, plan: str) -> float:
    """Level of an instrument when the last setting of a plan begins; neutral without one."""
    settings = read_plan(plan).settings
    now = read_plan(plan).at(max((s.start for s in settings), default=0)).get(key)
    return INSTRUMENTS[key].neutral if now is None else now.level
