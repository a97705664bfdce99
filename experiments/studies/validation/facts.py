"""The model's stylised facts beside published ones: what is run, and what is measured of it."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import isnan, nan
from pathlib import Path

import numpy as np

from abm import outcomes
from abm.city.city import city_cached
from abm.facts import NAMES, REGULARITIES, Regularity
from abm.model import IndustryModel
from agents.city import City
from engine.calendar import QUARTERS_PER_YEAR, quarter_text
from engine.document import InputError
from experiments.studies.validation import firms, fit_years, structure
from experiments.studies.validation.additionality import additionality, subsidised_plan
from experiments.studies.validation.elasticity import mean_elasticity
from experiments.studies.validation.panel import Panel, collect, longer_city, uniform_city

GENERATION, GENERATION_SEEDS = 33, 2
"""Years in which a tail may grow from equal sizes, and how many such runs, and runs of nine
years."""

PAIRS = 5
"""Seeds of the paired runs and of elasticities, at most."""


@dataclass(frozen=True)
class Finding:
    """A fact of the model beside the published one; ``low`` and ``high`` over single seeds."""

    fact: Regularity
    sample: str
    value: float
    low: float
    high: float

    @property
    def holds(self) -> bool:
        return self.fact.holds(self.value)


Measure = Callable[[Sequence[Panel]], float]

MEASURES: tuple[tuple[str, str, Measure], ...] = (
    ("zipf", "all but named firms, last year", firms.zipf),
    ("zipf", "all but named firms, third year", lambda p: firms.zipf(p, year=2)),
    (
        "cohort_skew_birth",
        "startups and spin-offs, all cohorts",
        lambda p: firms.cohort_skewness(p, 0),
    ),
    (
        "cohort_skew_later",
        "startups and spin-offs, cohorts that are so old",
        lambda p: firms.cohort_skewness(p, firms.SURVIVAL_YEARS),
    ),
    ("cohort_tail", "startups and spin-offs, last year", firms.cohort_tail),
    ("subbotin", "all but named firms, all years", firms.subbotin),
    ("subbotin", "entrants alone", lambda p: firms.subbotin(p, entrants=True)),
    ("size_variance", "all but named firms, all years", firms.size_variance),
    ("size_variance", "entrants alone", lambda p: firms.size_variance(p, entrants=True)),
    ("productivity", "all firms, third year, physical", lambda p: firms.productivity(p, year=2)),
    ("entry", "startups and spin-offs, from the second year", firms.entry),
    ("survival", "startups and spin-offs, all cohorts", firms.survival),
    ("hazard_size", "all but named firms that sell", firms.hazard_size),
    ("persistence", "all firms that sell", firms.persistence),
    (
        "agglomeration",
        "physical productivity, first three years, segment and year fixed",
        structure.agglomeration,
    ),
    (
        "agglomeration",
        "the same of technology",
        lambda p: structure.agglomeration(p, "technology"),
    ),
    ("net_entry", "output per hour times quality, all years", structure.net_entry),
    (
        "net_entry",
        "output per hour alone, all years",
        lambda p: structure.net_entry(p, quality=False),
    ),
    (
        "manufacturer_gross",
        "contract manufacturers, first three years",
        lambda p: structure.margin(p, "gross_profit"),
    ),
    (
        "manufacturer_operating",
        "contract manufacturers, before tax, grants included",
        lambda p: structure.margin(p, "profit"),
    ),
)


@dataclass(frozen=True)
class OfSegments:
    """A published fact of a city's own, and the segments that it is of, as codes."""

    kind: str
    fact: Regularity
    segments: tuple[int, ...]


def regularities_of(city: City) -> list[OfSegments]:
    """The facts of ``regularities.csv``; a row without a segment is of the final goods left."""
    rows, roles = city.regularities, city.segments.role
    codes, kinds = rows.segment.tolist(), rows.fact
    final = {code for code, role in enumerate(roles) if role != "component"}
    found = []
    for at, (kind, code) in enumerate(zip(kinds, codes, strict=True)):
        named = {c for k, c in zip(kinds, codes, strict=True) if k == kind}
        segments = {code} if code >= 0 else final - named
        zh, en = NAMES.get(kind, ("{}", "{}"))
        fact = Regularity(
            rows.keys[at],
            zh.format(rows.name_zh[at]),
            en.format(rows.name_en[at]),
            rows.published[at],
            float(rows.low[at]),
            float(rows.high[at]),
        )
        found.append(OfSegments(kind, fact, tuple(sorted(segments))))
    return found


class Work:
    """Everything that the report needs, step by step, so that a bar can follow."""

    def __init__(self, city: str, plan: str, seeds: Sequence[int], long: bool = True) -> None:
        self.city, self.plan, self.seeds, self.long = city, plan, tuple(seeds), long
        self.panels: list[Panel] = []
        self.nine_years: list[Panel] = []
        """Runs as long as the published figure of net entry, empty where none is asked for."""
        self.findings: list[Finding] = []
        self.left_out: list[str] = []
        """Facts that could not be measured, for want of such firms."""

    @property
    def steps(self) -> int:
        """How often ``go`` comes back."""
        pairs = len(self.seeds[:PAIRS])
        equal = len(self.seeds) + 2 * len(self.seeds[:GENERATION_SEEDS]) if self.long else 0
        return len(self.seeds) + equal + 2 * pairs

    def go(self) -> Iterator[str]:
        """Run and measure; yields what was done after every run. Raises InputError."""
        for seed in self.seeds:
            self.panels.append(collect(self.city, self.plan, seed))
            yield "ensemble"
        own = regularities_of(city_cached(self.city))
        for key, sample, of in MEASURES:
            self._add(pooled(REGULARITIES[key], sample, of, self.panels))
        for mine in own:
            if mine.kind == "research":
                sample = "reported R&D by revenue, first three years"

                def by_sales(panels: Sequence[Panel], mine: OfSegments = mine) -> float:
                    return structure.research_by_sales(panels, mine.segments)

                self._add(pooled(mine.fact, sample, by_sales, self.panels))
        if self.long:
            yield from self._nine_years()
            yield from self._equal_sizes()
        yield from self._fit_years([mine for mine in own if mine.kind != "research"])
        yield from self._additionality()

    def _add(self, finding: Finding) -> None:
        """Keep what could be measured; what the city has too little of is told by name alone."""
        if isnan(finding.value):
            self.left_out.append(f"{finding.fact.name} ({finding.sample})")
        else:
            self.findings.append(finding)

    def _nine_years(self) -> Iterator[str]:
        """Net entry over as many years as the published figure is of."""
        about = city_cached(self.city)
        end = about.start + QUARTERS_PER_YEAR * (structure.WINDOW + 1) - 1
        last = quarter_text(max(end, about.end))
        with tempfile.TemporaryDirectory() as folder:
            longer = longer_city(self.city, Path(folder), last)
            for seed in self.seeds[:GENERATION_SEEDS]:
                self.nine_years.append(collect(longer, self.plan, seed))
                yield "nine years"
        sample = "output per hour times quality, over nine years"

        def measure(some: Sequence[Panel]) -> float:
            return structure.net_entry(some, years=structure.WINDOW)

        self._add(pooled(REGULARITIES["net_entry"], sample, measure, self.nine_years))

    def _equal_sizes(self) -> Iterator[str]:
        """The size tail that no data hand down: at the city's end, and after a generation."""
        about = city_cached(self.city)
        last = quarter_text(about.start + QUARTERS_PER_YEAR * GENERATION - 1)
        with tempfile.TemporaryDirectory() as folder:
            long = (last, self.seeds[:GENERATION_SEEDS], f"after {GENERATION} years")
            for end, some, when in (("", self.seeds, "last year"), long):
                equal = uniform_city(self.city, Path(folder), end)
                panels = []
                for seed in some:
                    panels.append(collect(equal, self.plan, seed))
                    yield "equal sizes"
                sample = f"from equal initial sizes, {when}"
                self._add(pooled(REGULARITIES["zipf"], sample, firms.zipf, panels))

    def _fit_years(self, own: Sequence[OfSegments]) -> Iterator[str]:
        """What is measured on a run that ends before the policy's year."""
        until = last_fit_quarter(self.city)
        city = city_cached(self.city)
        known = ", ".join(set(fit_years.COLUMNS).intersection(outcomes.columns(city)))
        found: list[list[float]] = [[] for _ in own]
        for seed in self.seeds[:PAIRS]:
            model = IndustryModel(city=self.city, plan=self.plan, outcomes=known, rng=seed)
            model.run(until)
            for mine, values in zip(own, found, strict=True):
                if mine.kind == "elasticity":
                    values.append(mean_elasticity(model, mine.segments))
                else:
                    values.append(fit_years.MEASURES[mine.kind][1](model))
            yield "fit years"
        for mine, values in zip(own, found, strict=True):
            if mine.kind == "elasticity":
                sample = f"lines by sales, {quarter_text(until)}"
            else:
                sample = fit_years.MEASURES[mine.kind][0]
            self._add(single(mine.fact, sample, values))

    def _additionality(self) -> Iterator[str]:
        until = last_fit_quarter(self.city)
        values: list[float] = []
        with tempfile.TemporaryDirectory() as folder:
            for seed in self.seeds[:PAIRS]:
                try:
                    generous = subsidised_plan(self.plan, self.city, until, Path(folder))
                    values += additionality(self.city, self.plan, generous, [seed], until)
                except InputError:
                    pass  # a plan that this city can't have
                yield "additionality"
        if values:
            sample = f"main plan's subsidy from the start, until {quarter_text(until)}"
            self._add(single(REGULARITIES["additionality"], sample, values))


def last_fit_quarter(city: str) -> int:
    """The end of the last whole year before the policy."""
    start = city_cached(city).policy_start
    return QUARTERS_PER_YEAR * (start // QUARTERS_PER_YEAR) - 1


def pooled(fact: Regularity, sample: str, of: Measure, panels: Sequence[Panel]) -> Finding:
    """A measure over all panels together, with the range of single ones."""
    with of_few_firms():
        return _finding(fact, sample, of(panels), [of([p]) for p in panels])


@contextmanager
def of_few_firms() -> Iterator[None]:
    """A city may lack the firms that a fact is of: then it is no number, and no warning."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


def single(fact: Regularity, sample: str, values: Sequence[float]) -> Finding:
    """The mean of what single runs give, of those that give anything."""
    known = [value for value in values if not isnan(value)]
    return _finding(fact, sample, float(np.mean(known)) if known else nan, values)


def _finding(fact: Regularity, sample: str, value: float, each: Sequence[float]) -> Finding:
    known = [v for v in each if not isnan(v)] or [value]
    return Finding(fact, sample, value, min(known), max(known))
