"""A plan's settings without overlaps: what is in force when, and the plan as a file of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from ruamel.yaml import YAML

from engine.calendar import quarter_text

if TYPE_CHECKING:
    from policies.plan import Plan, Setting


def effect(setting: Setting) -> tuple[object, ...]:
    """What of a setting acts: its level, money and segments, not its words or dates."""
    narrowed = (setting.segments, setting.uses, setting.parks, setting.kinds)
    return (setting.level, setting.budget, setting.cap, *narrowed)


def spans(
    settings: Sequence[Setting], same: Callable[[Setting], object] = effect
) -> tuple[Setting, ...]:
    """The settings in force, in the order of instruments and time, none overlapping another.

    Where two settings of an instrument overlap the later one in the list holds; neighbours that
    are the ``same`` become one.
    """
    found: list[Setting] = []
    for key in sorted({setting.instrument for setting in settings}):
        mine = [setting for setting in settings if setting.instrument == key]
        cuts = sorted({s.start for s in mine} | {s.end + 1 for s in mine if s.end is not None})
        last: Setting | None = None
        for place, start in enumerate(cuts):
            end = cuts[place + 1] - 1 if place + 1 < len(cuts) else None
            now = _in_force(mine, start)
            if now is None:
                last = None
                continue
            if last is not None and same(last) == same(now):
                found.pop()
                start = last.start
            last = now.model_copy(update={"start": start, "end": end})
            found.append(last)
    return tuple(found)


def digest(settings: Sequence[Setting]) -> str:
    """SHA-256 of what is in force when: two plans that do the same have the same."""
    data = [(s.instrument, s.start, s.end, *effect(s)) for s in spans(settings)]
    return hashlib.sha256(json.dumps(data).encode()).hexdigest()


def plan_text(plan: Plan) -> str:
    """The plan as a YAML file that extends no other.

    What it took over is marked, so that ``scale`` goes on to mean its own settings.
    """
    written: Sequence[Setting] = plan.settings
    if plan.own:
        base = (s.model_copy(update={"inherited": True}) for s in plan.base)
        written = (*base, *plan.own)
    settings = []
    for s in spans(written, lambda s: (effect(s), s.inherited)):
        data = s.model_dump(mode="json", by_alias=True, exclude_none=True)
        data["from"] = quarter_text(s.start)
        if s.end is not None:
            data["to"] = quarter_text(s.end)
        settings.append(
            {name: value for name, value in data.items() if value != "" and value is not False}
        )
    whole = {
        "key": plan.key,
        "name": plan.name.model_dump(),
        "summary": plan.summary.model_dump(),
        **({"scale": plan.scale} if plan.own and plan.scale != 1.0 else {}),
        "settings": settings,
    }
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 100
    buffer = StringIO()
    yaml.dump(whole, buffer)
    return buffer.getvalue()


def _in_force(settings: Sequence[Setting], quarter: int) -> Setting | None:
    found = None
    for setting in settings:
        if setting.start <= quarter and (setting.end is None or quarter <= setting.end):
            found = setting
    return found
