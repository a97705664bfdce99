"""Brands of a saturated market: the replicator against its equation, its limits, its sign."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.brand_rivalry import attraction, herfindahl, joint_share, replicated, volume

ONE = np.zeros(4, dtype=np.int64)
SHARE = np.array([0.4, 0.3, 0.2, 0.1])


def test_the_replicator_is_its_equation() -> None:
    seen = np.array([0.2, 0.0, -0.1, 0.4])
    weight = SHARE * np.exp(seen / 4.0)
    assert replicated(SHARE, seen, ONE, 1) == pytest.approx(weight / weight.sum(), rel=1e-12)


def test_for_short_steps_a_brand_grows_by_how_far_it_lies_above_the_mean() -> None:
    seen = np.array([0.2, 0.0, -0.1, 0.4]) * 1e-4
    expected = SHARE * (seen - SHARE @ seen) / 4.0
    assert replicated(SHARE, seen, ONE, 1) - SHARE == pytest.approx(expected, rel=1e-3)


def test_one_brand_has_all_and_equal_brands_keep_what_they_have() -> None:
    assert replicated(np.ones(1), np.array([0.7]), ONE[:1], 1) == pytest.approx([1.0])
    assert replicated(SHARE, np.full(4, 0.3), ONE, 1) == pytest.approx(SHARE, rel=1e-14)


def test_nothing_stays_nothing_and_a_vanishing_share_grows_as_what_it_is_worth() -> None:
    tiny = np.array([0.0, 1e-9, 0.6, 0.4 - 1e-9])
    seen = np.array([5.0, 0.4, 0.0, 0.0])
    found = replicated(tiny, seen, ONE, 1)
    assert found[0] == 0.0
    assert found[1] / tiny[1] == pytest.approx(np.exp(0.1), rel=1e-6)


def test_what_one_wins_the_others_lose_in_its_own_market_alone() -> None:
    market = np.array([0, 0, 1, 1])
    share = np.array([0.4, 0.6, 0.3, 0.7])
    found = replicated(share, np.array([0.5, 0.0, 0.0, 0.0]), market, 2)
    assert found[0] - share[0] == pytest.approx(share[1] - found[1])
    assert found[0] > share[0]
    assert found[2:] == pytest.approx(share[2:])


@given(
    st.lists(st.tuples(st.floats(0.0, 1.0), st.floats(-50.0, 50.0)), min_size=1, max_size=12),
    st.integers(1, 3),
)
def test_shares_add_up_to_one(brands: list[tuple[float, float]], markets: int) -> None:
    size, seen = (np.array(x) for x in zip(*brands, strict=True))
    market = np.arange(len(size)) % markets
    total = np.bincount(market, size + 1e-6, minlength=markets)
    share = (size + 1e-6) / total[market]
    for _ in range(3):
        share = replicated(share, seen, market, markets)
    found = np.bincount(market, share, minlength=markets)
    assert (share >= 0.0).all()
    assert found[np.unique(market)] == pytest.approx(1.0, abs=1e-12)


def test_attraction_is_stationary_and_a_year_leaves_its_part() -> None:
    luck = np.random.default_rng(1).standard_normal((400, 500))
    seen = 0.1 * luck[0]
    path = [seen]
    for step in luck[1:]:
        seen = attraction(seen, step, persistence=0.7, spread=0.1)
        path.append(seen)
    every = np.array(path)
    assert every.std() == pytest.approx(0.1, rel=0.02)
    assert np.corrcoef(every[:-4].ravel(), every[4:].ravel())[0, 1] == pytest.approx(0.7, abs=0.02)
    still = attraction(np.full(3, 0.2), np.ones(3), persistence=1.0, spread=0.1)
    assert still == pytest.approx(0.2)
    assert attraction(np.ones(1), np.ones(1), persistence=0.0, spread=0.1) == pytest.approx([0.1])


def test_what_is_sold_goes_with_share_and_market() -> None:
    found = volume(np.array([0.2, 0.1]), np.array([0.1, 0.0]), np.full(2, 90.0), np.full(2, 100.0))
    assert found == pytest.approx([1.8, 0.0])


def test_concentration_counts_the_largest() -> None:
    assert joint_share(SHARE, 2) == pytest.approx(0.7)
    assert joint_share(SHARE, 5) == pytest.approx(1.0)
    assert herfindahl(SHARE) == pytest.approx(0.3)
    assert herfindahl(np.full(10, 0.1)) == pytest.approx(0.1)
