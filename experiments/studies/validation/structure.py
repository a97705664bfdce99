"""Measures on panels: agglomeration, net entry, margins, and R&D by sales."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from abm import facts
from agents import kinds
from experiments.studies.arrays import Flags, Floats
from experiments.studies.validation.panel import Panel

COUNTED_FROM, WINDOW = 5.0, 9
"""Yearly revenue from which Chinese statistics counted a firm from 1998 to 2007, million yuan, and
the years between the two."""

FIT_YEARS = 3
"""Years that margins, R&D and agglomeration are looked at in: the ones before the policy."""


def agglomeration(panels: Sequence[Panel], trait: str = "productivity") -> float:
    """Slope of ln ``trait`` on ln jobs of others in the park, within segment and year.

    Of firms that sell and that no data name. A slope, no proof of cause: good parks draw good
    firms. Firms without neighbours stay out.
    """
    traits, masses, groups = [], [], []
    for run, p in enumerate(panels):
        for year in range(min(FIT_YEARS, len(p.years))):
            use = p.alive[year] & ~p.named & (p.revenue[year] > 0.0) & (p.neighbours[year] > 0.0)
            traits.append(np.log(getattr(p, trait)[year][use]))
            masses.append(np.log(p.neighbours[year][use]))
            groups.append((run * FIT_YEARS + year) * 1000 + p.segment[use])
    return facts.slope_within(
        np.concatenate(traits), np.concatenate(masses), np.concatenate(groups)
    )


def net_entry(panels: Sequence[Panel], quality: bool = True, years: int | None = None) -> float:
    """Net entry's part in the growth of productivity as Brandt, Van Biesebroeck and Zhang (2012)
    measure it, over all segments and runs by revenue.

    A firm is there in a year in which it sells for the least that their statistics count, so that
    who grows beyond it enters and who falls below leaves. From the first year over ``years``, their
    nine where the panel is as long; all of it where none is given. Productivity is physical output
    per hour, with ``quality`` times the technology that products start from; theirs is of value
    added by all factors. Weights are revenue.
    """
    return float(growth_by_part(panels, quality, years)[3:5].sum())


def growth_by_part(
    panels: Sequence[Panel], quality: bool = True, years: int | None = None
) -> Floats:
    """The parts of that growth, in the order of ``facts.PARTS``, which add up to one, and the
    share of the last year's revenue of firms that were not counted in the first, (6,).

    Where those who came are as productive as the others, they carry as large a part of growth as
    of revenue. NaN where nothing grew.
    """
    parts, came, whole = np.zeros(len(facts.PARTS)), 0.0, 0.0
    for p in panels:
        last = len(p.years) - 1 if years is None else min(years, len(p.years) - 1)
        level = np.log(np.where(p.productivity > 0.0, p.productivity, 1.0))
        if quality:
            level = level + np.log(np.where(p.technology > 0.0, p.technology, 1.0))
        counted = np.where(p.alive & (p.revenue >= COUNTED_FROM), p.revenue, 0.0)
        for segment in np.unique(p.segment).tolist():
            mine = p.segment == segment
            first, end = counted[0][mine], counted[last][mine]
            found = facts.growth_parts(level[0][mine], level[last][mine], first, end)
            if np.isfinite(found).all():
                parts += float(end.sum()) * found
                came, whole = came + float(end[first == 0.0].sum()), whole + float(end.sum())
    if parts.sum() <= 0.0:
        return np.full(len(parts) + 1, np.nan)
    return np.append(parts / parts.sum(), came / whole)


def margin(panels: Sequence[Panel], column: str, kind: int = kinds.CONTRACT) -> float:
    """Sum of a column of money of a kind of firms by the sum of its revenue, in the fit years."""
    return _ratio(panels, column, lambda p, year: p.kind[year] == kind)


def research_by_sales(panels: Sequence[Panel], segments: Sequence[int]) -> float:
    """Reported R&D by revenue of the firms of some segments, in the fit years."""
    return _ratio(panels, "research", lambda p, year: np.isin(p.segment, segments))


def research_by_kind(panels: Sequence[Panel]) -> Floats:
    """The same by kind of firm, in the order of ``agents.kinds.FIRM_KINDS``."""
    return np.array([margin(panels, "research", kind) for kind in range(len(kinds.FIRM_KINDS))])


def _ratio(panels: Sequence[Panel], column: str, which: Callable[[Panel, int], Flags]) -> float:
    above, below = 0.0, 0.0
    for p in panels:
        for year in range(min(FIT_YEARS, len(p.years))):
            use = p.alive[year] & (p.revenue[year] > 0.0) & which(p, year)
            above += float(getattr(p, column)[year][use].sum())
            below += float(p.revenue[year][use].sum())
    return above / below if below > 0.0 else float("nan")
