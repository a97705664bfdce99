"""Plans: dated lists of settings, read from YAML and bound to quarters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.calendar import quarter_text
from engine.document import Document, InputError, QuarterIndex, did_you_mean, read_yaml, validate
from policies.registry import INSTRUMENTS
from policies.schedule import digest


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Names(_Strict):
    """A name in both languages of the screen."""

    zh: str
    en: str


class Setting(_Strict):
    """An instrument at a level for a span of quarters."""

    instrument: str
    start: QuarterIndex = Field(alias="from")
    end: QuarterIndex | None = Field(default=None, alias="to")
    level: float
    budget: Annotated[float, Field(ge=0)] | None = None
    """Million yuan a year; none = no limit."""
    cap: Annotated[float, Field(ge=0)] | None = None
    """Most that one firm gets in a year, million yuan; none = no limit."""
    segments: tuple[str, ...] | None = None
    """Segments that it serves; none = those that the instrument serves by itself."""
    low: float | None = None
    high: float | None = None
    """Range of an assumed level."""
    label: Literal["read", "derived", "assumed"]
    source: str
    sentence: str = ""
    """What the published plan says, where it says it."""


class PlanFile(_Strict):
    """A plan as written: what it extends, and its own settings."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$")]
    name: Names
    summary: Names
    extends: str | None = None
    settings: tuple[Setting, ...] = ()


@dataclass(frozen=True)
class Dated:
    """A setting in force: level, yearly budget and yearly cap a firm, million yuan (inf: none)."""

    level: float
    budget: float
    cap: float
    segments: tuple[str, ...] | None = None


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

    def at(self, quarter: int) -> dict[str, Dated]:
        """Settings in force by instrument, in the order of keys."""
        found: dict[str, Dated] = {}
        for s in self.settings:
            if s.start <= quarter and (s.end is None or quarter <= s.end):
                found[s.instrument] = Dated(
                    s.level,
                    float("inf") if s.budget is None else s.budget,
                    float("inf") if s.cap is None else s.cap,
                    s.segments,
                )
        return dict(sorted(found.items()))

    def with_levels(self, levels: Mapping[str, float], start: int) -> Plan:
        """The plan with some instruments at another level from ``start`` on.

        Budget and cap stay what the plan has for them at ``start``. Raises InputError for an
        unknown instrument or a level out of its range.
        """
        if not levels:
            return self
        now = self.at(start)
        extra = []
        for key, level in levels.items():
            check_level(key, level)
            known = now.get(key, Dated(level, float("inf"), float("inf")))
            extra.append(
                Setting.model_construct(
                    instrument=key,
                    start=start,
                    end=None,
                    level=level,
                    budget=None if known.budget == float("inf") else known.budget,
                    cap=None if known.cap == float("inf") else known.cap,
                    segments=known.segments,
                    label="assumed",
                    source="set by the user",
                )
            )
        settings = (*self.settings, *extra)
        return Plan(self.key, self.name, self.summary, settings, digest(settings))

    def first_difference(self, other: Plan, start: int, end: int) -> int:
        """First quarter in which the two plans differ; ``end + 1`` where they never do."""
        for quarter in range(start, end + 1):
            if self.at(quarter) != other.at(quarter):
                return quarter
        return end + 1


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


def known_plans() -> tuple[str, ...]:
    """Names of the plans that come with the package."""
    folder = files("policies").joinpath("plans")
    return tuple(
        sorted(e.name.removesuffix(".yaml") for e in folder.iterdir() if e.name.endswith(".yaml"))
    )


def _find(name_or_path: str, folder: Path | None = None) -> Traversable:
    """A shipped plan by its name, or a file; a relative path counts from ``folder``."""
    known = known_plans()
    if name_or_path in known:
        return files("policies").joinpath("plans", f"{name_or_path}.yaml")
    path = (folder or Path()) / name_or_path
    if path.suffix in (".yaml", ".yml") and path.is_file():
        return path
    expected = f"a plan ({', '.join(known)}) or the path of a plan's YAML file"
    expected += did_you_mean(name_or_path, known)
    raise InputError("", 0, 0, "plan", expected, repr(name_or_path))


def read_plan(name_or_path: str) -> Plan:
    """Read a plan and what it extends. Raises InputError with file, line and column.

    Shipped plans are read once in a process; files of one's own at every call.
    """
    if name_or_path in known_plans():
        return _shipped(name_or_path)
    return _read(_find(name_or_path), ())


@lru_cache(maxsize=32)
def _shipped(name: str) -> Plan:
    return _read(_find(name), ())


def _read(source: Traversable, above: tuple[str, ...]) -> Plan:
    document = read_yaml(source)
    plan = validate(document, PlanFile)
    seen: dict[str, list[tuple[int, int | None]]] = {}
    for row, setting in enumerate(plan.settings):
        check_level(setting.instrument, setting.level, document, row)
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
            under = _find(plan.extends, source.parent if isinstance(source, Path) else None)
        except InputError as error:
            raise document.error(("extends",), error.expected, error.found) from None
        if _place(under) in above:
            raise document.error(("extends",), "a plan that does not extend this one", plan.extends)
        lower = _read(under, above)
        base = lower.settings
    settings = (*base, *plan.settings)
    return Plan(plan.key, plan.name, plan.summary, settings, digest(settings))


def _place(source: Traversable) -> str:
    return str(source.resolve()) if isinstance(source, Path) else str(source)
