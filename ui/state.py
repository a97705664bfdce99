"""What the screen shows, as a value, and its form in the address.

``?plan=action_plan_2022&instruments.rd_subsidy=0.2&seeds=50&lang=en&model=4`` reproduces a view;
``&place=levers&target=output_plan&order=cost`` says where on the page, and sorted how.
Faults in an address are listed and left out; the rest holds, and that it was made with another
version of the model is told. An address may name only what comes with the package or is the city
the screen was started for: it can't make the server read other files.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple, get_args
from urllib.parse import parse_qsl, urlencode

from abm.city.city import city_cached, known_cities
from abm.city.name import with_year, without_year
from abm.settings import INSTRUMENT
from abm.shipped import DEFAULT_CITY as SHIPPED_CITY
from abm.version import MODEL_VERSION
from agents.city import City
from engine.document import InputError, did_you_mean
from experiments.studies.measured import ORDERS, Order
from experiments.studies.seeds import most_seeds
from experiments.studies.verdict import targets_of
from policies.city_plans import fitting_plans_of, main_plan_of, plan_in
from policies.plan import Plan, check_level
from policies.registry import INSTRUMENTS, instruments_of
from policies.setting import Setting
from ui.words import DEFAULT_LANG, LANGS, Lang

DEFAULT_CITY: Final = os.environ.get("YUANQU_CITY") or SHIPPED_CITY
"""Name or path of the city that is shown where the address names none."""
DEFAULT_SEEDS: Final = 50
SEED_CHOICES: Final = (10, 20, 50, 100)
MOST_SEEDS: Final = 200

MODEL: Final = "model"
"""In an address: the version of the model that it was made with."""

Place = Literal["answer", "levers", "clauses", "take"]
PLACES: Final[tuple[Place, ...]] = get_args(Place)

Levels = tuple[tuple[str, float], ...]

_FIRST: Final = {"city": 0, "year": 1}


@dataclass(frozen=True)
class View:
    """A city under a plan, the instruments moved by hand, the number of runs, the language.

    ``levels`` hold (key, level) in the order of keys, only where they differ from the plan's.
    Without a plan it is the city's main plan; it stays without one where the city can't be read.
    """

    city: str = DEFAULT_CITY
    plan: str = ""
    levels: Levels = ()
    seeds: int = DEFAULT_SEEDS
    lang: Lang = DEFAULT_LANG
    place: Place = "answer"
    target: str = ""
    """The outcome that levers are weighed by; the first of the city's targets where empty."""
    order: Order = "gain"
    """How levers are sorted."""

    def __post_init__(self) -> None:
        if not self.plan:
            with suppress(InputError):
                object.__setattr__(self, "plan", main_plan_of(city_cached(self.city)))

    def with_level(self, key: str, level: float, own: float) -> View:
        """The view with one instrument moved; at the plan's ``own`` level it is not moved."""
        levels = {k: v for k, v in self.levels if k != key}
        if level != own:
            levels[key] = level
        return replace(self, levels=tuple(sorted(levels.items())))

    def asked(self, year: int, years: tuple[int, ...]) -> View:
        """The view of the question of another year, one of ``years``, with its main plan."""
        city = without_year(self.city)[0]
        name = with_year(city, None if year == years[0] else year)
        seeds = min(self.seeds, most_of(name))
        return View(city=name, seeds=seeds, lang=self.lang, place=self.place, order=self.order)

    @property
    def asked_of_runs(self) -> View:
        """The view without what changes no run: language and place."""
        return View(self.city, self.plan, self.levels, self.seeds)

    @property
    def overrides(self) -> Levels:
        """The moved instruments by dotted name."""
        return tuple((INSTRUMENT + key, level) for key, level in self.levels)


def most_of(city: str) -> int:
    """The most histories that a view of a city may have."""
    return min(MOST_SEEDS, most_seeds(city) or MOST_SEEDS)


class AddressFault(NamedTuple):
    """Something in an address that can't be used."""

    pair: str
    """As it stands there."""
    line: str
    """What was expected."""


def to_address(view: View) -> str:
    """The query of an address without its question mark; what is usual is left out."""
    usual = View()
    pairs: list[tuple[str, str]] = []
    city, year = without_year(view.city)
    if city != without_year(usual.city)[0]:
        pairs.append(("city", city))
    if year is not None:
        pairs.append(("year", str(year)))
    pairs.append(("plan", view.plan))
    pairs += [(name, f"{level:.10g}") for name, level in view.overrides]
    pairs.append(("seeds", str(view.seeds)))
    pairs.append(("lang", view.lang))
    shown = (("place", view.place), ("target", view.target), ("order", view.order))
    pairs += [(name, value) for name, value in shown if value != getattr(usual, name)]
    pairs.append((MODEL, MODEL_VERSION))
    return urlencode(pairs)


def from_address(query: str | None) -> tuple[View, tuple[AddressFault, ...]]:
    """The view of an address, and one line for each thing in it that can't be used."""
    view = View()
    faults: list[AddressFault] = []
    levels: dict[str, float] = {}
    pairs = parse_qsl(query or "", keep_blank_values=True)
    # The city first, then the year: they say which plans there are.
    for name, text in sorted(pairs, key=lambda pair: _FIRST.get(pair[0], len(_FIRST))):
        try:
            if name.startswith(INSTRUMENT):
                key = name.removeprefix(INSTRUMENT)
                value = _number(name, text)
                check_level(key, value)
                _check_served(key, view.city)
                levels[key] = value
            else:
                view = _with(view, name, text)
        except InputError as error:
            faults.append(AddressFault(f"{name}={text}"[:80], str(error)))
    return replace(view, levels=tuple(sorted(levels.items()))), tuple(faults)


def _check_served(key: str, city: str) -> None:
    served = instruments_of(city_cached(city))
    if key not in served:
        expected = "an instrument for what the city has"
        raise InputError("", 0, 0, INSTRUMENT + key, expected, "one for vehicles")


def own_levels(plan: Plan, quarter: int) -> Mapping[str, tuple[float, Setting | None]]:
    """For every instrument its level in a plan at a quarter, and the setting that says so."""
    found: dict[str, tuple[float, Setting | None]] = {
        key: (instrument.neutral, None) for key, instrument in INSTRUMENTS.items()
    }
    for s in plan.settings:
        if s.start <= quarter and (s.end is None or quarter <= s.end):
            found[s.instrument] = (s.level, s)
    return found


def settled(view: View, city: City) -> View:
    """The view without those levels that are the plan's own."""
    own = own_levels(plan_in(city, view.plan), city.policy_start)
    return replace(view, levels=tuple((k, v) for k, v in view.levels if v != own[k][0]))


def _with(view: View, name: str, text: str) -> View:
    match name:
        case "city":
            city = _one_of(name, text, (DEFAULT_CITY, *known_cities()))
            return replace(view, city=city, plan="", target="")
        case "year":
            known = city_cached(view.city).years
            year = int(_one_of(name, text, tuple(map(str, known))))
            return view.asked(year, known)
        case "plan":
            return replace(view, plan=_one_of(name, text, fitting_plans_of(city_cached(view.city))))
        case "place":
            place = _one_of(name, text, PLACES)
            return replace(view, place=next(known for known in PLACES if known == place))
        case "order":
            order = _one_of(name, text, ORDERS)
            return replace(view, order=next(known for known in ORDERS if known == order))
        case "target":
            outcomes = [target.outcome for target in targets_of(city_cached(view.city))]
            return replace(view, target=_one_of(name, text, tuple(outcomes)))
        case "model":
            if text != MODEL_VERSION:
                expected = f"{MODEL_VERSION}, this model: its numbers may be others"
                raise InputError("", 0, 0, name, expected, repr(text))
            return view
        case "lang":
            lang = _one_of(name, text, LANGS)
            return replace(view, lang=next(known for known in LANGS if known == lang))
        case "seeds":
            value = _number(name, text)
            most = most_of(view.city)
            if not (1 <= value <= most and value == int(value)):
                expected = f"a whole number of 1 to {most}"
                raise InputError("", 0, 0, name, expected, repr(text))
            return replace(view, seeds=int(value))
    expected = "plan, seeds, lang, place, target, order, city, year or instruments.…"
    raise InputError("", 0, 0, name, expected, "an unknown name")


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError("", 0, 0, name, "a number", repr(text)) from None


def _one_of(name: str, text: str, known: tuple[str, ...]) -> str:
    if text in known:
        return text
    expected = f"one of {', '.join(dict.fromkeys(known))}{did_you_mean(text, known)}"
    raise InputError("", 0, 0, name, expected, repr(text))
