"""What of a plan has no effect in a city, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agents.city import City
from engine.calendar import quarter_text
from engine.document import Remark
from policies.numbers import capped
from policies.plan import Plan
from policies.registry import INSTRUMENTS
from policies.scope import bind, key_of
from policies.setting import FIELDS, Setting


def remarks(plan: Plan, city: City) -> tuple[Remark, ...]:
    """Remarks on a plan and what it extends, in the order of force. Raises InputError as ``bind``.

    A setting at neutral or without money has an effect where it ends what an earlier one does.
    """
    scopes = bind(plan, city)
    found = list(_of_scale(plan))
    for place, setting in enumerate(plan.settings):
        if setting.inherited or (plan.scale == 0.0 and place >= len(plan.base)):
            continue  # said of the plan that it is from, or once, of the scale
        scope = scopes[key_of(setting.instrument, setting)]
        ends = any(_overlap(setting, other) for other in plan.settings[:place])
        for name, text in _of_setting(setting, city, ends):
            found.append(_remark(setting, name, text))
        if setting.uses and not scope.uses.any() and scope.segments.any():
            text = "no effect: no use of these belongs to the segments served"
            found.append(_remark(setting, "uses", text))
        elif not scope.segments.any() and setting.segments is None and setting.uses is None:
            text = f"no effect in {city.key}: it has no segment that this instrument serves"
            found.append(_remark(setting, "instrument", text))
    return tuple(_grouped(found))


def _grouped(found: Sequence[Remark]) -> Iterator[Remark]:
    """The first remark of each text in a file, with the number of the others."""
    alike: dict[tuple[str, str], list[Remark]] = {}
    for remark in found:
        alike.setdefault((remark.file, remark.text), []).append(remark)
    for first, *more in alike.values():
        yield replace(first, text=f"{first.text} (and {len(more)} more)") if more else first


def _of_scale(plan: Plan) -> Iterator[Remark]:
    if plan.document is None or plan.scale == 1.0:
        return
    if not plan.own:
        yield plan.document.remark(("scale",), "no effect: the plan has no settings of its own")
        return
    if plan.scale == 0.0:
        yield plan.document.remark(("scale",), "its settings have no effect: 0 of each is left")
        return
    for written, setting in zip(plan.own, plan.settings[len(plan.base) :], strict=True):
        i = INSTRUMENTS[setting.instrument]
        asked = i.neutral + plan.scale * (written.level - i.neutral)
        if abs(asked - setting.level) > 1e-12 * max(1.0, abs(asked)):
            text = f"asks {i.key} for {asked:g}; it is held at {setting.level:g}, its limit"
            yield plan.document.remark(("scale",), text)


def _of_setting(setting: Setting, city: City, ends: bool) -> Iterator[tuple[str, str]]:
    """(field, text) of what one setting says in vain; ``ends``: it takes another's place."""
    i = INSTRUMENTS[setting.instrument]
    for name in FIELDS:
        if getattr(setting, name) == ():
            yield name, "no effect: it serves nobody (leave it out to serve all)"
    if setting.start > city.end:
        yield "start", f"no effect in {city.key}: its data end in {quarter_text(city.end)}"
    if setting.end is not None and setting.end < city.start:
        yield "end", f"no effect in {city.key}: its data begin in {quarter_text(city.start)}"
    if setting.level == i.neutral and not ends:
        yield "level", f"no effect: at {i.neutral:g} the instrument does nothing"
    if setting.budget == 0.0 and not ends:
        yield "budget", "no effect: without money nothing is done (leave it out for no limit)"
    elif setting.budget and not i.payer:
        yield "budget", f"no effect: {i.key} costs no money"
    if setting.cap is not None and not capped(i):
        yield "cap", f"no effect: {i.key} pays no firm out of a budget that is rationed"
    elif setting.cap == 0.0:
        yield "cap", "it pays nobody: no firm may get anything (leave it out for no limit)"


def _overlap(one: Setting, other: Setting) -> bool:
    """Whether two settings of one instrument hold in one quarter."""
    if one.instrument != other.instrument:
        return False
    return (one.end is None or other.start <= one.end) and (
        other.end is None or one.start <= other.end
    )


_WRITTEN = {"start": "from", "end": "to"}


def _remark(setting: Setting, name: str, text: str) -> Remark:
    written = _WRITTEN.get(name, name)
    if setting._origin is None:
        return Remark("", 0, 0, f"{setting.instrument}.{written}", text)
    document, row = setting._origin
    return document.remark(("settings", row, written), text)
