"""The numbers of one plan by name: a setting's level, budget and cap, and the plan's own scale.

``plans.action_plan_2022.rd_subsidy.budget`` holds in runs under that plan alone, in its own
settings of the instrument from the policy start on, or where it has none of its own in those that
it took over. Dates stay the plan's, and so does all that was before. ``plans.<key>.scale`` acts as
``scale`` in the plan's file does, before the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from engine.document import InputError, did_you_mean
from policies.instrument import Instrument
from policies.mixture import with_settings
from policies.plan import MOST_SCALE, Plan
from policies.registry import INSTRUMENTS
from policies.scaling import rescaled
from policies.schedule import effect, spans
from policies.setting import MOST_MONEY, Setting

PLANS = "plans."
SCALE = "scale"
PARTS: tuple[str, ...] = ("level", "budget", "cap")
MONEY_UNIT = {"budget": "million yuan/year", "cap": "million yuan/firm/year"}


@dataclass(frozen=True)
class PlanNumber:
    """A number of a plan: what the plan has, the range that is thought possible, the limits."""

    default: float
    """The plan's own from the policy start on, infinite where it has no limit."""
    low: float
    high: float
    """The plan's ``low`` and ``high`` where it has them, else the instrument's; half to twice a sum
    of money, nothing to twice a scale (assumed). Both the default where the plan has no limit."""
    least: float
    most: float
    unit: str


def name_of(plan: str, *parts: str) -> str:
    """``plans.<plan>.<parts>``."""
    return PLANS + ".".join((plan, *parts))


def plan_of(name: str) -> str:
    """The key of the plan that a number belongs to; empty where it belongs to none."""
    return name.removeprefix(PLANS).partition(".")[0] if name.startswith(PLANS) else ""


def capped(instrument: Instrument) -> bool:
    """Whether a cap a firm and year has an effect: the office asks it of claims that it rations."""
    return bool(instrument.payer) and not instrument.promised and not instrument.booked_by_steps


def from_start(plan: Plan, key: str, start: int) -> tuple[Setting, ...]:
    """The settings of an instrument that a plan's numbers stand for, in the order of time."""
    taken = (s.model_copy(update={"inherited": True}) for s in plan.base)
    whole = (*taken, *plan.settings[len(plan.base) :])
    mine = [
        s.model_copy(update={"start": max(s.start, start)})
        for s in spans(whole, lambda s: (effect(s), s.inherited))
        if s.instrument == key and (s.end is None or s.end >= start)
    ]
    own = [s for s in mine if not s.inherited]
    return tuple(own or mine)


def numbers_of(plan: Plan, start: int) -> dict[str, PlanNumber]:
    """All numbers of a plan by their full names."""
    found: dict[str, PlanNumber] = {}
    if plan.own:
        scale = PlanNumber(plan.scale, 0.0, 2.0 * max(plan.scale, 1.0), 0.0, MOST_SCALE, "times")
        found[name_of(plan.key, SCALE)] = scale
    for key, instrument in INSTRUMENTS.items():
        mine = from_start(plan, key, start)
        if not mine:
            continue
        found[name_of(plan.key, key, "level")] = _level(mine[0], instrument)
        if instrument.payer:
            found[name_of(plan.key, key, "budget")] = _money(mine[0].budget, "budget")
        if capped(instrument):
            found[name_of(plan.key, key, "cap")] = _money(mine[0].cap, "cap")
    return found


def _level(setting: Setting, instrument: Instrument) -> PlanNumber:
    low = instrument.low if setting.low is None else setting.low
    high = instrument.high if setting.high is None else setting.high
    return PlanNumber(setting.level, low, high, instrument.low, instrument.high, instrument.unit)


def _money(money: float | None, part: str) -> PlanNumber:
    unit = MONEY_UNIT[part]
    if money is None:
        return PlanNumber(float("inf"), float("inf"), float("inf"), 0.0, MOST_MONEY, unit)
    return PlanNumber(money, 0.5 * money, 2.0 * money, 0.0, MOST_MONEY, unit)


def with_numbers(plan: Plan, numbers: Mapping[str, float], start: int) -> Plan:
    """The plan with some of its numbers at other values, by their full names.

    Raises InputError for a number that the plan has not, or a value beyond its limits.
    """
    if not numbers:
        return plan
    known = numbers_of(plan, start)
    for name, value in numbers.items():
        if name not in known:
            expected = f"a number of the plan {plan.key}{did_you_mean(name, known)}"
            raise InputError("", 0, 0, name, expected, "an unknown name")
        least, most = known[name].least, known[name].most
        if not (isfinite(value) and least <= value <= most):
            expected = f"{least:g} to {most:g} ({known[name].unit})"
            raise InputError("", 0, 0, name, expected, f"{value:g}")
    scale = numbers.get(name_of(plan.key, SCALE))
    changed = plan if scale is None else rescaled(plan, scale)
    updates: dict[str, dict[str, float | None]] = {}
    for name, value in numbers.items():
        key, _, part = name.removeprefix(name_of(plan.key, "")).partition(".")
        if part:
            updates.setdefault(key, {})[part] = value
    extra = (
        s.model_copy(update={"low": None, "high": None, **update})
        for key, update in updates.items()
        for s in from_start(changed, key, start)
    )
    return with_settings(changed, (*changed.settings, *extra)) if updates else changed
