"""What each plan gets from what an experiment sets: level, budget, cap, scale and dates."""

from collections.abc import Iterator

from abm.settings import INSTRUMENT, known_factors, sort_out
from engine.calendar import quarter_text
from experiments.reports.report import Table
from experiments.studies.factors import Factor
from experiments.studies.resolve import Ready
from policies.numbers import PARTS, PLANS, SCALE, capped, from_start, plan_of
from policies.plan import Plan
from policies.registry import INSTRUMENTS
from policies.setting import Setting

CANCELS = (
    "instruments.x 在各方案中力度相同，在方案差异中相互抵消 is the same level in every plan and "
    "cancels from their differences; plans.<plan>.x.level is one plan's own"
)

SHOWN = 40
"""Rows that the table shows."""


def plans_get(ready: Ready) -> Table | None:
    """A row for each number of policy that the experiment sets, a column for each plan; None where
    it sets none: what else it sets is the same in every plan.
    """
    found = list(_rows(ready))
    if not found:
        return None
    known = known_factors(ready.job.city, ready.plans)
    rows = [
        [name, known[name].unit, *(_cell(ready, plan, name, value) for plan in ready.plans)]
        for name, value in found[:SHOWN]
    ]
    if len(found) > SHOWN:
        rows.append([f"and {len(found) - SHOWN} more"])
    return Table(
        title="各方案所得 What each plan gets",
        caption=CANCELS if any(name.startswith(INSTRUMENT) for name, _ in found) else "",
        heads=["数值 number", "单位 unit", *(plan.key for plan in ready.plans)],
        align="l",
        rows=rows,
        lines=True,
    )


def range_text(factor: Factor) -> str:
    """The values of a factor in short: listed ones, or from the lowest to the highest."""
    values = factor.values
    if values is not None:
        shown = ", ".join(f"{value:g}" for value in values[:6])
        return shown + (f", … ({len(values)} values)" if len(values) > 6 else "")
    low, high = factor.ends
    return f"{low:g} … {high:g}{' (log)' if factor.log_uniform is not None else ''}"


def _rows(ready: Ready) -> Iterator[tuple[str, str]]:
    for name, value in ready.experiment.constants.items():
        if name.startswith((INSTRUMENT, PLANS)):
            yield name, f"{value:g}"
    for factor in ready.space.factors:
        if str(factor.name).startswith((INSTRUMENT, PLANS)):
            yield str(factor.name), range_text(factor)


def _cell(ready: Ready, plan: Plan, name: str, value: str) -> str:
    start = ready.city.policy_start
    if plan_of(name) not in ("", plan.key):
        return "–"
    if name.endswith(f".{SCALE}"):
        return f"scale {value}\n(its file: {plan.scale:g})"
    own = sort_out(ready.experiment.constants, ready.city).applied(plan, start)
    key, part = _parts(name)
    if (
        name.startswith(INSTRUMENT)
        and key not in sort_out(ready.experiment.constants, ready.city).instruments
    ):
        own = own.with_levels({key: INSTRUMENTS[key].high}, start)
    found = (s for s in from_start(own, key, start) if s.start <= ready.city.end)
    return "\n".join(_setting(s, part, value) for s in found) or "–"


def _parts(name: str) -> tuple[str, str]:
    """(instrument, level | budget | cap) of a name."""
    if name.startswith(INSTRUMENT):
        return name.removeprefix(INSTRUMENT), "level"
    key, part = name.split(".")[-2:]
    return key, part


def _setting(setting: Setting, part: str, value: str) -> str:
    instrument = INSTRUMENTS[setting.instrument]
    texts = []
    for name in PARTS:
        number = getattr(setting, name)
        if name == part:
            texts.append(f"{name} {value}")
        elif name == "level" or (number is not None):
            texts.append(f"{name} {number:g}")
        elif instrument.payer and (name == "budget" or capped(instrument)):
            texts.append(f"no {name}")
    end = "" if setting.end is None else quarter_text(setting.end)
    return "\n".join((f"{quarter_text(setting.start)}–{end}", *texts))
