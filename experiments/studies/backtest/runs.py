"""The runs of a back-test: what is told of a world and what is asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from abm.city.city import city_cached
from abm.cut import cut_of, known_set
from abm.history import Fact, held_back_facts, known_facts
from abm.model import IndustryModel
from abm.named_makers import CARS, MADE, SOLD, Tally, named_columns
from abm.national import AS_IT_CAME
from abm.settings import EVENT
from abm.simulation import outcome_columns
from abm.worlds import WorldName
from engine.calendar import QUARTERS_PER_YEAR
from engine.document import InputError

NATIONAL = "national_"
"""Begins the series that are inputs where national markets are as they came."""
FOLLOWED = ("tesla_shanghai", "saic_gm", "pegatron_shanghai", "quanta_shanghai")
"""Firms that are told by name where a city has them, with a published figure or without."""
ANCHORED = SOLD
"""Begins the columns of which a run tells the growth: a firm's books hold more than the lines of
the data, so the model's growth is set upon the last figure known."""


@dataclass(frozen=True)
class Variant:
    """What runs are told: which national markets, and whether of later events."""

    key: str
    world: WorldName
    settings: str


def variants(city: str) -> tuple[Variant, ...]:
    """As forecast by the policy's start and as national markets came; each without what the run
    can't have known of later events and with it, where a city has either."""
    data = city_cached(city)
    worlds: dict[str, WorldName] = {"ex_ante": "draw"}
    if known_set(data) and AS_IT_CAME in data.path_sets.index:
        worlds["as_it_came"] = "as-it-came"
    cut = cut_of(data, "draw")
    rows = zip(data.events.keys, data.events.known.tolist(), strict=True)
    later = [key for key, known in rows if known >= cut]

    def told(strength: int) -> str:
        return "; ".join(f"{EVENT}{key}={strength}" for key in later)

    found = []
    for key, world in worlds.items():
        found.append(Variant(key, world, told(0)))
        if later:
            found.append(Variant(f"{key}_events", world, told(1)))
    return tuple(found)


@dataclass(frozen=True)
class Asked:
    """The figures of a back-test, and what was known of their series before."""

    facts: tuple[Fact, ...]
    known: tuple[Fact, ...]

    def before(self, fact: Fact) -> tuple[list[int], list[float]]:
        """Years and values of the series that were known, in order."""
        rows = sorted((f.year, f.value) for f in self.known if f.name == fact.name)
        return [year for year, _ in rows], [value for _, value in rows]


def asked_of(city: str) -> Asked:
    """Every figure of the years from the policy on that the model answers. This opens the test
    rows. Raises InputError where a city has none that decides."""
    data = city_cached(city)
    also = named_columns(data)
    columns = (*outcome_columns(city), *also.values())
    known = tuple(known_facts(data, columns, also))
    anchors = {f.column for f in known if f.year == _last_known(city)}
    facts = tuple(
        fact
        for fact in held_back_facts(data, columns, also)
        if not fact.column.startswith(ANCHORED) or fact.column in anchors
    )
    if not facts:
        where = str(data.path("series.csv"))
        expected = "a test row, read or derived, of a series that the model answers"
        raise InputError(where, 0, 0, "role", expected, "none")
    return Asked(facts, known)


def _last_known(city: str) -> int:
    return int(city_cached(city).policy_start) // QUARTERS_PER_YEAR - 1


def firm_columns(city: str, asked: Asked) -> tuple[str, ...]:
    """Columns of single makers that runs have to count."""
    firms = city_cached(city).firms.index
    followed = [f"{SOLD}{key}" for key in FOLLOWED if key in firms]
    named = [f.column for f in asked.facts if f.column.startswith((SOLD, MADE)) or f.column == CARS]
    return tuple(dict.fromkeys([*named, *followed]))


def run_seed(
    city: str,
    plan: str,
    parameters: str,
    settings: str,
    asked: Asked,
    which: Sequence[Variant],
    seed: int,
) -> dict[str, Any]:
    """What the runs of a seed make of each figure, by variant, and of firms told by name."""
    found: dict[str, Any] = {"seed": seed}
    for variant in which:
        own = "; ".join(text for text in (settings, variant.settings) if text)
        found[variant.key] = _answers(city, plan, parameters, own, asked, variant.world, seed)
    return found


def _answers(
    city: str,
    plan: str,
    parameters: str,
    settings: str,
    asked: Asked,
    world: str,
    seed: int,
) -> dict[str, Any]:
    data = city_cached(city)
    single = firm_columns(city, asked)
    wanted = tuple(dict.fromkeys(f.column for f in asked.facts if f.column not in single))
    model = IndustryModel(
        city=city,
        plan=plan,
        settings=settings,
        outcomes=", ".join(wanted),
        rng=seed,
        world=world,
        parameters=parameters,
    )
    tally, years = Tally(single, data), {}
    last = max(fact.quarter for fact in asked.facts)
    while model.world.quarter <= last:
        model.step()
        tally.count(model.world)
        if model.world.quarter % QUARTERS_PER_YEAR == 0:
            years[model.world.quarter // QUARTERS_PER_YEAR - 1] = tally.year()
    table, start = model.record.table(), data.start
    base = years.get(_last_known(city), {})

    def answer(fact: Fact) -> float:
        if fact.column not in single:
            return float(table[fact.column][fact.quarter - start])
        value = years[fact.year][fact.column]
        if fact.column.startswith(ANCHORED):
            # Who had left by then stays away.
            grown = value / base[fact.column] if base[fact.column] > 0.0 else 0.0
            return asked.before(fact)[1][-1] * grown
        return value

    firsts = [_last_known(city), *sorted({fact.year for fact in asked.facts})]
    return {
        "facts": [answer(fact) for fact in asked.facts],
        "firms": {
            column: {str(year): years[year][column] for year in firsts if year in years}
            for column in single
            if column.removeprefix(SOLD) in FOLLOWED
        },
    }


def samples(answers: Sequence[Mapping[str, Any]], variant: str) -> Any:
    """Answers of a variant, (seeds, facts)."""
    return [answer[variant]["facts"] for answer in answers]
