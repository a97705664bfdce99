"""A city's cell within a national path: totals hold, what is drawn forward is paid back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents import national_cells as rules

PART = st.integers(0, 100).map(lambda percent: percent / 100.0)
STOCK = st.floats(0.01, 1e6)
LIFE = st.floats(1.0, 15.0)


@given(STOCK, PART, st.integers(0, 500).map(lambda percent: percent / 100.0))
def test_the_national_total_holds(national: float, part: float, factor: float) -> None:
    found = rules.shared_out(np.array([national]), np.array([part]), np.array([factor]))[0]
    assert found.sum() == pytest.approx(national, rel=1e-12)
    assert (found >= 0.0).all()
    assert found[0] == pytest.approx(min(part * factor, 1.0) * national)


@given(STOCK, LIFE, st.floats(0.5, 4.0))
def test_under_the_reference_plan_nothing_is_added(stock: float, life: float, years: float) -> None:
    a = np.array([stock])
    assert rules.added_by_policy(a, a, np.ones(1), np.array([life]), years)[0] == 0.0
    half = np.full(1, 0.5)
    assert (
        rules.drawn_forward(
            a, a, support=half, support_reference=half, elasticity=np.ones(1), life=np.array([life])
        )[0]
        == 0.0
    )


@given(st.floats(0.5, 2.0), LIFE, st.floats(0.5, 4.0))
def test_the_stock_comes_to_what_the_plan_makes_of_it(
    ratio: float, life: float, years: float
) -> None:
    """With steady sales, stock and reference settle where A = f·A* within the speed's difference:
    the fixed point of A = A(1 − 1/4L) + ref + extra, ref = A*/(4L), is A = f·A*."""
    length, reference = np.array([life]), np.array([1000.0])
    stock = reference.copy()
    for _ in range(400):
        extra = rules.added_by_policy(stock, reference, np.array([ratio]), length, years)
        stock = rules.next_stock(stock, reference / (4.0 * length) + extra, length)
    assert stock[0] == pytest.approx(ratio * 1000.0, rel=1e-6)


@given(st.lists(st.floats(0.0, 0.6), min_size=1, max_size=12), LIFE)
@pytest.mark.slow
def test_a_trade_in_moves_nothing_in_sum(supports: list[float], life: float) -> None:
    length, pool, bought = np.array([life]), np.zeros(1), 0.0
    stock, path, none = np.array([1000.0]), np.array([50.0]), np.zeros(1)
    for support in (*supports, *[0.0] * int(400 * life)):
        forward = rules.drawn_forward(
            stock,
            path,
            support=np.array([support]),
            support_reference=none,
            elasticity=np.ones(1),
            life=length,
        )
        back = rules.paid_back(pool, length)
        pool = pool + forward - back
        bought += float(forward[0] - back[0])
    assert bought == pytest.approx(0.0, abs=1e-3)


def test_what_a_plan_does_to_use_against_its_equation() -> None:
    found = rules.attraction_of_use(
        np.array([0.5]), np.array([0.2]), np.array([0.1]), np.array([0.9])
    )
    assert found[0] == pytest.approx(0.5 * 1.2 * 0.9**-0.9)


def test_rivals_against_their_equation() -> None:
    h = np.array([0.25, 1.0, 2.0])
    found = rules.rivals(
        np.array([0.1, -0.2, 0.4]),
        0.7,
        np.array([0.2, -0.3, 0.1]),
        h,
        response=0.5,
        loyalty=0.6,
        spread=0.35,
        trend=0.05,
    )
    for i in range(3):
        own = np.sqrt(0.5) * np.sqrt(h[i]) * 0.7 + np.sqrt(0.5) * [0.2, -0.3, 0.1][i]
        expected = 0.5 * [0.1, -0.2 * 0.6, 0.4][i] + 0.35 * own + 0.05 * h[i]
        assert found[i] == pytest.approx(expected)


@given(st.integers(-100, 100).map(lambda x: x / 100.0), PART, st.floats(0.5, 5.0))
def test_reach_and_price_together_move_choice_by_r(
    log_rivals: float, part: float, effect: float
) -> None:
    """ln weight = ln reach − α_p·w·ln price: the sum is ln R whatever part comes as price."""
    reach, price = rules.by_reach_and_price(np.array([log_rivals]), part, np.array([effect]))
    assert np.log(reach[0]) - effect * np.log(price[0]) == pytest.approx(log_rivals, abs=1e-12)
