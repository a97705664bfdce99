"""A plan's own settings larger or smaller than they are written, by one factor."""

from __future__ import annotations

from pathlib import Path

from engine.document import read_yaml, validate
from policies.mixture import with_settings
from policies.plan import Plan, PlanFile, plan_file, read_plan, scaled


def scale_of(name_or_path: str, own: Path | None = None) -> float:
    """The factor that a plan's file says; 1 where it says none."""
    return validate(read_yaml(plan_file(name_or_path, own)), PlanFile).scale


def at_scale(name_or_path: str, scale: float, own: Path | None = None) -> Plan:
    """The plan as if its file said ``scale: <scale>``, whatever it says; what it extends stays.

    Budgets of its own settings are multiplied, and their levels' distance from neutral as far as
    the instruments' ranges go. Raises InputError, as ``read_plan`` does.
    """
    plan = read_plan(name_or_path, own)
    written = validate(read_yaml(plan_file(name_or_path, own)), PlanFile).settings
    inherited = plan.settings[: len(plan.settings) - len(written)]
    return with_settings(plan, (*inherited, *(scaled(s, scale) for s in written)))
