"""A plan's own settings larger or smaller than they are written, by one factor."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from policies.plan import Plan, read_plan, scaled
from policies.schedule import digest


def scale_of(name_or_path: str, own: Path | None = None) -> float:
    """The factor that a plan's file says; 1 where it says none."""
    return read_plan(name_or_path, own).scale


def at_scale(name_or_path: str, scale: float, own: Path | None = None) -> Plan:
    """The plan of a file ``rescaled``. Raises InputError, as ``read_plan`` does."""
    return rescaled(read_plan(name_or_path, own), scale)


def rescaled(plan: Plan, scale: float) -> Plan:
    """The plan as if its file said ``scale: <scale>``, whatever it says; what it extends stays.

    Budgets of its own settings are multiplied, and their levels' distance from neutral as far as
    the instruments' ranges go.
    """
    settings = (*plan.base, *(scaled(s, scale) for s in plan.own))
    return replace(plan, settings=settings, scale=scale, digest=digest(settings))
