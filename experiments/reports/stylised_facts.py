"""The model's stylised facts beside published ones: runs, measures, tables."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import isnan, nan
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from abm.city.city import city_cached
from abm.facts import NAMES, REGULARITIES, Regularity
from abm.model import IndustryModel
from abm.version import MODEL_VERSION
from agents.city import City
from agents.kinds import FIRM_KINDS
from engine.calendar import QUARTERS_PER_YEAR, quarter_text
from engine.document import InputError
from experiments.reports.markdown import heading, minus, number, row
from experiments.studies.validation import firms, structure
from experiments.studies.validation.additionality import additionality, subsidised_plan
from experiments.studies.validation.elasticity import mean_elasticity
from experiments.studies.validation.panel import Panel, collect, longer_city, uniform_city

Floats = NDArray[np.float64]

TITLE = "Stylised facts"

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
    ("zipf", "entrants alone, last year", lambda p: firms.zipf(p, entrants=True)),
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
    """A published fact of a city's own industries, and the segments that it is of, as codes."""

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
        fact = Regularity(
            rows.keys[at],
            NAMES[kind].format(rows.name_en[at]),
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
        yield from self._elasticities([mine for mine in own if mine.kind == "elasticity"])
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
            panels = []
            for seed in self.seeds[:GENERATION_SEEDS]:
                panels.append(collect(longer, self.plan, seed))
                yield "nine years"
        sample = "output per hour times quality, over nine years"

        def measure(some: Sequence[Panel]) -> float:
            return structure.net_entry(some, years=structure.WINDOW)

        self._add(pooled(REGULARITIES["net_entry"], sample, measure, panels))

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

    def _elasticities(self, own: Sequence[OfSegments]) -> Iterator[str]:
        until = last_fit_quarter(self.city)
        found: list[list[float]] = [[] for _ in own]
        for seed in self.seeds[:PAIRS]:
            model = IndustryModel(city=self.city, plan=self.plan, rng=seed).run(until)
            for mine, values in zip(own, found, strict=True):
                values.append(mean_elasticity(model, mine.segments))
            yield "elasticities"
        sample = f"lines by sales, {quarter_text(until)}"
        for mine, values in zip(own, found, strict=True):
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
    with _of_few_firms():
        return _finding(fact, sample, of(panels), [of([p]) for p in panels])


@contextmanager
def _of_few_firms() -> Iterator[None]:
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


def measure(panels: Sequence[Panel]) -> list[Finding]:
    """Every fact that firms' years tell."""
    return [pooled(REGULARITIES[key], sample, of, panels) for key, sample, of in MEASURES]


def table(findings: Sequence[Finding]) -> list[str]:
    """Findings as rows of Markdown."""
    rows = heading("Fact", ["Published", "Pass band", "Sample", "Model", "Single seeds", "Passes"])
    rows += [row(f.fact.name, [f.fact.published, *_cells(f)]) for f in findings]
    return rows


def _cells(f: Finding) -> list[str]:
    band = minus(f"{f.fact.low:.2g}…{f.fact.high:.2g}")
    range_ = minus(f"{f.low:.2f}…{f.high:.2f}")
    passes = "yes" if f.holds else "**no**"
    return [band, f.sample, minus(f"{f.value:.3f}"), range_, passes]


def terminal_table(work: Work) -> Table:
    """Findings for the terminal."""
    left = _left_out(work)
    found = Table(title=TITLE, title_justify="left", caption=left or None, caption_justify="left")
    for name in ("Fact", "Pass band", "Sample", "Model", "Single seeds", "Passes"):
        found.add_column(name)
    for f in work.findings:
        *cells, _ = _cells(f)
        found.add_row(
            f.fact.name, *cells, "yes" if f.holds else "no", style="" if f.holds else "red"
        )
    return found


def _left_out(work: Work) -> str:
    names = "; ".join(work.left_out)
    return f"Left out, as the city has too few such firms: {names}." if names else ""


def report(work: Work, command: str) -> list[str]:
    """The section of the report."""
    with _of_few_firms():
        return _report(work, command)


def _report(work: Work, command: str) -> list[str]:
    panels = work.panels
    cohorts = panels[0].years[:-1].tolist()
    curves = [(str(year), firms.survival_curve(panels, year)) for year in cohorts]
    curves.append(("all", firms.survival_curve(panels)))
    ages = [str(age) for age in range(1, firms.SURVIVAL_YEARS + 1)]
    sizes = ["smallest quarter", "second", "third", "largest"]
    return [
        (
            f"Written by `{command}`: city `{work.city}`, plan `{work.plan}`, {len(work.seeds)} "
            f"seeds, model version {MODEL_VERSION}. Definitions and sources are in `abm/facts.py`; "
            "no figure of a test year is read. Pass bands were fixed before anything was measured, "
            "the tail's share and the growth sample after a first look."
        ),
        "",
        *table(work.findings),
        "",
        *([_left_out(work), ""] if work.left_out else []),
        (
            f"The tail is the upper {100 * firms.TAIL:.0f} % of each segment, one threshold each, "
            "by regression of ln(rank − ½). A tail that the data hand down proves nothing, and a "
            "lognormal one bends with the share taken; from equal sizes it takes a generation to "
            "grow, which no run of the city's years can show. Growth is of firms above 20 million "
            "yuan a year, against segment and year. Productivity is physical output per hour. The "
            "slope on neighbours is no proof of cause. Net entry after Foster, Haltiwanger and "
            "Krizan, of firms above 5 million yuan a year as in the published figure. "
            "Additionality is of what firms bear of their R&D after the refund."
        ),
        "",
        *heading("Zipf exponent by share of firms in the tail", [f"{t:.0%}" for t in firms.TAILS]),
        _row("last year", np.array([firms.zipf(panels, tail=t) for t in firms.TAILS])),
        _row("third year", np.array([firms.zipf(panels, year=2, tail=t) for t in firms.TAILS])),
        "",
        *heading("R&D by sales, first three years", list(FIRM_KINDS)),
        _row("all that sell", structure.research_by_kind(panels)),
        "",
        "### Survival of entrants by age in years",
        "",
        *heading("Cohort", ages),
        *(_row(name, curve[1:]) for name, curve in curves),
        "",
        "### Exit hazard a year",
        "",
        *heading("By age in years", ages),
        _row("entrants", firms.hazard_by_age(panels)),
        "",
        *heading("By size within the segment", sizes),
        _row("all that sell", firms.hazard_by_size(panels)),
    ]


def _row(name: str, values: Floats) -> str:
    return row(name, [number(value) for value in values.tolist()])
