"""The parameters of a run: declared defaults, what the city has of its own, the run's settings."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError

from abm.city.city import city_cached
from abm.parameter_sets import DEFAULT_SET, set_and_seed
from abm.posterior import posterior_of
from abm.shipped import DEFAULT_CITY
from agents.city import City
from agents.national import lane_of
from agents.parameters import GROUPS, Parameters
from agents.parameters.group import Declared, Group, Label, declared
from agents.parameters.prior import Floats, split_uniform
from engine.document import Document, InputError, did_you_mean, read_yaml, validate
from engine.draws import Decision, Draws
from policies.registry import INSTRUMENTS

FILE = "parameters.yaml"

VALUE = Decision("parameters.value")

RETIRED = frozenset(
    {
        *("labour.housing_jobs", "labour.housing_speed", "policy.design_cost"),
        "vehicles.outside_rise",
        *("demand.reach_log_sd", "finance.startup_burn_log_sd"),
        *("parks.focus_growth", "parks.focus_inertia", "parks.focus_specialisation"),
        *("policy.platform_cost", "policy.promotion_cost"),
    }
)
"""Parameters of older versions of the model: a city that still has them goes on working."""

log = logging.getLogger(__name__)


class Row(BaseModel):
    """One parameter as the city's file gives it; what it leaves out is as the model has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: float = Field(description="its value")
    low: float | None = Field(None, description="least that it may be")
    high: float | None = Field(None, description="most that it may be")
    unit: str | None = Field(None, description="its unit")
    label: Label = Field("assumed", description="how it is known")
    source: str = Field("", description="where it comes from")


class Entry(BaseModel):
    """One parameter of a city; ``low`` to ``high`` is its prior range."""

    model_config = ConfigDict(frozen=True)

    value: float
    low: float
    high: float
    unit: str
    label: Label
    source: str = ""
    """Of the city's own value; that of a default stands where it is declared."""


class ParameterFile(RootModel[dict[str, Row]]):
    """``parameters.yaml``: ``group.name`` to row."""


@cache
def groups() -> dict[str, type[Group]]:
    """Groups of parameters by the first part of their names: those of the rules, then those of
    instruments, by their keys."""
    own = {key: i.numbers for key, i in INSTRUMENTS.items() if i.numbers is not None}
    return {**GROUPS, **own}


@cache
def all_declared() -> dict[str, Declared]:
    """Every parameter that the model has, by its dotted name."""
    return {
        f"{group}.{leaf}": what
        for group, kind in groups().items()
        for leaf, what in declared(kind).items()
    }


def known_names() -> set[str]:
    """Dotted names of all parameters that the model has."""
    return set(all_declared())


OF_FLEETS = ("policy.mobility_cost", "policy.law_cost")
"""Parameters about fleets outside their own group."""


def there(city: City, name: str) -> bool:
    """Whether a city has what a parameter is about: vehicles, fleets, or the instrument."""
    group = name.partition(".")[0]
    instrument = INSTRUMENTS.get(group)
    about_vehicles = group == "vehicles" or (instrument is not None and instrument.vehicles)
    about_fleets = group == "fleets" or name in OF_FLEETS
    about_fleets |= instrument is not None and instrument.fleets
    return (city.has_vehicles or not about_vehicles) and (city.has_fleets or not about_fleets)


def parameter_file(city: City) -> tuple[Document, dict[str, Row]]:
    """The file with its positions, and its rows. Raises InputError."""
    document = read_yaml(city.path(FILE))
    return document, validate(document, ParameterFile).root


@lru_cache(maxsize=8)
def defaults(city_name: str) -> tuple[dict[str, Entry], Parameters]:
    """A city's entries and its parameters, read and checked once in a process.

    What only a city can tell, and this one does not, is that of the shipped city, as an assumption;
    what stands in and what is left out is logged as a warning. Raises InputError.
    """
    city = city_cached(city_name)
    document, rows = parameter_file(city)
    known = all_declared()
    for name in rows:
        if name not in known and name not in RETIRED:
            expected = f"a parameter of the model{did_you_mean(name, sorted(known))}"
            raise document.error((name,), expected, "an unknown name", key=True)
    found = {
        name: _entry(document, name, rows[name], what) if name in rows else _default(name, what)
        for name, what in known.items()
    }
    lacking = [name for name, entry in found.items() if entry is None]
    if lacking and city_name == DEFAULT_CITY:
        raise document.error((lacking[0],), "every parameter of a city", "nothing of this name")
    if told := [name for name in lacking if there(city, name)]:
        what = f"taken from {DEFAULT_CITY}, as this city lacks them"
        log.warning("%s: %s: %s", document.file, what, _listed(told))
    if gone := sorted(set(rows) - set(known)):
        what = "left out, as the model has them no longer"
        log.warning("%s: %s: %s", document.file, what, _listed(gone))
    entries = {
        name: entry if entry is not None else _stand_in(name) for name, entry in found.items()
    }
    for end in ("low", "high", "value"):
        values = {name: getattr(entry, end) for name, entry in entries.items()}
        try:
            parameters = parameters_of(values)
        except _RefusedError as no:
            raise document.error((no.name, end), no.expected, no.got) from None
    return entries, parameters


def _entry(document: Document, name: str, row: Row, what: Declared) -> Entry:
    """A row of the city's file with what it leaves out. Raises InputError."""
    low = what.low if row.low is None else row.low
    high = what.high if row.high is None else row.high
    if low is None or high is None:
        raise document.error((name,), "its range, low and high", "none", key=True)
    if not low <= row.value <= high:
        raise document.error((name, "value"), f"{low} to {high}", str(row.value))
    if row.label != "assumed" and not row.source.strip():
        expected = f"where a number that is {row.label} comes from"
        raise document.error((name, "source"), expected, "nothing")
    unit = what.unit if row.unit is None else row.unit
    return Entry(value=row.value, low=low, high=high, unit=unit, label=row.label, source=row.source)


def _default(name: str, what: Declared) -> Entry | None:
    """What the model has for every city; None for what only a city can tell."""
    if what.value is None:
        return None
    return Entry.model_validate(what._asdict())


def _stand_in(name: str) -> Entry:
    """The shipped city's, as an assumption."""
    shipped = defaults(DEFAULT_CITY)[0][name]
    source = f"{DEFAULT_CITY}: {shipped.source}"
    return shipped.model_copy(update={"label": "assumed", "source": source})


def _listed(names: Sequence[str], most: int = 6) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


@lru_cache(maxsize=8)
def filled(city_name: str) -> dict[str, float]:
    """Parameters that only the city could tell and does not, with the values that stand in."""
    entries, _ = defaults(city_name)
    city = city_cached(city_name)
    own = parameter_file(city)[1]
    return {
        name: entries[name].value
        for name, what in all_declared().items()
        if what.value is None and name not in own and there(city, name)
    }


class _RefusedError(ValueError):
    """A value that a parameter's type refuses."""

    def __init__(self, name: str, expected: str, got: str) -> None:
        super().__init__(name)
        self.name, self.expected, self.got = name, expected, got


def parameters_of(values: Mapping[str, float]) -> Parameters:
    """The parameters with these values by dotted name, all of them given."""
    rules: dict[str, Group] = {}
    own: dict[type[Group], Group] = {}
    for group, kind in groups().items():
        mine = {leaf: values[f"{group}.{leaf}"] for leaf in kind.model_fields}
        try:
            made = kind.model_validate(mine)
        except ValidationError as error:
            problem = error.errors()[0]
            name = f"{group}.{problem['loc'][0]}"
            expected = problem["msg"].removeprefix("Input should be ")
            raise _RefusedError(name, expected, str(problem["input"])) from None
        if group in GROUPS:
            rules[group] = made
        else:
            own[kind] = made
    return Parameters.model_validate({**rules, "instruments": own})


def ranges(city_name: str) -> Mapping[str, Entry]:
    """The parameters that have a range and a meaning in the city: those that are drawn."""
    city = city_cached(city_name)
    return {
        name: entry
        for name, entry in defaults(city_name)[0].items()
        if entry.low < entry.high and there(city, name)
    }


def quantiles_drawn(names: Sequence[str], seed: int) -> Floats:
    """Where in its prior a seed's draw of each parameter lies, in [0, 1); (names,)."""
    lanes = np.array([lane_of(name) for name in names], dtype=np.int64)
    return np.asarray(Draws(seed).uniform_pair(VALUE, lanes, np.zeros_like(lanes)))


def at_quantiles(city_name: str, names: Sequence[str], u: Floats) -> Floats:
    """Values of a city's parameters at the quantiles ``u`` of their priors, (..., names)."""
    entries = ranges(city_name)
    low, value, high = (
        np.broadcast_to(np.array([getattr(entries[name], part) for name in names]), u.shape)
        for part in ("low", "value", "high")
    )
    return split_uniform(u, low, value, high)


@lru_cache(maxsize=256)
def drawn(city_name: str, seed: int) -> Mapping[str, float]:
    """A value by a seed's draw for every parameter that has a range and a meaning in the city.

    A draw belongs to the parameter's name and the seed: another parameter moves none. What it is
    drawn from: ``agents.parameters.prior``.
    """
    names = [*ranges(city_name)]
    values = at_quantiles(city_name, names, quantiles_drawn(names, seed))
    return dict(zip(names, values.tolist(), strict=True))


def values_of(city_name: str, which: str, seed: int) -> Mapping[str, float]:
    """The values of a set by name, of which ``with_overrides`` tells more; nothing of one that is
    the city's own. Raises InputError."""
    word, own = set_and_seed(which, seed)
    if word == "draw":
        return drawn(city_name, own)
    found = posterior_of(city_name) if word == "posterior" else None
    if found is None:
        return {}
    found.check(known_names())
    return {**drawn(city_name, own), **found.of_seed(own)}


def with_overrides(
    city_name: str, overrides: Mapping[str, float], which: str = DEFAULT_SET, seed: int = 0
) -> Parameters:
    """The city's parameters, or a set that is drawn, with some values of a run's own.

    A set of the posterior is one of its rows, by the seed, and all that it does not hold as the
    seed draws it within its range: what was calibrated was so over these draws. A city without a
    posterior has its own values, which is logged as a warning.

    Args:
        city_name: whose parameters.
        overrides: the run's own, which no draw moves.
        which: the checked name of a set (``abm.parameter_sets``).
        seed: the run's.

    Raises InputError.
    """
    values = {**values_of(city_name, which, seed), **overrides}
    return _changed(city_name, tuple(values.items())) if values else defaults(city_name)[1]


@lru_cache(maxsize=64)
def _changed(city_name: str, overrides: tuple[tuple[str, float], ...]) -> Parameters:
    """Checked once for all seeds of a point."""
    entries, _ = defaults(city_name)
    values = {name: entry.value for name, entry in entries.items()}
    for name, value in overrides:
        if name not in values:
            expected = f"a parameter of the model{did_you_mean(name, sorted(values))}"
            raise InputError("", 0, 0, name, expected, "an unknown name")
        values[name] = value
    try:
        return parameters_of(values)
    except _RefusedError as no:
        raise InputError("", 0, 0, no.name, no.expected, no.got) from None
