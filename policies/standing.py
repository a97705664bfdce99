"""Where an instrument stands in a plan: its settings there, and its usual level."""

from __future__ import annotations

from policies.plan import Plan
from policies.registry import INSTRUMENTS
from policies.schedule import spans
from policies.setting import Setting


def settings_of(key: str, plan: Plan) -> tuple[Setting, ...]:
    """Settings of an instrument in a plan, in the order of time, none overlapping another."""
    return tuple(s for s in spans(plan.settings) if s.instrument == key)


def level_of(key: str, plan: Plan) -> float:
    """Level of an instrument when the last setting of a plan begins; neutral without one."""
    now = plan.at(max((s.start for s in plan.settings), default=0)).get(key)
    return INSTRUMENTS[key].neutral if now is None else now.level
