"""Plans made of others: some instruments of one and the rest of another."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from policies.plan import Plan
from policies.schedule import digest
from policies.setting import Setting


def differing(plan: Plan, reference: Plan, start: int, end: int) -> tuple[str, ...]:
    """Instruments whose settings differ in some quarter from ``start`` to ``end``, by key."""
    found: set[str] = set()
    for quarter in range(start, end + 1):
        mine, theirs = plan.at(quarter), reference.at(quarter)
        found |= {key for key in mine.keys() | theirs.keys() if mine.get(key) != theirs.get(key)}
    return tuple(sorted(found))


def mixture(plan: Plan, reference: Plan, keys: Collection[str]) -> Plan:
    """``reference`` with the settings of ``plan`` for the instruments of ``keys``."""
    kept = tuple(s for s in reference.settings if s.instrument not in keys)
    taken = tuple(s for s in plan.settings if s.instrument in keys)
    return with_settings(plan, (*kept, *taken))


def with_settings(plan: Plan, settings: Sequence[Setting]) -> Plan:
    """The plan by name, with other settings."""
    return Plan(plan.key, plan.name, plan.summary, tuple(settings), digest(settings))
