"""A run's own values by dotted name: parameters, instruments, events, numbers of plans.

``instruments.x`` is the instrument's level in every plan, from the policy start to the end of the
run; budget and cap are what a plan has for it at the policy start, and none where it has no setting
of it. ``plans.<key>.x.level``, ``.budget`` and ``.cap`` and ``plans.<key>.scale`` are one plan's
own (``policies.numbers``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from abm.city.city import city_cached
from abm.cut import cut_of
from abm.parameters import defaults, there
from abm.worlds import DEFAULT_WORLD
from agents.city import City
from engine.document import InputError, did_you_mean
from policies.numbers import PLANS, numbers_of, plan_of, with_numbers
from policies.plan import Plan, check_level
from policies.registry import instruments_of

INSTRUMENT, EVENT = "instruments.", "events."


@dataclass(frozen=True)
class Settings:
    """Overrides by where they act."""

    parameters: dict[str, float] = field(default_factory=dict)
    instruments: dict[str, float] = field(default_factory=dict)
    events: dict[str, float] = field(default_factory=dict)
    plans: dict[str, float] = field(default_factory=dict)
    """Numbers of plans by their full names, of whichever plan."""

    def applied(self, plan: Plan, start: int) -> Plan:
        """The plan with its own numbers, then the levels that hold in every plan from ``start``.

        Raises InputError for a number that the plan has not, or one beyond its limits.
        """
        mine = {name: x for name, x in self.plans.items() if plan_of(name) == plan.key}
        return with_numbers(plan, mine, start).with_levels(self.instruments, start)

    def check_plans(self, keys: Collection[str]) -> None:
        """Raise InputError for a number of a plan that is not among ``keys``."""
        for name in self.plans:
            if plan_of(name) not in keys:
                close = did_you_mean(plan_of(name), keys)
                expected = f"a number of one of the plans {', '.join(sorted(keys))}{close}"
                raise InputError("", 0, 0, name, expected, "an unknown plan")


@dataclass(frozen=True)
class Factor:
    """A value that an experiment may vary: range, the city's own value, and unit."""

    low: float
    high: float
    default: float
    unit: str
    limits: tuple[float, float] | None = None
    """Where a value may lie beyond the range that a prior stands for; None: nowhere."""

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest value that it may have."""
        return (self.low, self.high) if self.limits is None else self.limits


def for_plan(values: Sequence[tuple[str, float]], key: str) -> tuple[tuple[str, float], ...]:
    """The values that mean something in a run under the plan of this key."""
    return tuple((name, x) for name, x in values if plan_of(name) in ("", key))


def known_factors(city_name: str, plans: Sequence[Plan] = ()) -> dict[str, Factor]:
    """Every dotted name that a run may set, with its range; the numbers of ``plans`` among them.

    An instrument's default is its neutral level: what is in force is the plan's business. An
    event's is 1, or 0 where it was not known at the cut of the usual world: set, it happens there
    too. What is for vehicles alone is left out in a city without them.
    """
    entries, _ = defaults(city_name)
    city = city_cached(city_name)
    found = {
        name: Factor(e.low, e.high, e.value, e.unit)
        for name, e in entries.items()
        if there(city, name)
    }
    for key, instrument in instruments_of(city).items():
        found[INSTRUMENT + key] = Factor(
            instrument.low, instrument.high, instrument.neutral, instrument.unit
        )
    cut = cut_of(city, DEFAULT_WORLD)
    for key, known in zip(city.events.keys, city.events.known, strict=True):
        found[EVENT + key] = Factor(0.0, 2.0, float(known < cut), "strength")
    for plan in plans:
        for name, n in numbers_of(plan, city.policy_start).items():
            found[name] = Factor(n.low, n.high, n.default, n.unit, (n.least, n.most))
    return found


def sort_out(values: Mapping[str, float], city: City) -> Settings:
    """Overrides sorted by where they act. Raises InputError for an unknown name."""
    found = Settings()
    for name, value in values.items():
        if name.startswith(PLANS):
            found.plans[name] = value
        elif name.startswith(INSTRUMENT):
            key = name.removeprefix(INSTRUMENT)
            check_level(key, value)
            found.instruments[key] = value
        elif name.startswith(EVENT):
            key = name.removeprefix(EVENT)
            if key not in city.events.index:
                expected = f"an event of the city{did_you_mean(key, city.events.keys)}"
                raise InputError("", 0, 0, name, expected, "an unknown name")
            if not 0.0 <= value <= 2.0:
                raise InputError("", 0, 0, name, "a strength of 0 to 2", f"{value:g}")
            found.events[key] = value
        else:
            found.parameters[name] = value
    return found


def pairs(text: str) -> tuple[tuple[str, float], ...]:
    """``"a.b=1; c.d=2"`` as names and values. Raises InputError."""
    values: dict[str, float] = {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        name, equals, number = part.partition("=")
        name = name.strip()
        if not equals:
            raise InputError("", 0, 0, name, "name=value", repr(part))
        try:
            values[name] = float(number)
        except ValueError:
            raise InputError("", 0, 0, name, "a number", repr(number.strip())) from None
    return tuple(values.items())


def parse(text: str, city: City) -> Settings:
    """The values of a text by what they are of. Raises InputError."""
    return sort_out(dict(pairs(text)), city)


def as_text(overrides: Mapping[str, float]) -> str:
    """The inverse of ``pairs``, in the order given; numbers to the last bit."""
    return "; ".join(f"{name}={value!r}" for name, value in overrides.items())
