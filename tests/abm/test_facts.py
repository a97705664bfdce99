"""Measures of stylised facts on samples whose facts are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm import facts

ONE = 4000


def luck(seed: int = 7) -> np.random.Generator:
    return np.random.default_rng(seed)


def group(size: int, groups: int = 1) -> np.ndarray:
    return np.arange(size) % groups


# Size tails --------------------------------------------------------------------------------


@pytest.mark.parametrize("zeta", [0.8, 1.06, 1.4, 2.0])
@pytest.mark.parametrize("estimate", [facts.hill_exponent, facts.rank_exponent])
def test_the_tail_of_a_pareto_is_found(estimate, zeta):
    size = (1.0 - luck().random(5 * ONE)) ** (-1.0 / zeta)
    assert estimate(size, group(len(size)), 0.2) == pytest.approx(zeta, rel=0.1)


@pytest.mark.parametrize("estimate", [facts.hill_exponent, facts.rank_exponent])
def test_markets_of_different_size_make_no_tail(estimate):
    """Pooled within groups, a factor on a whole group's sizes changes nothing."""
    size = (1.0 - luck().random(ONE)) ** (-1.0 / 1.5)
    code = group(ONE, 4)
    scaled = size * np.array([1e-3, 1.0, 20.0, 1e4])[code]
    assert estimate(scaled, code, 0.2) == pytest.approx(estimate(size, code, 0.2), rel=1e-9)


def test_groups_too_small_for_a_tail_stay_out():
    size = np.exp(luck().standard_normal(80))
    assert np.isnan(facts.hill_exponent(size, group(80, 4), 0.2))
    assert np.isnan(facts.rank_exponent(size, group(80, 4), 0.2))


def test_the_rank_regression_is_that_of_a_small_sample_by_hand():
    size = np.array([*np.ones(11), *(2.0 ** np.arange(1, 12))])
    rank = np.log(np.arange(11, 0, -1) - 0.5)
    slope = np.polyfit(np.log(size[11:]), rank, 1)[0]
    assert facts.rank_exponent(size, group(22), 0.5) == pytest.approx(-slope)


# Growth ------------------------------------------------------------------------------------


def test_growth_is_net_of_its_group():
    before = np.ones(40)
    code = group(40, 2)
    steps = 0.1 * luck().standard_normal(40) * np.array([1.0, 5.0])[code]
    found = facts.log_growth(before, np.exp(steps + code), code)
    for c in (0, 1):
        assert found[code == c].mean() == pytest.approx(0.0, abs=1e-12)
        assert found[code == c].std() == pytest.approx(1.0)


def test_growth_of_small_groups_is_not_told():
    code = np.array([0] * 10 + [1] * 9)
    found = facts.log_growth(np.ones(19), np.exp(luck().standard_normal(19)), code)
    assert np.isfinite(found[:10]).all()
    assert np.isnan(found[10:]).all()


@pytest.mark.parametrize(("shape", "sample"), [(1.0, "laplace"), (2.0, "standard_normal")])
def test_the_shape_of_known_distributions_is_found(shape, sample):
    x = getattr(luck(), sample)(size=5 * ONE)
    assert facts.subbotin_shape(x) == pytest.approx(shape, rel=0.06)


@given(st.floats(1e-3, 1e3), st.floats(-10.0, 10.0))
def test_the_shape_does_not_depend_on_scale_and_place(scale, shift):
    x = luck().laplace(size=500)
    found = facts.subbotin_shape(scale * x + shift * scale)
    assert found == pytest.approx(facts.subbotin_shape(x), rel=1e-3)


def test_the_shape_is_the_likeliest_by_scipys_density():
    from scipy.stats import gennorm

    x = luck().laplace(size=400)
    x -= np.median(x)

    def likelihood(b: float) -> float:
        scale = np.mean(np.abs(x) ** b * b) ** (1.0 / b)  # the best for this shape
        return float(gennorm.logpdf(x, b, scale=scale).sum())

    best = facts.subbotin_shape(x)
    assert likelihood(best) > max(likelihood(0.98 * best), likelihood(1.02 * best))


def test_few_values_have_no_shape():
    x = np.full(100, np.nan)
    x[:29] = luck().standard_normal(29)
    assert np.isnan(facts.subbotin_shape(x))


@pytest.mark.parametrize("beta", [0.0, 0.15, 0.3])
def test_the_fall_of_spread_with_size_is_found(beta):
    size = np.exp(2.0 * luck().standard_normal(5 * ONE))
    growth = size**-beta * luck(8).laplace(size=5 * ONE)
    assert facts.size_variance_slope(size, growth) == pytest.approx(beta, abs=0.02)


def test_too_few_firms_have_no_slope():
    assert np.isnan(facts.size_variance_slope(np.ones(199), np.ones(199)))


# Spread, entry, exit -----------------------------------------------------------------------


def test_percentile_ratio_within_groups():
    draw = luck().standard_normal(5 * ONE)
    code = group(5 * ONE, 5)
    found = facts.percentile_ratio(np.exp(0.3 * draw + code), code)
    assert found == pytest.approx(np.exp(0.3 * 2 * 1.2816), rel=0.03)


def test_relative_size_has_mean_one_within_groups():
    size, code = np.exp(luck().standard_normal(60)), group(60, 3)
    log = np.log(facts.relative_size(size, code))
    assert [log[code == c].mean() for c in range(3)] == pytest.approx([0.0] * 3, abs=1e-12)


def test_quantile_classes_are_equal_and_in_order():
    size, code = np.exp(luck().standard_normal(80)), group(80, 2)
    found = facts.quantile_class(size, code, 4)
    for c in (0, 1):
        mine = code == c
        assert np.bincount(found[mine]).tolist() == [10, 10, 10, 10]
        assert (np.diff(found[mine][np.argsort(size[mine])]) >= 0).all()


def test_entry_rate_is_entrants_over_firms():
    found = facts.entry_rate(np.array([24.0, 5.0]), np.array([100.0, 0.0]))
    assert found[0] == 0.24
    assert np.isnan(found[1])


def test_hazard_by_class():
    risk = np.array([0, 0, 0, 0, 2, 2])
    left = np.array([True, False, False, False, True, True])
    found = facts.exit_hazard(risk, left, 3)
    assert found[[0, 2]].tolist() == [0.25, 1.0]
    assert np.isnan(found[1])


def test_survival_without_censoring_is_the_share_alive():
    duration = np.array([1, 2, 2, 3])
    found = facts.kaplan_meier(duration, np.ones(4, dtype=bool), 3)
    assert found == pytest.approx([1.0, 0.75, 0.25, 0.0])


def test_survival_of_those_who_leave_the_watch():
    """Kaplan and Meier by hand: at 1 one of four dies, one leaves at 2, one of two dies at 3."""
    duration, died = np.array([1, 2, 3, 4]), np.array([True, False, True, False])
    found = facts.kaplan_meier(duration, died, 5)
    assert found[:5] == pytest.approx([1.0, 0.75, 0.75, 0.375, 0.375])
    assert np.isnan(found[5])


@given(st.lists(st.integers(0, 1), min_size=5, max_size=60), st.integers(0, 99))
def test_survival_only_falls(flags, seed):
    duration = luck(seed).integers(1, 12, len(flags))
    found = facts.kaplan_meier(duration, np.array(flags, dtype=bool), 12)
    known = found[np.isfinite(found)]
    assert known[0] == 1.0
    assert (np.diff(known) <= 1e-12).all()
    assert known.min() >= 0.0


def test_rank_correlation_is_spearmans():
    from scipy.stats import spearmanr

    one = np.round(luck().random(50), 1)
    other = one + 0.2 * luck(8).random(50)
    assert facts.rank_correlation(one, other) == pytest.approx(spearmanr(one, other).statistic)


def test_bands_hold_the_published_and_refuse_what_is_no_number():
    zipf = facts.REGULARITIES["zipf"]
    assert zipf.holds(1.06)
    assert not zipf.holds(2.0)
    assert not zipf.holds(float("nan"))
    assert all(r.low < r.high and r.published for r in facts.REGULARITIES.values())


# Structure ---------------------------------------------------------------------------------


def test_the_slope_within_groups_forgets_their_levels():
    """y = .05 x + a level that falls with the group's mean of x, which would turn the sign."""
    code = group(ONE, 10)
    x = luck().normal(size=ONE) + code
    y = 0.05 * x - 2.0 * code
    assert facts.slope_within(y, x, code) == pytest.approx(0.05)


def test_net_entry_by_hand():
    """Two stay, one leaves, one enters; who leaves was bad, who enters is good."""
    before, after = np.array([0.0, 0.2, -0.4, 0.0]), np.array([0.1, 0.2, 0.0, 0.5])
    weight_before, weight_after = np.array([4.0, 4.0, 2.0, 0.0]), np.array([2.0, 2.0, 0.0, 4.0])
    start = 0.4 * 0.0 + 0.4 * 0.2 + 0.2 * -0.4
    growth = 0.25 * 0.1 + 0.25 * 0.2 + 0.5 * 0.5 - start
    entry, leaving = 0.5 * (0.5 - start), 0.2 * (-0.4 - start)
    parts = facts.growth_parts(before, after, weight_before, weight_after)
    assert parts[3:] == pytest.approx([entry, -leaving])
    assert parts.sum() == pytest.approx(growth)


def test_without_entry_and_exit_their_part_is_nothing():
    before = luck().normal(size=50)
    weight = luck(8).random(50) + 0.1
    assert (facts.growth_parts(before, before + 0.1, weight, weight[::-1].copy())[3:] == 0.0).all()
    assert np.isnan(facts.growth_parts(before, before, np.zeros(50), weight)).all()


def test_the_parts_of_growth_add_up_to_it_and_are_each_found_alone():
    """Stayers who gain; weights that move to the better; who come; who leave."""
    ones = np.ones(4)
    level = np.log(np.array([1.0, 2.0, 3.0, 4.0]))
    within = facts.growth_parts(level, level + 0.1, ones, ones)
    np.testing.assert_allclose(within, [0.1, 0.0, 0.0, 0.0, 0.0], atol=1e-12)
    between = facts.growth_parts(level, level, ones, np.array([1.0, 1.0, 1.0, 3.0]))
    assert between[1] > 0.0 and np.abs(between[[0, 2, 3, 4]]).max() < 1e-12
    luck_of = luck()
    after, before = luck_of.random(60), luck_of.random(60)
    old, new = luck_of.random(60) * (np.arange(60) % 3 > 0), luck_of.random(60)
    new[:7] = 0.0
    parts = facts.growth_parts(before, after, old, new)
    growth = (new * after).sum() / new.sum() - (old * before).sum() / old.sum()
    assert parts.sum() == pytest.approx(growth)
    assert np.isnan(facts.growth_parts(before, after, np.zeros(60), new)).all()


def test_who_come_as_productive_as_others_carry_growth_by_their_revenue():
    """A third of the last year's weight is of newcomers, and all are a tenth better than before."""
    before, after = np.zeros(60), np.full(60, 0.1)
    old = np.where(np.arange(60) < 40, 1.0, 0.0)
    parts = facts.growth_parts(before, after, old, np.ones(60))
    assert parts[3] / parts.sum() == pytest.approx(1.0 / 3.0)
