"""Which lever matters: each instrument alone, measured once and kept, or measured here.

The numbers are those of ``yuanqu attribute every.yaml --alone``; its option ``--measured`` writes
the table and, beside it, what the table depends on. Both come with the package (``SHIPPED``), a
pair for each city and year of the question. A table that was made with another model, other data
or other plans is still read: ``Measured.stale`` names what has changed since.
"""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from math import nan
from typing import Any, Final, Literal, get_args

import polars as pl

from abm.city.city import city_cached
from abm.parameter_sets import DEFAULT_SET
from abm.version import MODEL_VERSION
from abm.worlds import DEFAULT_WORLD
from agents.city import City
from engine.calendar import quarter_text
from engine.document import InputError
from experiments.runs.call import Task
from experiments.runs.frames import csv_bytes
from experiments.studies.alone import AllAlone, alone, run_alone, usual_outcomes
from experiments.studies.answer import Difference
from experiments.studies.comparison import Kind
from experiments.studies.every_instrument import every_instrument
from experiments.studies.question import Question, ask
from experiments.studies.ratio import NOT_ESTIMABLE, Ratio
from experiments.studies.verdict import sure, targets_of
from policies.city_plans import baseline_of, plan_in
from policies.mixture import differing
from policies.plan import Plan

SHIPPED: Final[Traversable] = files("experiments").joinpath("measured")
RATE: Final = 0.0
"""Discount rate of what is measured for the screen, which shows money as it is spent."""
FACTS: Final = ("model", "city_digest", "plan_digest", "reference_digest")
"""What a table depends on, and how it is named when it has changed."""

Order = Literal["gain", "cost", "price"]
ORDERS: Final[tuple[Order, ...]] = get_args(Order)


@dataclass(frozen=True)
class Gain:
    """What one instrument alone does to one outcome, in the outcome's unit."""

    change: Difference
    measurable: bool
    """Whether it is beyond luck with allowance for the number of outcomes that were looked at."""
    price: Ratio
    """Million yuan by unit gained; not estimable where it gains nothing sure, or costs nothing."""

    @property
    def seen(self) -> bool:
        """Whether its own interval leaves zero out."""
        return sure(self.change)


@dataclass(frozen=True)
class Lever:
    """One instrument: gains by outcome, and what the city's governments spend more for it and firms
    pay themselves, million yuan."""

    instrument: str
    gains: Mapping[str, Gain]
    cost: Difference
    private: Difference


@dataclass(frozen=True)
class Measured:
    """All instruments of a city, each alone on its baseline."""

    seeds: int
    rate: float
    outcomes: tuple[str, ...]
    levers: tuple[Lever, ...]
    stale: tuple[str, ...] = ()
    """Those of ``FACTS`` that have changed since; empty where the numbers are this model's."""

    def of(self, instrument: str) -> Lever | None:
        """The lever of an instrument, where it was measured."""
        return next((lever for lever in self.levers if lever.instrument == instrument), None)


@dataclass(frozen=True)
class Ranking:
    """Levers in order, and those that move nothing beyond luck."""

    shown: tuple[Lever, ...]
    folded: tuple[Lever, ...]

    @property
    def folded_cost(self) -> float:
        """What the folded ones cost together, million yuan."""
        return sum(lever.cost.mean for lever in self.folded)


def ranked(measured: Measured, outcome: str, order: Order) -> Ranking:
    """The levers by what they do to an outcome: the largest gain first, or the cheapest, or the
    cheapest by unit gained, those without such a price last."""

    def key(lever: Lever) -> tuple[float, float, str]:
        gain = lever.gains[outcome]
        first = {
            "gain": -gain.change.mean,
            "cost": lever.cost.mean,
            "price": gain.price.value if gain.price.estimable else float("inf"),
        }[order]
        return first, -gain.change.mean, lever.instrument

    known = [lever for lever in measured.levers if outcome in lever.gains]
    known.sort(key=key)
    return Ranking(
        tuple(lever for lever in known if lever.gains[outcome].seen),
        tuple(lever for lever in known if not lever.gains[outcome].seen),
    )


@dataclass(frozen=True)
class Asked:
    """What is to be run: every instrument that a city can carry out, alone on its baseline."""

    question: Question
    kinds: tuple[Kind, ...]
    plan: Plan
    reference: Plan
    keys: tuple[str, ...]

    def tasks(self, seeds: Sequence[int], behind: int) -> list[Task]:
        """One instrument on one seed each, all of a seed in a process of their own; ``behind``
        moves them behind what else a pool has to do, a multiple of its lanes."""
        given = (self.question, self.plan, self.reference)
        return [
            Task(run_alone, (*given, (key,), seed), behind + seed)
            for seed in seeds
            for key in self.keys
        ]

    def found(self, answers: Sequence[dict[str, Any]]) -> Measured:
        """What answers of ``tasks`` tell, of those seeds of which all are there; nothing of less
        than two: they have no spread."""
        values: dict[int, dict[str, Any]] = {}
        for answer in answers:
            values.setdefault(answer["seed"], {}).update(answer["values"])
        whole = [
            {"seed": seed, "measures": answers[0]["measures"], "values": values[seed]}
            for seed in sorted(values)
            if len(values[seed]) == len(self.keys) + 1
        ]
        if len(whole) < 2:
            return Measured(len(whole), self.question.rate, self.question.outcomes, ())
        key, reference = self.plan.key, self.reference.key
        return of_table(alone(whole, self.kinds, key, reference, self.question.rate).table())


@lru_cache(maxsize=8)
def asked_of(name: str) -> Asked:
    """The question behind a city's table. Raises InputError, and ValueError where no plan of the
    city has one of the instruments."""
    city = city_cached(name)
    question, kinds = ask(name, None, [], usual_outcomes(name), RATE)
    plan, reference = every_instrument(city, False), question.plan(question.reference)
    keys = differing(plan, reference, city.start, question.until)
    return Asked(question, kinds, plan, reference, keys)


def stem_of(city: City) -> str:
    """The name of a city's files, without their ends."""
    return f"{city.key}-{city.year}"


def facts_of(city: City) -> dict[str, str]:
    """What the table of a city depends on, as it is now."""
    return {
        "model": MODEL_VERSION,
        "city_digest": city.digest,
        "plan_digest": every_instrument(city, False).digest,
        "reference_digest": plan_in(city, baseline_of(city)).digest,
    }


def check_measured(question: Question, plan: Plan, option: str) -> None:
    """Raise InputError where it is not this table that is about to be measured."""
    city = city_cached(question.city)
    facts, reference = facts_of(city), question.plan(question.reference)
    usual: dict[str, tuple[object, object]] = {
        "PLAN": (plan.digest, facts["plan_digest"]),
        "--reference": (reference.digest, facts["reference_digest"]),
        "--until": (quarter_text(question.until), quarter_text(city.end)),
        "--set": (question.settings, ""),
        "--world": (question.world, DEFAULT_WORLD),
        "--parameters": (question.parameters, DEFAULT_SET),
    }
    for name, (given, wanted) in usual.items():
        if given != wanted:
            expected = f"with {option} every instrument of the city on its baseline, to the end"
            raise InputError("", 0, 0, name, expected, repr(given))


def measured_files(found: AllAlone, city: City) -> dict[str, bytes]:
    """The two files by name; of the outcomes those that the city has a target for."""
    stem, table = stem_of(city), found.table()
    asked = {target.outcome for target in targets_of(city)}
    table = table.filter(pl.col("outcome").is_in(sorted(asked)))
    whole = {"city": city.key, "year": city.year, "seeds": found.seeds, **facts_of(city)}
    text = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    return {f"{stem}.csv": csv_bytes(table), f"{stem}.json": text.encode()}


def shipped(name: str, folder: Traversable = SHIPPED) -> Measured | None:
    """What comes with the package for a city and year; None where there is nothing.

    Raises InputError where a file is not what ``measured_files`` writes.
    """
    city = city_cached(name)
    table, facts = (folder.joinpath(stem_of(city) + end) for end in (".csv", ".json"))
    if not table.is_file() or not facts.is_file():
        return None
    try:
        known = dict(json.loads(facts.read_text(encoding="utf-8")))
        measured = of_table(pl.read_csv(io.BytesIO(table.read_bytes()), infer_schema_length=None))
    except (ValueError, TypeError, LookupError, pl.exceptions.PolarsError):
        expected = "the files of yuanqu attribute every.yaml --alone --measured"
        raise InputError(str(table), 0, 0, "", expected, "something else") from None
    try:
        now = facts_of(city)
    except ValueError:  # a plan has lost an instrument
        return replace(measured, stale=FACTS)
    return replace(measured, stale=tuple(fact for fact in FACTS if known.get(fact) != now[fact]))


def of_table(table: pl.DataFrame) -> Measured:
    """The levers of a table as ``AllAlone.table`` makes it. Raises polars' errors where a column
    is missing."""
    gains: dict[str, dict[str, Gain]] = {}
    costs: dict[str, tuple[Difference, Difference]] = {}
    for row in table.iter_rows(named=True):
        cost = _difference(row, "cost_local")
        change = _difference(row, "gain")
        gain = Gain(change, row["measurable"], _price(row, change, cost))
        gains.setdefault(row["instrument"], {})[row["outcome"]] = gain
        costs[row["instrument"]] = cost, _difference(row, "cost_private")
    (seeds,), (rate,) = table["seeds"].unique(), table["discount_rate"].unique()
    outcomes = tuple(table["outcome"].unique(maintain_order=True))
    levers = tuple(Lever(key, mine, *costs[key]) for key, mine in gains.items())
    return Measured(seeds, rate, outcomes, levers)


def _difference(row: Mapping[str, Any], name: str) -> Difference:
    mean, low, high = (_known(row[name + end]) for end in ("", "_low", "_high"))
    return Difference(row["seeds"], mean, low, high, seeds=row["seeds"])


def _price(row: Mapping[str, Any], gain: Difference, cost: Difference) -> Ratio:
    """One over the gain by cost, whose interval turns round; both ends are above zero here."""
    of = [_known(row["gain_per_cost" + end]) for end in ("", "_low", "_high")]
    if not (sure(gain) and gain.mean > 0.0 and cost.mean > 0.0 and of[0] > 0.0):
        return NOT_ESTIMABLE
    value, high, low = (1.0 / x if x > 0.0 else nan for x in of)
    return Ratio(value, low, high)


def _known(value: float | None) -> float:
    return nan if value is None else value
