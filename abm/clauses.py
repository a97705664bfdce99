"""The clauses of what a city has published, and what in the model stands for each.

``clauses.yaml`` of a city's folder, which may be missing. How large a clause is stands in the plan
that is made of its document, and is read there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from abm.city.city import city_cached
from abm.city.name import AT, with_year, without_year
from abm.outcomes import OUTCOMES
from agents.city import City, Names, Strict
from agents.terms import TERMS
from engine.document import Document, did_you_mean, read_yaml, validate
from policies.city_plans import fitting_plans_of, plan_folder_of, plan_in
from policies.plan import fault, known_plans, read_plan
from policies.registry import INSTRUMENTS
from policies.setting import Setting

FILE = "clauses.yaml"
"""Of a city's folder; may be missing."""

ShortKey = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$")]
Keys = tuple[str, ...]
Verdict = Literal["modelled", "in_part", "not_modelled"]


class Paper(Strict):
    """A published document."""

    key: ShortKey
    name: Names
    published: Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
    """The day, month or year."""
    plan: str | None = None
    """The plan that is made of it: its levels are the assumed sizes; none = no plan is."""
    source: Annotated[str, Field(min_length=1)]
    """Where its text was found."""


class StandsFor(Strict):
    """What in the model stands for a clause, by keys."""

    instruments: Keys = ()
    uses: Keys = ()
    targets: Keys = ()
    """Outcome and year, as in ``output_plan@2025``."""
    outcomes: Keys = ()
    firms: Keys = ()
    giants: Keys = ()
    principals: Keys = ()
    scenarios: Keys = ()
    parks: Keys = ()
    terms: Keys = ()
    """Of policy; those that the instruments bend need not be named."""

    @property
    def named(self) -> Iterator[tuple[str, int, str]]:
        """Kind, place among its kind, and key."""
        for kind in StandsFor.model_fields:
            yield from ((kind, place, key) for place, key in enumerate(getattr(self, kind)))


class Clause(Strict):
    """What a document says in one place, in short words of our own."""

    key: ShortKey
    document: str
    """Key of its document."""
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    safeguard: bool = False
    """Whether it is one of the safeguards by which the document is to be carried out."""
    stands_for: StandsFor = StandsFor()
    not_modelled: Names | None = None
    """What of it the model has not, and why; all of it where nothing stands for it."""


class ClauseFile(Strict):
    """``clauses.yaml``: documents, and their clauses in the order of telling."""

    documents: Annotated[tuple[Paper, ...], Field(min_length=1)]
    clauses: Annotated[tuple[Clause, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Clauses:
    """The clauses of a city, checked against all that they name."""

    documents: tuple[Paper, ...]
    clauses: tuple[Clause, ...]
    settings: Mapping[str, tuple[Setting, ...]]
    """Those of each document's plan itself, by the document's key; what it extends is not its."""
    known: Mapping[str, Mapping[str, Names]]
    """All that a clause may name: kind to key to name."""
    asked: Mapping[str, frozenset[str]]
    """What has to belong to some clause: kind to keys."""
    unmeasured: frozenset[str]
    """Targets that are published and that the model has no outcome of."""

    @cached_property
    def by_key(self) -> Mapping[str, Clause]:
        """The clauses by their keys."""
        return {clause.key: clause for clause in self.clauses}

    def verdict(self, clause: Clause) -> Verdict:
        """How far the model has a clause: a target that it has no outcome of is not in it."""
        named = {key for _, _, key in clause.stands_for.named}
        if named <= self.unmeasured:
            return "not_modelled"
        whole = clause.not_modelled is None and not named & self.unmeasured
        return "modelled" if whole else "in_part"

    def sizes(self, clause: Clause) -> tuple[Setting, ...]:
        """What the document's plan sets of the clause's instruments."""
        settings = self.settings[clause.document]
        return tuple(s for key in clause.stands_for.instruments for s in _of(settings, key))

    def unclaimed(self) -> dict[str, tuple[str, ...]]:
        """Instruments of plans, uses and targets that belong to no clause, by kind."""
        found = {}
        for kind, keys in self.asked.items():
            named = {key for c in self.clauses for key in getattr(c.stands_for, kind)}
            if missing := sorted(keys - named):
                found[kind] = tuple(missing)
        return found


def _of(settings: tuple[Setting, ...], instrument: str) -> Iterator[Setting]:
    return (s for s in settings if s.instrument == instrument)


def clauses_of(name: str) -> Clauses | None:
    """The clauses of a city by its name, of all its questions; None where it has no such file.

    Raises InputError with file, line and field for a name that nothing has, a clause that says
    neither what stands for it nor why nothing does, and a plan whose setting names a clause that
    there is not or that does not name its instrument.
    """
    base = without_year(name)[0]
    first = city_cached(base)
    if not first.path(FILE).is_file():
        return None
    cities = [city_cached(with_year(base, year)) for year in first.years]
    document = read_yaml(first.path(FILE))
    file = validate(document, ClauseFile)
    known = known_names(cities)
    own = plan_folder_of(first)
    _check(document, file, known, known_plans(own))
    plans = {p.key: read_plan(p.plan, own).own if p.plan else () for p in file.documents}
    _check_plans(file, cities)
    asked = {
        "instruments": frozenset(_instruments_of_plans(cities)),
        "uses": frozenset(known["uses"]),
        "targets": frozenset(known["targets"]),
    }
    unmeasured = frozenset(_unmeasured(cities))
    return Clauses(file.documents, file.clauses, plans, known, asked, unmeasured)


def known_names(cities: Collection[City]) -> dict[str, dict[str, Names]]:
    """What a clause may name, with its name in both languages: kind to key to name."""
    found: dict[str, dict[str, Names]] = {
        "instruments": {k: Names(zh=i.name_zh, en=i.name_en) for k, i in INSTRUMENTS.items()},
        "outcomes": {
            n.key: Names(zh=n.name_zh, en=n.name_en) for o in OUTCOMES for n in o.reported
        },
        "terms": {key: Names(zh=key, en=key) for key in TERMS},
    }
    for city in cities:
        for kind in ("uses", "firms", "giants", "principals", "scenarios", "parks"):
            rows = getattr(city, kind)
            names = zip(rows.keys, rows.name_zh, rows.name_en, strict=True)
            found.setdefault(kind, {}).update({k: Names(zh=zh, en=en) for k, zh, en in names})
        targets = city.targets
        names = zip(_target_keys(city), targets.name_zh, targets.name_en, strict=True)
        found.setdefault("targets", {}).update({k: Names(zh=zh, en=en) for k, zh, en in names})
    return found


def _target_keys(city: City) -> list[str]:
    pairs = zip(city.targets.outcome, city.targets.year, strict=True)
    return [f"{outcome}{AT}{year}" for outcome, year in pairs]


def _unmeasured(cities: Collection[City]) -> Iterator[str]:
    for city in cities:
        flags = zip(_target_keys(city), city.targets.unmeasured, strict=True)
        yield from (key for key, flag in flags if flag)


def _instruments_of_plans(cities: Collection[City]) -> Iterator[str]:
    for city in cities:
        for plan in fitting_plans_of(city):
            yield from (s.instrument for s in plan_in(city, plan).settings)


def _check(
    document: Document, file: ClauseFile, known: Mapping[str, Collection[str]], plans: Keys
) -> None:
    """Raise InputError where a key stands twice, or a name is nothing's."""
    papers = [paper.key for paper in file.documents]
    for part, keys in (("documents", papers), ("clauses", [c.key for c in file.clauses])):
        for place, key in enumerate(keys):
            if key in keys[:place]:
                raise document.error((part, place, "key"), "each key once", f"{key!r} again")
    for place, paper in enumerate(file.documents):
        if paper.plan is not None and paper.plan not in plans:
            expected = f"a plan{did_you_mean(paper.plan, plans)}"
            raise document.error(("documents", place, "plan"), expected, repr(paper.plan))
    for place, clause in enumerate(file.clauses):
        if clause.document not in papers:
            expected = f"a document ({', '.join(papers)}){did_you_mean(clause.document, papers)}"
            raise document.error(("clauses", place, "document"), expected, repr(clause.document))
        if clause.not_modelled is None and not list(clause.stands_for.named):
            expected = "stands_for, or not_modelled with the reason"
            raise document.error(("clauses", place), expected, "neither")
        for kind, at, key in clause.stands_for.named:
            if key not in known[kind]:
                expected = f"one of the {kind} that there are{did_you_mean(key, known[kind])}"
                loc = ("clauses", place, "stands_for", kind, at)
                raise document.error(loc, expected, repr(key))


def _check_plans(file: ClauseFile, cities: Collection[City]) -> None:
    """Raise InputError where a setting of a known plan names a clause that is none of its."""
    clauses = {clause.key: clause for clause in file.clauses}
    for city in cities:
        for plan in fitting_plans_of(city):
            check_settings(plan_in(city, plan).settings, clauses)


def check_settings(settings: Collection[Setting], clauses: Mapping[str, Clause]) -> None:
    """Raise InputError, at its place in the plan's file, for a setting that names a clause that
    there is not, or one that leaves its instrument out."""
    for setting in settings:
        if not setting.clause:
            continue
        clause = clauses.get(setting.clause)
        if clause is None:
            expected = f"a clause of {FILE}{did_you_mean(setting.clause, clauses)}"
            raise fault(setting, ("clause",), expected, repr(setting.clause))
        if setting.instrument not in clause.stands_for.instruments:
            expected = f"a clause of {FILE} that names {setting.instrument}"
            raise fault(setting, ("clause",), expected, repr(setting.clause))
