"""A plan's own settings larger or smaller than they are written, by one factor."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from engine.document import read_yaml, validate
from policies.mixture import with_settings
from policies.plan import Plan, PlanFile, known_plans, read_plan, scaled


def at_scale(name_or_path: str, scale: float) -> Plan:
    """The plan as if its file said ``scale: <scale>``, whatever it says; what it extends stays.

    Budgets of its own settings are multiplied, and their levels' distance from neutral as far as
    the instruments' ranges go. Raises InputError, as ``read_plan`` does.
    """
    plan = read_plan(name_or_path)
    shipped = name_or_path in known_plans()
    source = files("policies").joinpath("plans", f"{name_or_path}.yaml") if shipped else None
    own = validate(read_yaml(source or Path(name_or_path)), PlanFile).settings
    inherited = plan.settings[: len(plan.settings) - len(own)]
    return with_settings(plan, (*inherited, *(scaled(s, scale) for s in own)))
