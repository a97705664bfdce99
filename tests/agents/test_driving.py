"""Driving levels of makers: equations, limits and signs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents import driving as rules

SHARES = st.integers(0, 1000).map(lambda n: n / 1000)
POSITIVE = st.floats(1e-3, 1e6)


def test_half_of_buyers_pay_what_the_middle_one_would() -> None:
    assert rules.willing(4000.0, 4000.0, 2.5) == pytest.approx(0.5)
    assert rules.willing(2000.0, 4000.0, 2.0) == pytest.approx(0.2)
    assert rules.willing(4000.0, 0.0, 2.5) == 1.0


@given(POSITIVE, POSITIVE, st.floats(1.0, 1.5), st.floats(0.5, 4.0))
def test_dearer_systems_find_fewer_buyers(
    worth: float, cost: float, dearer: float, slope: float
) -> None:
    less, more = rules.willing(worth, np.array([cost * dearer, cost]), slope)
    assert 0.0 <= less <= more <= 1.0


def test_worth_grows_and_rises_with_the_price_of_the_car() -> None:
    price = np.array([0.5, 1.0, 2.0])
    found = rules.worth(1000.0, 0.1, 2.0, price, 0.5)
    assert found == pytest.approx(1000.0 * np.exp(0.2) * np.sqrt(price))
    assert rules.worth(1000.0, 0.0, 9.0, price, 0.0) == pytest.approx(1000.0)


@given(SHARES, SHARES, SHARES.map(lambda share: 3.0 * share))
def test_a_level_rises_towards_its_aim_and_never_beyond(
    share: float, aim: float, pace: float
) -> None:
    after = share + float(rules.rise(np.array(share), aim, pace))
    assert share <= after <= max(share, aim) + 1e-12
    if aim <= share:
        assert after == share


def test_policy_and_alliances_raise_the_pace() -> None:
    allied = np.array([False, True])
    assert rules.pace(0.1, 0.0, allied, 0.5) == pytest.approx([0.1, 0.15])
    assert rules.pace(0.1, 0.3, allied, 0.5) == pytest.approx([0.13, 0.195])
    assert rules.pace(0.1, 0.0, allied, 0.0) == pytest.approx([0.1, 0.1])


def test_development_is_bounded_by_what_is_spent() -> None:
    rise, spent = np.array([0.02, 0.02, 0.0]), np.array([30.0, 90.0, 90.0])
    assert rules.developed(rise, spent, 3000.0) == pytest.approx([0.01, 0.02, 0.0])
    assert rules.developed(rise, np.zeros(3), 3000.0) == pytest.approx(0.0)
    assert rules.developed(rise, np.zeros(3), 0.0) == pytest.approx(rise)


def test_small_makers_join_and_large_ones_develop() -> None:
    """f·T·s*·N < D·(s* − s): 2,000 yuan · 5 · .4 · N against 3,000 million · .3: N < 225,000."""
    cars = np.array([1e3, 224e3, 226e3, 2e6])
    share, aim = np.full(4, 0.1), np.full(4, 0.4)
    found = rules.joins(share, aim, cars, fee=0.002, years=5.0, development=3000.0)
    assert found.tolist() == [True, True, False, False]
    assert not rules.joins(aim, aim, cars, fee=0.002, years=5.0, development=3000.0).any()
