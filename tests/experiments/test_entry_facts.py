"""Young cohorts and net entry, measured on panels whose skewness, tails and parts are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from abm import facts
from agents.kinds import STARTUP
from experiments.studies.validation.firms import cohort_skewness, cohort_tail
from experiments.studies.validation.panel import Panel
from experiments.studies.validation.structure import growth_by_part, net_entry

BIRTH = 2019


def panel(staff: np.ndarray, revenue: np.ndarray, entrant: np.ndarray) -> Panel:
    """Firms of one segment, entrants born within the first of some years, (years, firms)."""
    years, firms = staff.shape
    whole, flags = np.zeros((years, firms)), np.ones((years, firms), dtype=bool)
    return Panel(
        lane=np.arange(firms),
        segment=np.zeros(firms, dtype=np.int64),
        born=np.where(entrant, BIRTH * 4 + 1, (BIRTH - 20) * 4),
        died=np.full(firms, -1),
        named=np.zeros(firms, dtype=bool),
        entrant=entrant,
        years=BIRTH + np.arange(years),
        revenue=revenue,
        full=flags,
        alive=flags,
        kind=np.full((years, firms), STARTUP),
        productivity=whole + 1.0,
        technology=whole + 1.0,
        gross_profit=whole,
        profit=whole,
        research=whole,
        staff=staff,
        neighbours=whole,
        end=(BIRTH + years) * 4 - 1,
    )


def luck(seed: int = 3) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_the_skewness_of_known_distributions_is_found() -> None:
    """Nothing of a lognormal, 2 where ln size is exponential, whatever the size of the market."""
    group = np.arange(20_000) % 2
    scale = np.array([1.0, 1e4])[group]
    lognormal = scale * np.exp(luck().standard_normal(20_000))
    assert facts.log_skewness(lognormal, group) == pytest.approx(0.0, abs=0.06)
    exponential = scale * np.exp(luck().exponential(size=20_000))
    assert facts.log_skewness(exponential, group) == pytest.approx(2.0, rel=0.1)
    assert facts.log_skewness(1.0 / exponential, group) == pytest.approx(-2.0, rel=0.1)


def test_the_skewness_is_scipys() -> None:
    from scipy.stats import skew

    size = np.exp(luck().gamma(2.0, size=50))
    assert facts.log_skewness(size, np.zeros(50, dtype=np.int64)) == pytest.approx(
        skew(np.log(size))
    )


def test_groups_too_small_are_not_told() -> None:
    size = np.exp(luck().standard_normal(18))
    assert np.isnan(facts.log_skewness(size, np.arange(18) % 2))
    assert np.isnan(facts.log_skewness(np.ones(20), np.zeros(20, dtype=np.int64)))


def test_a_cohort_is_measured_at_its_age_and_without_who_was_there_before() -> None:
    firms = 8_000
    entrant = np.arange(firms) % 2 == 0
    old = luck(9).exponential(size=firms)
    first, later = luck().exponential(size=firms), luck(4).standard_normal(firms)
    staff = np.exp(np.array([np.where(entrant, young, -3.0 * old) for young in (first, later)]))
    found = panel(staff, staff, entrant)
    assert cohort_skewness([found], 0) == pytest.approx(2.0, rel=0.15)
    assert cohort_skewness([found], 1) == pytest.approx(0.0, abs=0.1)
    assert np.isnan(cohort_skewness([found], 2))


def test_a_thinner_tail_has_the_larger_exponent() -> None:
    """Entrants of tail 2 among firms whose tail is that of the others, of tail 1."""
    firms = 40_000
    entrant = np.arange(firms) % 20 == 0
    size = (1.0 - luck().random(firms)) ** (-1.0 / np.where(entrant, 2.0, 1.0))
    found = panel(size[None], size[None], entrant)
    assert cohort_tail([found]) == pytest.approx(2.0, rel=0.1)


def test_net_entry_is_of_those_above_the_least_that_is_counted() -> None:
    """Of ten firms three grow beyond it; all are twice as productive in the end."""
    entrant = np.zeros(10, dtype=bool)
    revenue = np.array([[1.0] * 3 + [10.0] * 7, [20.0] * 3 + [10.0] * 7])
    found = panel(revenue, revenue, entrant)
    found = replace(found, productivity=np.repeat([[1.0], [2.0]], 10, axis=1))
    parts = growth_by_part([found])
    came = 60.0 / 130.0
    np.testing.assert_allclose(parts, [1.0, 0.0, -came, came, 0.0, came], atol=1e-12)
    assert net_entry([found]) == pytest.approx(came)
    assert np.isnan(growth_by_part([replace(found, productivity=revenue * 0.0 + 1.0)])).all()
