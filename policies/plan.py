"""Plans: dated lists of settings, read from YAML and bound to quarters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

from pydantic import Field

from agents.city import Names, Strict
from engine.calendar import quarter_text
from engine.document import (
    Document,
    InputError,
    did_you_mean,
    parse_yaml,
    read_text,
    validate,
)
from policies.registry import INSTRUMENTS
from policies.schedule import digest, spans
from policies.setting import FIELDS, Setting

NO_POLICY = "no_policy"
"""The shipped plan that sets nothing, and so suits every city."""

MOST_SCALE = 100.0


class PlanFile(Strict):
    """A plan as written: what it extends, and its own settings."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$")]
    name: Names
    summary: Names
    extends: str | None = None
    scale: Annotated[float, Field(ge=0, le=MOST_SCALE)] = 1.0
    """Factor on the budgets of its own settings and on their levels' distance from neutral."""
    settings: tuple[Setting, ...] = ()


@dataclass(frozen=True)
class Dated:
    """A setting in force: level, yearly budget and yearly cap a firm, million yuan (inf: none)."""

    level: float
    budget: float
    cap: float
    segments: tuple[str, ...] | None = None
    uses: tuple[str, ...] | None = None
    parks: tuple[str, ...] | None = None
    kinds: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Plan:
    """A plan with all that it extends.

    ``settings`` stand in the order of force: where two settings of an instrument overlap in time,
    the later one, which is the extending plan's, holds.
    """

    key: str
    name: Names
    summary: Names
    settings: tuple[Setting, ...]
    digest: str
    own: tuple[Setting, ...] = ()
    """The last of ``settings`` as its file has them, before ``scale``; none without a file."""
    scale: float = 1.0
    document: Document | None = field(default=None, repr=False, compare=False)
    """The file that it was read from."""

    @property
    def base(self) -> tuple[Setting, ...]:
        """The settings that it took over from the plan that it extends."""
        return self.settings[: len(self.settings) - len(self.own)]

    def at(self, quarter: int) -> dict[str, Dated]:
        """Settings in force by instrument, in the order of keys."""
        found = {key: dated for key, dated, first, last in self._dated if first <= quarter <= last}
        return dict(sorted(found.items()))

    @cached_property
    def _dated(self) -> list[tuple[str, Dated, int, float]]:
        """Instrument, setting, first and last quarter, in the order of force."""
        return [
            (
                s.instrument,
                Dated(
                    s.level,
                    float("inf") if s.budget is None else s.budget,
                    float("inf") if s.cap is None else s.cap,
                    *(getattr(s, name) for name in FIELDS),
                ),
                s.start,
                float("inf") if s.end is None else s.end,
            )
            for s in self.settings
        ]

    def with_levels(self, levels: Mapping[str, float], start: int) -> Plan:
        """The plan with some instruments at another level from ``start`` on, to the end.

        Budget, cap and whom they serve stay what the plan has for them at ``start``, or else when
        it next has a setting of them; without one there is no limit. Raises InputError for an
        unknown instrument or a level out of its range.
        """
        if not levels:
            return self
        now = self.at(start)
        extra = []
        for key, level in levels.items():
            check_level(key, level)
            known = now.get(key) or self._next(key, start)
            extra.append(
                Setting.model_construct(
                    instrument=key,
                    start=start,
                    end=None,
                    level=level,
                    budget=None if known.budget == float("inf") else known.budget,
                    cap=None if known.cap == float("inf") else known.cap,
                    **{name: getattr(known, name) for name in FIELDS},
                    label="assumed",
                    source="set by the user",
                )
            )
        settings = (*self.settings, *extra)
        return Plan(self.key, self.name, self.summary, settings, digest(settings))

    def _next(self, key: str, start: int) -> Dated:
        """The first setting of an instrument after a quarter, or one without limits."""
        later = (s.start for s in spans(self.settings) if s.instrument == key and s.start > start)
        first = next(later, None)
        return Dated(0.0, float("inf"), float("inf")) if first is None else self.at(first)[key]

    def after(self, before: Plan, start: int) -> Plan:
        """The plan from ``start`` on, and until then what ``before`` has in force.

        Settings of ``before`` that reach beyond end with the quarter before ``start``; those of
        this plan begin with it at the earliest.
        """
        past = [_between(s, None, start - 1) for s in before.settings]
        base = [_between(s, start, None) for s in self.base]
        full = self.settings[len(self.base) :]
        mine = [
            (_between(s, start, None), _between(own, start, None))
            for s, own in zip(full, self.own or full, strict=True)
        ]
        settings = (
            *(s for s in (*past, *base) if s is not None),
            *(s for s, _ in mine if s is not None),
        )
        own = tuple(s for _, s in mine if s is not None) if self.own else ()
        return replace(self, settings=settings, digest=digest(settings), own=own)

    def first_difference(self, other: Plan, start: int, end: int) -> int:
        """First quarter in which the two plans differ; ``end + 1`` where they never do."""
        for quarter in range(start, end + 1):
            if self.at(quarter) != other.at(quarter):
                return quarter
        return end + 1


def _between(setting: Setting, first: int | None, last: int | None) -> Setting | None:
    """The part of a setting between two quarters; None where there is none."""
    start = setting.start if first is None else max(first, setting.start)
    ends = [end for end in (setting.end, last) if end is not None]
    end = min(ends, default=None)
    if end is not None and end < start:
        return None
    return setting.model_copy(update={"start": start, "end": end})


def check_level(key: str, level: float, document: Document | None = None, row: int = 0) -> None:
    """Raise InputError unless ``key`` is an instrument and ``level`` lies in its range."""
    instrument = INSTRUMENTS.get(key)
    if instrument is None:
        expected = f"an instrument ({', '.join(INSTRUMENTS)}){did_you_mean(key, INSTRUMENTS)}"
        if document is not None:
            raise document.error(("settings", row, "instrument"), expected, repr(key))
        raise InputError("", 0, 0, f"instruments.{key}", expected, "an unknown name")
    if not instrument.low <= level <= instrument.high:
        expected = f"{instrument.low:g} to {instrument.high:g} ({instrument.unit})"
        if document is not None:
            raise document.error(("settings", row, "level"), expected, f"{level:g}")
        raise InputError("", 0, 0, f"instruments.{key}", expected, f"{level:g}")


def _check_words(setting: Setting, document: Document, row: int) -> None:
    """Raise InputError where a setting contradicts itself, or a number has no source."""
    instrument = INSTRUMENTS[setting.instrument]
    for name in ("low", "high"):
        end = getattr(setting, name)
        if end is not None and not instrument.low <= end <= instrument.high:
            expected = f"{instrument.low:g} to {instrument.high:g} ({instrument.unit})"
            raise document.error(("settings", row, name), expected, f"{end:g}")
    low = instrument.low if setting.low is None else setting.low
    high = instrument.high if setting.high is None else setting.high
    if low > high:
        raise document.error(("settings", row, "low"), f"at most high, {high:g}", f"{low:g}")
    if not low <= setting.level <= high:
        expected = f"{low:g} to {high:g}, from low to high"
        raise document.error(("settings", row, "level"), expected, f"{setting.level:g}")
    if setting.label != "assumed" and not setting.source.strip():
        expected = f"where a number that is {setting.label} comes from"
        raise document.error(("settings", row, "source"), expected, "nothing")


def fault(setting: Setting, loc: tuple[str | int, ...], expected: str, found: str) -> InputError:
    """The fault of a part of a setting, with its place in the file that it was read from."""
    if setting._origin is None:
        return InputError("", 0, 0, ".".join(map(str, loc)), expected, found)
    document, row = setting._origin
    return document.error(("settings", row, *loc), expected, found)


def scaled(setting: Setting, scale: float) -> Setting:
    """A setting with its budget times ``scale``, its level as much farther from neutral, in range.

    The range of an assumed level moves along; the cap of a firm stays.
    """
    if scale == 1.0:
        return setting
    i = INSTRUMENTS[setting.instrument]

    def farther(level: float | None) -> float | None:
        if level is None:
            return None
        return min(max(i.neutral + scale * (level - i.neutral), i.low), i.high)

    budget = None if setting.budget is None else scale * setting.budget
    new = {name: farther(getattr(setting, name)) for name in ("level", "low", "high")}
    return setting.model_copy(update={**new, "budget": budget})


@lru_cache(maxsize=8)
def known_plans(own: Path | None = None) -> tuple[str, ...]:
    """Names of the plans that come with the package.

    ``own`` is a city's folder of plans: then these, and the shipped one that names nothing.
    """
    folder = files("policies").joinpath("plans") if own is None else own
    names = {e.name.removesuffix(".yaml") for e in folder.iterdir() if e.name.endswith(".yaml")}
    return tuple(sorted({*names, NO_POLICY}))


def plan_file(
    name_or_path: str, own: Path | None = None, folder: Path | None = None
) -> Traversable:
    """A known plan's file by its name, or a file; a relative path counts from ``folder``.

    Raises InputError where there is neither.
    """
    known = known_plans(own)
    if name_or_path in known:
        name = f"{name_or_path}.yaml"
        if own is not None and own.joinpath(name).is_file():
            return own.joinpath(name)
        return files("policies").joinpath("plans", name)
    path = (folder or Path()) / name_or_path
    if path.suffix in (".yaml", ".yml") and path.is_file():
        return path
    expected = f"a plan ({', '.join(known)}) or the path of a plan's YAML file"
    expected += did_you_mean(name_or_path, known)
    raise InputError("", 0, 0, "plan", expected, repr(name_or_path))


def read_plan(name_or_path: str, own: Path | None = None) -> Plan:
    """Read a plan and what it extends. Raises InputError with file, line and column.

    ``own`` is the folder of plans of the city that it is for, if there is one: its plans are known
    by their names. Known plans are read once in a process; files of one's own at every call.
    """
    if name_or_path in known_plans(own):
        return _known(name_or_path, own)
    return _read(plan_file(name_or_path, own), own, ())


@lru_cache(maxsize=64)
def _known(name: str, own: Path | None) -> Plan:
    return _read(plan_file(name, own), own, ())


def _read(source: Traversable, own: Path | None, above: tuple[str, ...]) -> Plan:
    document, plan = _parsed(*read_text(source))
    seen: dict[str, list[tuple[int, int | None]]] = {}
    for row, setting in enumerate(plan.settings):
        setting._origin = document, row
        check_level(setting.instrument, setting.level, document, row)
        _check_words(setting, document, row)
        if setting.end is not None and setting.end < setting.start:
            expected = f"a quarter from {quarter_text(setting.start)} on"
            raise document.error(("settings", row, "to"), expected, quarter_text(setting.end))
        for start, end in seen.setdefault(setting.instrument, []):
            last = setting.end if setting.end is not None else start
            if (end is None or setting.start <= end) and last >= start:
                expected = "spans of one instrument that do not overlap"
                raise document.error(
                    ("settings", row, "from"), expected, quarter_text(setting.start)
                )
        seen[setting.instrument].append((setting.start, setting.end))
    base: tuple[Setting, ...] = ()
    if plan.extends is not None:
        above = (*above, _place(source))
        try:
            beside = source.parent if isinstance(source, Path) else None
            under = plan_file(plan.extends, own, beside)
        except InputError as error:
            raise document.error(("extends",), error.expected, error.found) from None
        if _place(under) in above:
            raise document.error(("extends",), "a plan that does not extend this one", plan.extends)
        lower = _read(under, own, above)
        base = lower.settings
    base = (*base, *(setting for setting in plan.settings if setting.inherited))
    mine = tuple(setting for setting in plan.settings if not setting.inherited)
    settings = (*base, *(scaled(setting, plan.scale) for setting in mine))
    return Plan(
        plan.key, plan.name, plan.summary, settings, digest(settings), mine, plan.scale, document
    )


@lru_cache(maxsize=64)
def _parsed(file: str, text: str) -> tuple[Document, PlanFile]:
    """A plan's file by its text: a sweep reads the same plan for every run."""
    document = parse_yaml(file, text)
    return document, validate(document, PlanFile)


def _place(source: Traversable) -> str:
    return str(source.resolve()) if isinstance(source, Path) else str(source)
