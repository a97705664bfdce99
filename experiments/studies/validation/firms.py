"""Measures on panels: sizes, growth, productivity, entry and exit; pooled over all panels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from abm import facts
from engine.calendar import QUARTERS_PER_YEAR
from experiments.studies.arrays import Floats
from experiments.studies.validation.panel import Panel

TAIL, TAILS = 0.2, (0.1, 0.2, 0.3, 0.5)
"""Upper share of a segment's firms whose sizes make the tail; others that the report shows too."""

ABOVE_SCALE = 20.0
"""Yearly revenue from which Chinese statistics count a firm, million yuan: the growth sample."""

SURVIVAL_YEARS = 5
SIZE_CLASSES = 4


def zipf(
    panels: Sequence[Panel], entrants: bool = False, year: int = -1, tail: float = TAIL
) -> float:
    """Size tail at the end of a year (by place, −1 the last), without the firms that data name."""
    sizes, segments = [], []
    for p in panels:
        use = p.alive[year] & ~p.named & (p.revenue[year] > 0.0)
        use &= p.entrant if entrants else True
        sizes.append(p.revenue[year][use])
        segments.append(p.segment[use])
    return facts.rank_exponent(np.concatenate(sizes), np.concatenate(segments), tail)


def cohort_skewness(panels: Sequence[Panel], age: int) -> float:
    """Skewness of ln jobs of entrants ``age`` years after the year of their birth, at its end,
    within segment and year. Of those alive then: selection is part of it."""
    jobs, groups = [], []
    for run, p in enumerate(panels):
        for year in range(len(p.years)):
            aged = p.years[year] - p.born // QUARTERS_PER_YEAR == age
            use = p.alive[year] & p.entrant & aged & (p.staff[year] > 0.0)
            jobs.append(p.staff[year][use])
            groups.append((run * len(p.years) + year) * 1000 + p.segment[use])
    return facts.log_skewness(np.concatenate(jobs), np.concatenate(groups))


def cohort_tail(panels: Sequence[Panel]) -> float:
    """Size tail of entrants by that of all firms but those that data name, in the last year."""
    return zipf(panels, entrants=True) / zipf(panels)


def growth(panels: Sequence[Panel], entrants: bool = False) -> tuple[Floats, Floats]:
    """Standardised growth of firms above scale, and their size against their segment's mean.

    Firms that data name are left out; so are years in which a firm did not sell in every quarter.
    """
    sizes, rates = [], []
    for p in panels:
        for year in range(len(p.years) - 1):
            before, after = p.revenue[year], p.revenue[year + 1]
            use = ~p.named & p.full[year] & p.full[year + 1] & (before >= ABOVE_SCALE)
            use &= p.alive[year] & p.alive[year + 1] & (p.entrant if entrants else True)
            group = p.segment[use]
            rates.append(facts.log_growth(before[use], after[use], group))
            sizes.append(facts.relative_size(before[use], group))
    return np.concatenate(sizes), np.concatenate(rates)


def subbotin(panels: Sequence[Panel], entrants: bool = False) -> float:
    """Shape of the distribution of yearly growth."""
    return facts.subbotin_shape(growth(panels, entrants)[1])


def size_variance(panels: Sequence[Panel], entrants: bool = False) -> float:
    """Fall of growth's spread with size."""
    return facts.size_variance_slope(*growth(panels, entrants))


def productivity(panels: Sequence[Panel], year: int = -1) -> float:
    """90/10 within segments among all living firms."""
    value = np.concatenate([p.productivity[year][p.alive[year]] for p in panels])
    return facts.percentile_ratio(value, np.concatenate([p.segment[p.alive[year]] for p in panels]))


def entry(panels: Sequence[Panel]) -> float:
    """Mean entry rate a year, entrants over the firms at the start of the year."""
    rates = []
    for p in panels:
        born = p.born // QUARTERS_PER_YEAR
        entrants = np.array([(p.entrant & (born == year)).sum() for year in p.years[1:]])
        before = p.alive[:-1].sum(axis=1)
        rates.append(facts.entry_rate(entrants.astype(np.float64), before.astype(np.float64)))
    return float(np.nanmean(rates))


def survival_curve(panels: Sequence[Panel], cohort: int | None = None) -> Floats:
    """Kaplan–Meier survival of entrants by year of age; of all, or of those born in one year."""
    ages, dead = [], []
    for p in panels:
        use = p.entrant & (cohort is None or p.born // QUARTERS_PER_YEAR == cohort)
        ended = np.where(p.died >= 0, p.died, p.end)
        ages.append((ended - p.born)[use])
        dead.append((p.died >= 0)[use])
    longest = QUARTERS_PER_YEAR * SURVIVAL_YEARS
    curve = facts.kaplan_meier(np.concatenate(ages), np.concatenate(dead), longest)
    return curve[::QUARTERS_PER_YEAR]


def survival(panels: Sequence[Panel]) -> float:
    """Share of entrants that reach the fifth year."""
    return float(survival_curve(panels)[SURVIVAL_YEARS])


def hazard_by_age(panels: Sequence[Panel]) -> Floats:
    """Exit hazard of entrants in each year of age, of those watched to its end."""
    classes, left = [], []
    for p in panels:
        ended = np.where(p.died >= 0, p.died, p.end + 1)
        for age in range(SURVIVAL_YEARS):
            until = p.born + QUARTERS_PER_YEAR * (age + 1)
            use = p.entrant & (ended > until - QUARTERS_PER_YEAR) & (until <= p.end)
            classes.append(np.full(int(use.sum()), age))
            left.append((ended <= until)[use])
    return facts.exit_hazard(np.concatenate(classes), np.concatenate(left), SURVIVAL_YEARS)


def hazard_by_size(panels: Sequence[Panel]) -> Floats:
    """Exit hazard by quarter of revenue within the segment, among firms that sell, smallest first.

    Firms that data name are left out.
    """
    classes, left = [], []
    for p in panels:
        for year in range(len(p.years) - 1):
            use = p.alive[year] & ~p.named & (p.revenue[year] > 0.0)
            size, segment = p.revenue[year][use], p.segment[use]
            classes.append(facts.quantile_class(size, segment, SIZE_CLASSES))
            left.append(~p.alive[year + 1][use])
    return facts.exit_hazard(np.concatenate(classes), np.concatenate(left), SIZE_CLASSES)


def hazard_size(panels: Sequence[Panel]) -> float:
    """Hazard of the largest over that of the smallest."""
    return float(hazard_by_size(panels)[-1] / hazard_by_size(panels)[0])


def persistence(panels: Sequence[Panel]) -> float:
    """Mean rank correlation of revenue from one year to the next, all firms that sold in both."""
    found = []
    for p in panels:
        for year in range(len(p.years) - 1):
            use = p.full[year] & p.full[year + 1] & p.alive[year + 1]
            found.append(facts.rank_correlation(p.revenue[year][use], p.revenue[year + 1][use]))
    return float(np.mean(found))
