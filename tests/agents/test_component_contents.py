"""What products hold: equations and invariants."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents import component_contents as rules

OF = np.array([-1, 0, 0, 1])
YUAN = st.integers(0, 10**6).map(lambda n: n / 100)
USUAL = np.array([0.0, 0.25, 0.75, 1.0])


def test_a_need_follows_what_a_unit_holds() -> None:
    start = np.array([[0.2, 0.1], [0.2, 0.1]])
    now, before = np.array([[6.0, 0.0], [0.0, 0.0]]), np.array([[4.0, 0.0], [0.0, 0.0]])
    assert rules.need(start, now, before) == pytest.approx(np.array([[0.3, 0.1], [0.2, 0.1]]))
    assert (rules.need(start, before, before) == start).all()


@given(st.lists(YUAN, min_size=2, max_size=2))
def test_needs_never_exceed_all_materials(now: list[float]) -> None:
    start = np.array([[0.5, 0.3]])
    found = rules.need(start, np.array([now]), np.ones((1, 2)))
    assert (found >= 0.0).all()
    assert found.sum() <= 1.0 + 1e-12


@given(st.lists(YUAN, min_size=4, max_size=4))
def test_parts_of_a_class_add_up(held: list[float]) -> None:
    found = rules.parts(np.array([held, [0.0] * 4]), OF, USUAL)
    for code in (0, 1):
        assert found[:, code == OF].sum(axis=1) == pytest.approx(1.0)
    assert (found[1] == USUAL).all()


def test_parts_are_those_of_the_contents() -> None:
    found = rules.parts(np.array([[0.0, 30.0, 10.0, 0.0]]), OF, USUAL)
    assert found == pytest.approx(np.array([[0.0, 0.75, 0.25, 1.0]]))


def test_a_market_grows_with_products_and_what_they_hold() -> None:
    units, before = np.array([20.0, 30.0]), np.array([10.0, 30.0])
    start = np.array([[6.0, 0.0], [2.0, 0.0]])
    assert rules.growth(before, before, start, start) == pytest.approx([1.0, 1.0])
    assert rules.growth(units, before, start, start)[0] == pytest.approx(180.0 / 120.0)
    assert rules.growth(before, before, 2.0 * start, start)[0] == pytest.approx(2.0)
