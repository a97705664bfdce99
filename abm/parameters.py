"""The city's parameters: values, ranges and sources from its folder, with a run's own settings."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError

from abm.city.city import city_cached
from abm.shipped import DEFAULT_CITY
from agents.city import City
from agents.parameters import Parameters
from engine.document import Document, InputError, did_you_mean, read_yaml, validate

FILE = "parameters.yaml"

VEHICLES = "vehicles."
"""The group of parameters that have no effect in a city without vehicles."""

RETIRED = frozenset(
    {
        *("labour.housing_jobs", "labour.housing_speed", "policy.design_cost"),
        *("parks.focus_growth", "parks.focus_inertia", "parks.focus_specialisation"),
        *("policy.platform_cost", "policy.promotion_cost"),
    }
)
"""Parameters of older versions of the model: a city that still has them goes on working."""

log = logging.getLogger(__name__)


class Entry(BaseModel):
    """One parameter as the city's file gives it; ``low`` to ``high`` is its prior range."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: float = Field(description="its value")
    low: float = Field(description="least that it may be")
    high: float = Field(description="most that it may be")
    unit: str = Field(description="its unit")
    label: Literal["read", "derived", "assumed"] = Field(description="how it is known")
    source: str = Field(description="where it comes from")


class ParameterFile(RootModel[dict[str, Entry]]):
    """``parameters.yaml``: ``group.name`` to entry."""


def parameter_file(city: City) -> tuple[Document, dict[str, Entry]]:
    """The file with its positions, and its entries. Raises InputError."""
    document = read_yaml(city.path(FILE))
    return document, validate(document, ParameterFile).root


def nested(flat: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """``{"a.b": x}`` as ``{"a": {"b": x}}``."""
    groups: dict[str, dict[str, float]] = {}
    for name, value in flat.items():
        group, _, leaf = name.partition(".")
        groups.setdefault(group, {})[leaf] = value
    return groups


@lru_cache(maxsize=8)
def defaults(city_name: str) -> tuple[dict[str, Entry], Parameters]:
    """A city's entries and its parameters, read and checked once in a process.

    A parameter that the city has not is that of the shipped city, as an assumption; what stands in
    and what is left out is logged as a warning. Raises InputError.
    """
    city = city_cached(city_name)
    document, entries = parameter_file(city)
    known = known_names()
    for name in entries:
        if name not in known and name not in RETIRED:
            expected = f"a parameter of the model{did_you_mean(name, sorted(known))}"
            raise document.error((name,), expected, "an unknown name", key=True)
    for name, entry in entries.items():
        if not entry.low <= entry.value <= entry.high:
            expected = f"{entry.low} to {entry.high}"
            raise document.error((name, "value"), expected, str(entry.value))
        if entry.label != "assumed" and not entry.source.strip():
            expected = f"where a number that is {entry.label} comes from"
            raise document.error((name, "source"), expected, "nothing")
    found = {name: entry for name, entry in entries.items() if name in known}
    missing = sorted(known - set(found))
    told = [name for name in missing if city.has_vehicles or not name.startswith(VEHICLES)]
    if missing and city_name == DEFAULT_CITY:
        raise document.error((missing[0],), "every parameter of the model", "nothing of this name")
    shipped = defaults(DEFAULT_CITY)[0] if missing else {}
    for name in missing:
        source = f"{DEFAULT_CITY}: {shipped[name].source}"
        update = {"label": "assumed", "source": source}
        found[name] = shipped[name].model_copy(update=update)
    if told:
        what = f"taken from {DEFAULT_CITY}, as this city lacks them"
        log.warning("%s: %s: %s", document.file, what, _listed(told))
    gone = sorted(set(entries) - known)
    if gone:
        what = "left out, as the model has them no longer"
        log.warning("%s: %s: %s", document.file, what, _listed(gone))
    for end in ("low", "high"):
        _fitting(document, found, end)
    return found, _fitting(document, found, "value")


def _listed(names: Sequence[str], most: int = 6) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


@lru_cache(maxsize=8)
def filled(city_name: str) -> dict[str, float]:
    """Parameters that the city has not, with the values that stand in for them."""
    entries, _ = defaults(city_name)
    city = city_cached(city_name)
    own = parameter_file(city)[1]
    return {
        name: entry.value
        for name, entry in entries.items()
        if name not in own and (city.has_vehicles or not name.startswith(VEHICLES))
    }


def _fitting(document: Document, entries: Mapping[str, Entry], end: str) -> Parameters:
    """The parameters with all entries' ``end``. Raises InputError for what a type refuses."""
    try:
        return Parameters.model_validate(
            nested({name: getattr(entry, end) for name, entry in entries.items()})
        )
    except ValidationError as error:
        problem = error.errors()[0]
        name = ".".join(map(str, problem["loc"]))
        expected = problem["msg"].removeprefix("Input should be ")
        raise document.error((name, end), expected, f"{problem['input']}") from None


def known_names() -> set[str]:
    """Dotted names of all parameters that the model has."""
    found = set()
    for group, info in Parameters.model_fields.items():
        kind = info.annotation
        assert isinstance(kind, type) and issubclass(kind, BaseModel)
        found |= {f"{group}.{leaf}" for leaf in kind.model_fields}
    return found


def with_overrides(city_name: str, overrides: Mapping[str, float]) -> Parameters:
    """The city's parameters with some values of a run's own. Raises InputError."""
    return _changed(city_name, tuple(overrides.items())) if overrides else defaults(city_name)[1]


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
        return Parameters.model_validate(nested(values))
    except ValueError as error:
        problem = error.errors()[0]  # type: ignore[attr-defined]
        name = ".".join(str(part) for part in problem["loc"])
        expected = problem["msg"].removeprefix("Input should be ")
        raise InputError("", 0, 0, name, expected, str(values.get(name))) from None
