"""A plan's settings without overlaps: what is in force when."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence

from policies.setting import Setting


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


def _in_force(settings: Sequence[Setting], quarter: int) -> Setting | None:
    found = None
    for setting in settings:
        if setting.start <= quarter and (setting.end is None or quarter <= setting.end):
            found = setting
    return found
