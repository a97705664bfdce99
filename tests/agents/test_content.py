"""Content that follows users and brings them: its equation, its limits, the loop of both sides."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.content import titles, worth

ONE = np.ones(1)


def after(stock: float, base: float, support: float = 0.0, entry: float = 0.6) -> float:
    found = titles(
        np.array([stock]), np.array([base]), ONE, np.array([support]), entry=entry, life=2.0
    )
    return float(found[0])


def test_titles_are_their_equation() -> None:
    assert after(1.5, 3.0, 0.2) == pytest.approx(1.5 + (3.0**0.6 * 1.2 - 1.5) / 8.0)


def test_the_start_is_in_balance_and_neutral() -> None:
    assert after(1.0, 1.0) == 1.0
    assert worth(np.array([1.7]), np.array([1.7]), 0.3)[0] == 1.0
    assert worth(np.array([2.0]), ONE, 0.0)[0] == 1.0


def test_more_users_bring_titles_and_without_users_titles_age_away() -> None:
    assert after(1.0, 1.1) > 1.0 > after(1.0, 0.9)
    assert after(1.0, 1.0, 0.2) > 1.0
    left = 1.0
    for _ in range(200):
        left = after(left, 0.0)
    assert 0.0 <= left < 1e-9
    assert after(1.0, 5.0, entry=0.0) == 1.0  # developers who do not look at users


@given(st.floats(0.01, 100.0), st.floats(0.0, 1.0), st.floats(0.1, 1.0))
def test_titles_come_to_what_users_and_policy_bring(
    base: float, support: float, entry: float
) -> None:
    stock = 1.0
    for _ in range(400):
        stock = after(stock, base, support, entry)
    assert stock == pytest.approx(base**entry * (1.0 + support), rel=1e-6)


@given(st.floats(0.05, 1.0), st.floats(0.1, 0.5), st.floats(0.3, 1.0))
def test_the_loop_multiplies_by_what_it_says(push: float, value: float, entry: float) -> None:
    """A push of (1 + s) on titles ends as (1 + s)^(γ/(1 − βγ)) on users, where users follow."""
    stock, base = 1.0, 1.0
    for _ in range(4000):
        stock = after(stock, base, push, entry)
        base += (float(worth(np.array([stock]), ONE, value)[0]) - base) / 8.0
    assert np.log(base) == pytest.approx(value / (1.0 - entry * value) * np.log1p(push), rel=1e-4)
