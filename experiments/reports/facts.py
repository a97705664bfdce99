"""The report of the stylised facts: the model beside published figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from abm.facts import PARTS
from abm.version import MODEL_VERSION
from agents.kinds import FIRM_KINDS
from experiments.reports.cells import minus
from experiments.reports.report import Heading, Report, Table
from experiments.studies.validation import firms, structure
from experiments.studies.validation.facts import Work, of_few_firms

TITLE = "Stylised facts"


def facts_table(work: Work, published: bool = False) -> Table:
    """A line a finding, with or without the published figure in words."""
    rows = [
        [
            f.fact.name,
            *([f.fact.published] if published else []),
            minus(f"{f.fact.low:.2g}…{f.fact.high:.2g}"),
            f.sample,
            minus(f"{f.value:.3f}"),
            minus(f"{f.low:.2f}…{f.high:.2f}"),
            "yes" if f.holds else "**no**",
        ]
        for f in work.findings
    ]
    more = ["Published"] if published else []
    heads = ["Fact", *more, "Pass band", "Sample", "Model", "Single seeds", "Passes"]
    styles = ["" if f.holds else "red" for f in work.findings]
    return Table(heads, rows, TITLE, _left_out(work), "l", styles)


def _left_out(work: Work) -> str:
    names = "; ".join(work.left_out)
    return f"Left out, as the city has too few such firms: {names}." if names else ""


def facts_section(work: Work, command: str) -> Report:
    """The section of a document: findings, and what lies behind them."""
    panels = work.panels
    cohorts = panels[0].years[:-1].tolist()
    with of_few_firms():
        curves = [(str(year), firms.survival_curve(panels, year)) for year in cohorts]
        curves.append(("all", firms.survival_curve(panels)))
        by_share = [
            ("last year", [firms.zipf(panels, tail=t) for t in firms.TAILS]),
            ("third year", [firms.zipf(panels, year=2, tail=t) for t in firms.TAILS]),
            (
                "entrants alone, last year",
                [firms.zipf(panels, entrants=True, tail=t) for t in firms.TAILS],
            ),
        ]
        by_kind = [("all that sell", structure.research_by_kind(panels))]
        parts = [("all years", structure.growth_by_part(panels))]
        if work.nine_years:
            nine = structure.growth_by_part(work.nine_years, years=structure.WINDOW)
            parts.append(("nine years", nine))
        by_age = [("entrants", firms.hazard_by_age(panels))]
        by_size = [("all that sell", firms.hazard_by_size(panels))]
    ages = [str(age) for age in range(1, firms.SURVIVAL_YEARS + 1)]
    sizes = ["smallest quarter", "second", "third", "largest"]
    shares = [f"{t:.0%}" for t in firms.TAILS]
    left = _left_out(work)
    written = (
        f"Written by `{command}`: city `{work.city}`, plan `{work.plan}`, {len(work.seeds)} "
        f"seeds, model version {MODEL_VERSION}. Definitions and sources are in `abm/facts.py`; "
        "no figure of a test year is read. Pass bands were fixed before anything was measured, "
        "the tail's share and the growth sample after a first look."
    )
    notes = (
        f"The tail is the upper {100 * firms.TAIL:.0f} % of each segment, one threshold each, "
        "by regression of ln(rank − ½). A tail that the data hand down proves nothing, and a "
        "lognormal one bends with the share taken; from equal sizes it takes a generation to "
        "grow, which no run of the city's years can show. Axtell's exponent is of firms of all "
        "ages: entrants alone, of a few years at most, are held against what is published of "
        "young cohorts. Growth is of firms above 20 million "
        "yuan a year, against segment and year. Productivity is physical output per hour. The "
        "slope on neighbours is no proof of cause. Net entry after Foster, Haltiwanger and "
        "Krizan, of firms above 5 million yuan a year as in the published figure; who come and are "
        "as productive as the others carry as large a part of growth as of revenue. "
        "Additionality is of what firms bear of their R&D after the refund."
    )
    return Report(
        [
            written,
            facts_table(work, published=True),
            *([left] if left else []),
            notes,
            _numbers("Zipf exponent by share of firms in the tail", shares, by_share),
            _numbers("R&D by sales, first three years", FIRM_KINDS, by_kind),
            _numbers(
                "Part of the growth of productivity",
                [*PARTS, "revenue of those who came"],
                parts,
            ),
            Heading("Survival of entrants by age in years", 3),
            _numbers("Cohort", ages, [(name, curve[1:]) for name, curve in curves]),
            Heading("Exit hazard a year", 3),
            _numbers("By age in years", ages, by_age),
            _numbers("By size within the segment", sizes, by_size),
        ]
    )


def _numbers(
    first: str,
    heads: Iterable[str],
    rows: Sequence[tuple[str, NDArray[np.float64] | Sequence[float]]],
) -> Table:
    """Three decimals, nothing for what is not known."""
    cells = [[name, *("" if np.isnan(x) else f"{x:.3f}" for x in some)] for name, some in rows]
    return Table([first, *heads], cells)
