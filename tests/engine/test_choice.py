"""Choice against plain scalar references written from the equations, and against its limits."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.choice import (
    gumbel,
    gumbel_pick,
    logit_shares,
    nested_logit,
    poisson_by_inverse,
    race,
)

NONE = -math.inf


# Scalar references -------------------------------------------------------------------------


def scalar_shares(utility, group):
    """exp(U_j) / sum exp(U) in exact order, without any shift."""
    total = defaultdict(float)
    for u, g in zip(utility, group, strict=True):
        total[g] += math.exp(u)
    return [
        math.exp(u) / total[g] if total[g] > 0 else 0.0 for u, g in zip(utility, group, strict=True)
    ]


def scalar_inclusive_value(utility, scale, variety):
    n = len(utility)
    mean = sum(math.exp(u / scale) for u in utility) / n
    return scale * math.log(mean) + variety * math.log(n)


def scalar_poisson(mean, u):
    k, term = 0, math.exp(-mean)
    below = term
    while u >= below:
        k += 1
        term *= mean / k
        below += term
    return k


# Strategies --------------------------------------------------------------------------------

GROUPS = 5


@st.composite
def markets(draw, low=-50.0, high=50.0, empty=True):
    """(utility, group): rows in GROUPS groups, some -inf if `empty`."""
    rows = draw(st.integers(0, 30))
    number = st.floats(low, high, allow_nan=False)
    element = st.one_of(number, st.just(NONE)) if empty else number
    utility = draw(hnp.arrays(np.float64, rows, elements=element))
    group = draw(hnp.arrays(np.int64, rows, elements=st.integers(0, GROUPS - 1)))
    return utility, group


uniforms = st.floats(0.0, 1.0, exclude_max=True, allow_nan=False)


# Logit shares ------------------------------------------------------------------------------


@given(markets())
def test_shares_equal_the_scalar_reference(market):
    utility, group = market
    assert logit_shares(utility, group, GROUPS) == pytest.approx(
        scalar_shares(utility.tolist(), group.tolist()), rel=1e-12, abs=1e-300
    )


@given(markets(-1e300, 1e300))
def test_shares_add_to_one_where_anything_is_on_offer(market):
    utility, group = market
    shares = logit_shares(utility, group, GROUPS)
    assert ((shares >= 0.0) & (shares <= 1.0)).all()
    offered = np.bincount(group[utility > NONE], minlength=GROUPS) > 0
    assert np.bincount(group, shares, GROUPS) == pytest.approx(offered.astype(float), rel=1e-12)
    assert (shares[utility == NONE] == 0.0).all()


@given(markets(), st.integers(0, 29), st.floats(0.01, 10.0))
def test_a_better_alternative_takes_share_from_its_own_group_only(market, row, gain):
    utility, group = market
    if row >= len(utility) or utility[row] == NONE:
        return
    better = utility.copy()
    better[row] += gain
    before, after = logit_shares(utility, group, GROUPS), logit_shares(better, group, GROUPS)
    rivals = (group == group[row]) & (np.arange(len(utility)) != row)
    elsewhere = group != group[row]
    assert after[row] >= before[row] * (1 - 1e-12)
    assert (after[rivals] <= before[rivals] * (1 + 1e-12)).all()
    assert (after[elsewhere] == before[elsewhere]).all()


@given(markets(), st.randoms(use_true_random=False))
def test_shares_do_not_depend_on_the_order_of_rows(market, random):
    utility, group = market
    order = np.array(random.sample(range(len(utility)), len(utility)), dtype=np.int64)
    assert logit_shares(utility[order], group[order], GROUPS) == pytest.approx(
        logit_shares(utility, group, GROUPS)[order], rel=1e-12
    )


def test_shares_at_the_limits():
    codes = np.zeros(3, dtype=np.int64)
    assert logit_shares(np.array([]), np.array([], dtype=np.int64), 4).tolist() == []
    assert logit_shares(np.array([]), np.array([], dtype=np.int64), 0).tolist() == []
    assert logit_shares(np.array([7.0]), codes[:1], 3).tolist() == [1.0]
    assert logit_shares(np.full(3, NONE), codes, 1).tolist() == [0.0, 0.0, 0.0]
    assert logit_shares(np.array([1e6, -1e6, NONE]), codes, 1).tolist() == [1.0, 0.0, 0.0]
    assert logit_shares(np.array([-1e6, -1e6, NONE]), codes, 1).tolist() == [0.5, 0.5, 0.0]
    # A share is either zero or so large that a caller's product with it can't underflow.
    thin = logit_shares(np.array([0.0, -599.0, -601.0]), codes, 1)
    assert thin[1] == pytest.approx(math.exp(-599.0), rel=1e-9)
    assert thin[2] == 0.0


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_utility_that_is_no_number_is_an_error(bad):
    codes = np.zeros(2, dtype=np.int64)
    with pytest.raises(ValueError, match="utility"):
        logit_shares(np.array([0.0, bad]), codes, 1)
    with pytest.raises(ValueError, match="utility"):
        nested_logit(np.array([0.0, bad]), codes, 1, 0.4, 0.1)
    with pytest.raises(ValueError, match="utility"):
        gumbel_pick(np.array([[0.0, bad]]), np.zeros((1, 2)))


@pytest.mark.parametrize("code", [-1, 2])
def test_a_group_code_out_of_range_is_an_error(code):
    with pytest.raises((ValueError, IndexError)):
        logit_shares(np.zeros(2), np.array([0, code]), 2)


def test_arguments_are_left_as_they_were():
    utility, group = np.array([1.0, NONE, -2e6]), np.array([0, 0, 1])
    kept = utility.copy()
    logit_shares(utility, group, 2)
    nested_logit(utility, group, 2, 0.4, 0.1)
    assert (utility == kept).all()


# Nests -------------------------------------------------------------------------------------

scales = st.floats(0.05, 3.0)


@given(markets(-20.0, 20.0, empty=False), scales, st.floats(-1.0, 1.0))
def test_inclusive_value_equals_the_scalar_reference(market, scale, variety):
    utility, nest = market
    value, count, _ = nested_logit(utility, nest, GROUPS, scale, variety)
    for f in range(GROUPS):
        own = utility[nest == f].tolist()
        assert count[f] == len(own)
        if own:
            wanted = scalar_inclusive_value(own, scale, variety)
            assert value[f] == pytest.approx(wanted, rel=1e-11, abs=1e-11)
        else:
            assert value[f] == NONE


@given(markets(-1e6, 1e6), scales, st.floats(0.0, 1.0))
def test_shares_within_a_nest_are_a_logit(market, scale, variety):
    utility, nest = market
    _, count, within = nested_logit(utility, nest, GROUPS, scale, variety)
    assert np.bincount(nest, within, GROUPS) == pytest.approx((count > 0).astype(float))
    with np.errstate(under="ignore"):
        scaled = utility / scale
    assert within == pytest.approx(logit_shares(scaled, nest, GROUPS), rel=1e-8, abs=1e-9)


def test_clones_are_worth_their_variety_alone():
    value, count, _ = nested_logit(np.full(9, 2.5), np.array([0] + [1] * 8), 2, 0.4, 0.1)
    assert count.tolist() == [1, 8]
    assert value[0] == 2.5
    assert value[1] == pytest.approx(2.5 + 0.1 * math.log(8), rel=1e-14)


def test_scale_one_and_equal_variety_is_the_plain_logsum():
    utility, nest = np.array([0.3, -1.0, 2.0]), np.zeros(3, dtype=np.int64)
    value, _, _ = nested_logit(utility, nest, 1, 1.0, 1.0)
    assert value[0] == pytest.approx(math.log(sum(math.exp(u) for u in utility)), rel=1e-14)


def test_alternatives_not_on_offer_count_for_nothing():
    utility, nest = np.array([1.0, NONE, NONE, 1.0]), np.array([0, 0, 1, 2])
    value, count, within = nested_logit(utility, nest, 4, 0.4, 0.1)
    assert value.tolist() == [1.0, NONE, 1.0, NONE]
    assert count.tolist() == [1, 0, 1, 0]
    assert within.tolist() == [1.0, 0.0, 0.0, 1.0]


def test_nests_with_huge_utilities_and_none():
    utility, nest = np.array([1e6, -1e6]), np.array([0, 1])
    assert nested_logit(utility, nest, 2, 0.4, 0.1)[0].tolist() == [1e6, -1e6]
    value, count, within = nested_logit(np.array([]), np.array([], dtype=np.int64), 2, 0.4, 0.1)
    assert value.tolist() == [NONE, NONE]
    assert count.tolist() == [0, 0]
    assert within.size == 0


@pytest.mark.parametrize("scale", [0.0, -1.0, math.nan, math.inf])
def test_a_nest_scale_must_be_positive(scale):
    with pytest.raises(ValueError, match="scale"):
        nested_logit(np.zeros(1), np.zeros(1, dtype=np.int64), 1, scale, 0.1)


# Single picks ------------------------------------------------------------------------------


@given(uniforms)
def test_gumbel_equals_the_scalar_reference(u):
    noise = gumbel(np.array([u]))[0]
    inside = min(max(u, 2.2250738585072014e-308), 1 - 2**-53)
    assert noise == pytest.approx(-math.log(-math.log(inside)), rel=1e-13, abs=1e-15)


def test_gumbel_is_finite_at_the_ends_and_has_the_mean_of_euler():
    assert np.isfinite(gumbel(np.array([0.0, 1.0, 5e-324]))).all()
    middles = (np.arange(100_000) + 0.5) / 100_000
    assert gumbel(middles).mean() == pytest.approx(np.euler_gamma, abs=1e-4)
    assert gumbel(middles.reshape(100, 1000)).shape == (100, 1000)


@given(
    hnp.arrays(
        np.float64,
        hnp.array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=6),
        elements=st.one_of(st.floats(-1e6, 1e6), st.just(NONE), st.integers(0, 2).map(float)),
    )
)
def test_pick_equals_the_scalar_reference(utility):
    noise = np.zeros_like(utility)
    wanted = []
    for row in utility.tolist():
        best = max(row, default=NONE)
        wanted.append(row.index(best) if best > NONE else -1)
    assert gumbel_pick(utility, noise).tolist() == wanted


def test_pick_draws_logit_shares():
    utility = np.array([0.0, 1.0, -0.5])
    noise = gumbel(np.random.Generator(np.random.Philox(3)).random((200_000, 3)))
    choice = gumbel_pick(np.broadcast_to(utility, noise.shape), noise)
    drawn = np.bincount(choice, minlength=3) / len(choice)
    wanted = logit_shares(utility, np.zeros(3, dtype=np.int64), 1)
    assert drawn == pytest.approx(wanted, abs=0.004)


@given(st.permutations(range(5)), st.lists(st.integers(0, 2), min_size=5, max_size=5))
def test_pick_breaks_ties_by_identity_in_any_order_of_columns(order, levels):
    columns = np.array(order)
    utility = np.array([levels], dtype=float)
    first = gumbel_pick(utility, np.zeros((1, 5)), np.arange(5))
    moved = gumbel_pick(utility[:, columns], np.zeros((1, 5)), columns)
    assert first[0] == levels.index(max(levels))
    assert columns[moved[0]] == first[0]


def test_an_added_alternative_moves_only_those_who_take_it():
    noise = gumbel(np.random.Generator(np.random.Philox(5)).random((1000, 4)))
    utility = np.zeros((1000, 4))
    without = utility.copy()
    without[:, 2] = NONE
    before, after = gumbel_pick(without, noise), gumbel_pick(utility, noise)
    assert ((after == before) | (after == 2)).all()
    assert (after == 2).any()


def test_a_race_is_won_by_whom_gumbel_noise_picks():
    random = np.random.default_rng(5)
    utility, uniform = random.normal(scale=3.0, size=(400, 9)), random.random((400, 9))
    utility[:, 3] = NONE
    order = np.argsort(race(utility, uniform), axis=1)
    assert (order == np.argsort(utility + gumbel(uniform), axis=1)).all()


def test_pick_without_rows_or_alternatives():
    assert gumbel_pick(np.zeros((2, 0)), np.zeros((2, 0))).tolist() == [-1, -1]
    assert gumbel_pick(np.zeros((0, 3)), np.zeros((0, 3))).tolist() == []
    assert gumbel_pick(np.full((1, 2), NONE), np.zeros((1, 2)), np.array([1, 0])).tolist() == [-1]


# Counts ------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.floats(0.0, 50.0), st.floats(0.0, 1.0 - 1e-9)), max_size=20))
def test_poisson_equals_the_scalar_reference(pairs):
    mean = np.array([m for m, _ in pairs])
    uniform = np.array([u for _, u in pairs])
    assert poisson_by_inverse(mean, uniform).tolist() == [scalar_poisson(m, u) for m, u in pairs]


@given(st.floats(0.0, 1.0 - 1e-9), st.floats(0.0, 49.0), st.floats(1e-6, 1.0))
def test_poisson_rises_with_its_mean(u, mean, more):
    low, high = poisson_by_inverse(np.array([mean, mean + more]), np.array([u, u]))
    assert low <= high


def test_poisson_of_one_row_does_not_depend_on_the_others():
    uniform = np.array([1 - 2.0**-53, 0.4, 1 - 2.0**-53])
    together = poisson_by_inverse(np.array([0.1, 30.0, 50.0]), uniform)
    alone = [
        poisson_by_inverse(np.array([m]), np.array([u]))[0]
        for m, u in zip([0.1, 30.0, 50.0], uniform, strict=True)
    ]
    assert together.tolist() == alone
    assert together[0] < 15
    assert together[2] < 160


def test_poisson_has_its_mean_and_variance():
    uniform = (np.arange(200_000) + 0.5) / 200_000
    for mean in (0.02, 1.3, 50.0):
        count = poisson_by_inverse(np.full(uniform.shape, mean), uniform)
        assert count.mean() == pytest.approx(mean, rel=1e-3)
        assert count.var() == pytest.approx(mean, rel=1e-2)


def test_poisson_at_the_limits():
    uniform = np.array([0.0, 0.5, 1 - 2.0**-53])
    assert poisson_by_inverse(np.zeros(3), uniform).tolist() == [0, 0, 0]
    assert poisson_by_inverse(np.full(3, 5e-324), uniform).tolist() == [0, 0, 0]
    assert poisson_by_inverse(np.array([]), np.array([])).tolist() == []
    edge = np.exp(-np.array([0.7, 3.0]))  # u = F(0) is not below F(0)
    assert poisson_by_inverse(np.array([0.7, 3.0]), edge).tolist() == [1, 1]
    assert poisson_by_inverse(np.ones((2, 3)), np.full((2, 3), 0.9)).tolist() == [[2] * 3] * 2
    assert poisson_by_inverse(np.ones(1), np.zeros(1)).dtype == np.int64
    for mean in (-0.1, 50.1, math.nan, math.inf):
        with pytest.raises(ValueError, match="mean"):
            poisson_by_inverse(np.array([mean]), np.array([0.5]))
    for u in (-0.1, 1.0, math.nan):
        with pytest.raises(ValueError, match="uniform"):
            poisson_by_inverse(np.array([1.0]), np.array([u]))
