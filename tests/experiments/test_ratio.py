"""Fieller's interval against its definition and by simulation; present values."""

from math import sqrt

import numpy as np
import pytest

from experiments.studies.cost import present_value
from experiments.studies.ratio import ratio_of_means

TRUE_RATIO = 2.5


def test_interval_holds_the_ratios_that_a_paired_test_does_not_reject() -> None:
    """Each ratio on a fine grid is put to Student's test of mean(a − r·b) = 0."""
    from scipy.stats import ttest_1samp

    rng = np.random.default_rng(3)
    below = rng.normal(4.0, 2.0, 12)
    above = 1.5 * below + rng.normal(0.0, 3.0, 12)
    found = ratio_of_means(above, below)
    grid = np.linspace(0.0, 4.0, 801)
    kept = grid[[ttest_1samp(above - r * below, 0.0).pvalue > 0.05 for r in grid]]
    assert found.value == pytest.approx(above.mean() / below.mean())
    assert found.low == pytest.approx(kept.min(), abs=0.006)
    assert found.high == pytest.approx(kept.max(), abs=0.006)


def test_a_known_denominator_gives_students_interval() -> None:
    """With b the same in every seed the ratio is a mean by a constant: 10 ± 3.18·2.58/√4."""
    above = np.array([8.0, 12.0, 13.0, 7.0])
    found = ratio_of_means(above, np.full(4, 2.0))
    half = 3.182446305 * above.std(ddof=1) / sqrt(4) / 2.0
    assert found.value == 5.0
    assert (found.low, found.high) == pytest.approx((5.0 - half, 5.0 + half))


def test_coverage() -> None:
    """95 % intervals hold the true ratio in 95 % of samples of ten (4 standard errors)."""
    rng = np.random.default_rng(1)
    samples, held = 1500, 0
    for _ in range(samples):
        below = rng.normal(2.0, 1.0, 10)
        above = TRUE_RATIO * 2.0 + rng.normal(0.0, 2.0, 10) + 0.8 * (below - 2.0)
        found = ratio_of_means(above, below)
        held += not found.estimable or found.low <= TRUE_RATIO <= found.high
    assert held / samples == pytest.approx(0.95, abs=4 * sqrt(0.95 * 0.05 / samples))


@pytest.mark.parametrize(
    "below", [[1.0, -1.0, 0.5, -0.4], [0.0, 0.0, 0.0, 0.0], [5.0, 0.1, -3.0, 1.0]]
)
def test_not_estimable_where_the_denominator_may_be_zero(below: list[float]) -> None:
    found = ratio_of_means(np.array([3.0, 4.0, 5.0, 6.0]), np.array(below))
    assert not found.estimable


def test_one_seed_tells_nothing() -> None:
    assert not ratio_of_means(np.array([3.0]), np.array([1.0])).estimable


def test_present_value_by_hand() -> None:
    """Before the start nothing counts; a year later a yuan is worth 1/1.1."""
    quarters = np.arange(8)
    spending = np.array([99.0, 99.0, 10.0, 0.0, 0.0, 0.0, 11.0, 0.0])
    assert present_value(spending, quarters, 2, 0.1) == pytest.approx(10.0 + 11.0 / 1.1)
    assert present_value(spending, quarters, 2, 0.0) == pytest.approx(21.0)
