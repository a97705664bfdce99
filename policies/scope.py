"""Whom a setting serves in one city: names of a plan turned into flags by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from agents.city import City
from agents.kinds import FIRM_KINDS
from engine.document import InputError, did_you_mean
from policies.instrument import Instrument
from policies.plan import Dated, Plan, fault
from policies.registry import INSTRUMENTS, instruments_of
from policies.setting import FIELDS, Setting

Flags = NDArray[np.bool_]

SHIPPED = str(files("policies").joinpath("plans"))


@dataclass(frozen=True)
class Scope:
    """Flags (segments,), (uses,), (parks of the data,) and (kinds of firms,); None: all."""

    segments: Flags
    uses: Flags
    parks: Flags | None
    kinds: Flags | None


def bind(plan: Plan, city: City) -> dict[tuple[object, ...], Scope]:
    """Scopes of all settings of a plan by ``key_of``.

    Raises InputError, with the place in the plan's file, for a segment, use, park or kind that the
    city has not, or that the instrument does not go by.
    """
    found: dict[tuple[object, ...], Scope] = {}
    for setting in plan.settings:
        key = key_of(setting.instrument, setting)
        if key not in found:
            found[key] = _scope(setting, INSTRUMENTS[setting.instrument], city)
    return found


def key_of(instrument: str, setting: Setting | Dated) -> tuple[object, ...]:
    """By what two settings serve the same."""
    return (instrument, *(getattr(setting, name) for name in FIELDS))


def _scope(setting: Setting, instrument: Instrument, city: City) -> Scope:
    known: dict[str, Mapping[str, int]] = {
        "segments": city.segments.index,
        "uses": city.uses.index,
        "parks": city.parks.index,
        "kinds": {name: code for code, name in enumerate(FIRM_KINDS)},
    }
    # What is for fleets does nothing where there are none: plans hold for cities of before too.
    if instrument.key not in instruments_of(city) and not city.has_vehicles:
        expected = "an instrument for what the city has"
        raise fault(setting, ("instrument",), expected, f"{instrument.key}, for vehicles")
    for name in FIELDS:
        if getattr(setting, name) is not None and name not in instrument.by:
            goes = ", ".join(instrument.by) or "nothing: it serves the whole city"
            expected = f"what {instrument.key} can be narrowed to ({goes})"
            raise fault(setting, (name,), expected, name)
    flags = {name: _flags(setting, name, rows) for name, rows in known.items()}
    roles = city.segments.role
    segment_of = city.uses.segment
    segments, uses = flags["segments"], flags["uses"]
    if segments is None and uses is not None:
        segments = np.isin(np.arange(len(roles)), segment_of[uses])
    if uses is None and instrument.vehicles:
        uses = vehicle_uses(city)
    if segments is None:
        segments = np.array([role in instrument.roles for role in roles])
        if instrument.vehicles:
            segments &= np.isin(np.arange(len(roles)), segment_of[uses])
    served = segments[segment_of]
    return Scope(
        segments, served if uses is None else uses & served, flags["parks"], flags["kinds"]
    )


def vehicle_uses(city: City) -> Flags:
    """The uses that are vehicles, (uses,): those of a segment that has new-energy ones."""
    segment_of = city.uses.segment
    return np.isin(segment_of, segment_of[city.uses.nev])


def _flags(setting: Setting, name: str, rows: Mapping[str, int]) -> Flags | None:
    names: Sequence[str] | None = getattr(setting, name)
    if names is None:
        return None
    found = np.zeros(len(rows), dtype=bool)
    for place, key in enumerate(names):
        if key not in rows:
            expected = f"{_WHAT[name]}{did_you_mean(key, rows)}{_of_another(setting)}"
            raise fault(setting, (name, place), expected, repr(key))
        found[rows[key]] = True
    return found


def _of_another(setting: Setting) -> str:
    """What to do where a plan that comes with the package meets a city that it was not made for."""
    if setting._origin is None or not setting._origin[0].file.startswith(SHIPPED):
        return ""
    return " (a city of your own has its own plans, in plans/ of its folder)"


_WHAT = {
    "segments": "a segment of the city",
    "uses": "a use of the city",
    "parks": "a park of the city",
    "kinds": f"a kind of firm ({', '.join(FIRM_KINDS)})",
}

__all__ = ["InputError", "Scope", "bind", "key_of"]
