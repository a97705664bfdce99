"""Intervals where runs share their luck, against SciPy, by hand and by simulation."""

import numpy as np
import pytest
from scipy import stats

from experiments.studies.intervals import (
    clustered_error,
    clustered_share,
    effective_runs,
    student,
    wilson,
)

SURE = 0.95


def clustered_mean(values: np.ndarray, seeds: np.ndarray) -> tuple[float, float]:
    """A mean's interval from its error."""
    half = student(clustered_error(values, seeds), len(np.unique(seeds)), SURE)
    return values.mean() - half, values.mean() + half


def test_wilson_is_scipys() -> None:
    """Of whole numbers, all shares of up to thirty."""
    for runs in (1, 3, 10, 30):
        for hits in range(runs + 1):
            low, high = wilson(hits / runs, runs, SURE)
            there = stats.binomtest(hits, runs).proportion_ci(SURE, method="wilson")
            assert (low, high) == pytest.approx((there.low, there.high), abs=1e-12)


def test_runs_with_a_seed_of_their_own_are_independent() -> None:
    """Clusters of one: Student's interval and Wilson's, as SciPy has them."""
    values = np.array([1.0, 2.0, 4.0, 3.0, 7.0])
    seeds = np.arange(5)
    there = stats.ttest_1samp(values, 0.0).confidence_interval(SURE)
    assert clustered_mean(values, seeds) == pytest.approx((there.low, there.high))
    for hits in ([1, 0, 0, 1, 1], [0] * 5, [1] * 5):
        flags = np.array(hits, dtype=bool)
        wilsons = stats.binomtest(sum(hits), 5).proportion_ci(SURE, method="wilson")
        assert clustered_share(flags, seeds, SURE) == pytest.approx(
            (wilsons.low, wilsons.high), abs=1e-12
        )


def test_seeds_that_share_points_are_as_many_as_there_are() -> None:
    """48 points whose luck is all the seed's: 480 runs tell no more than 10 seeds do."""
    by_seed = np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0])
    seeds, values = np.repeat(np.arange(10), 48), np.repeat(by_seed, 48)
    there = stats.ttest_1samp(by_seed, 0.0).confidence_interval(SURE)
    assert clustered_mean(values, seeds) == pytest.approx((there.low, there.high))
    hits = values > 3.0
    assert effective_runs(hits, seeds) == pytest.approx(9.0, abs=0.2)
    low, high = clustered_share(hits, seeds, SURE)
    alone = wilson(0.5, 10, SURE)
    assert low <= alone[0] + 0.01 and high >= alone[1] - 0.01
    assert wilson(0.5, 480, SURE)[0] > low + 0.2  # what independent runs would have said


def test_nothing_is_certain() -> None:
    """All runs or none reach it, at all points of a few seeds: as if a seed were one run."""
    seeds = np.repeat(np.arange(12), 40)
    assert clustered_share(np.ones(480, dtype=bool), seeds, SURE)[0] == pytest.approx(
        wilson(1.0, 12, SURE)[0]
    )
    assert effective_runs(np.zeros(480, dtype=bool), seeds) == 12.0
    # The same third of the points, whatever the seed: luck is not seen, runs are not endless.
    third = np.tile(np.arange(48) % 3 == 0, 12)
    assert effective_runs(third, np.repeat(np.arange(12), 48)) == 576.0


def test_seeds_of_several_sizes() -> None:
    """The formula by hand, where some runs failed; and nothing from one seed."""
    values = np.array([1.0, 2.0, 3.0, 7.0, 8.0, 4.0])
    seeds = np.array([5, 5, 5, 9, 9, 1])
    mean = values.mean()
    sums = [(values[seeds == seed] - mean).sum() for seed in (1, 5, 9)]
    error = np.sqrt(3 / 2 * sum(s * s for s in sums)) / 6
    assert clustered_error(values, seeds) == pytest.approx(error)
    half = student(error, 3, SURE)
    assert clustered_mean(values, seeds) == pytest.approx((mean - half, mean + half))
    assert all(np.isnan(clustered_mean(values, np.zeros(6))))


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_intervals_hold_the_truth_as_often_as_they_say(share: float) -> None:
    """Twelve seeds at 20 points, half of the luck the seed's: naive intervals miss by far."""
    luck = np.random.Generator(np.random.Philox(8))
    seeds = np.repeat(np.arange(12), 20)
    line = stats.norm.ppf(share)
    held = {"clustered": 0, "naive": 0, "mean": 0}
    for _ in range(400):
        value = np.sqrt(0.5) * (luck.standard_normal(12)[seeds] + luck.standard_normal(len(seeds)))
        hits = value < line
        low, high = clustered_share(hits, seeds, SURE)
        held["clustered"] += low <= share <= high
        low_naive, high_naive = wilson(float(hits.mean()), len(hits), SURE)
        held["naive"] += low_naive <= share <= high_naive
        low, high = clustered_mean(value, seeds)
        held["mean"] += low <= 0.0 <= high
    assert held["naive"] < 0.75 * 400
    assert held["clustered"] >= 0.9 * 400
    assert 0.92 * 400 < held["mean"] < 0.98 * 400
