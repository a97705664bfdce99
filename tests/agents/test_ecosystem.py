"""Working together and joining alliances, against scalar references."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given

from agents import ecosystem
from tests.agents.numbers import ROWS, array, number, rows


def test_products_elsewhere_leave_out_the_own_segment_and_what_is_not_spanned():
    products = np.array([[5.0, 3.0, 2.0], [1.0, 9.0, 4.0]])
    spans = np.array([[True, True, False], [True, True, True]])
    found = ecosystem.elsewhere(products, spans)
    assert found.tolist() == [[3.0, 5.0, 0.0], [13.0, 5.0, 10.0]]


@given(rows(0, 1), rows(0, 1e4), rows(0, 1e4))
def test_worth_is_its_equation(hosted, partners, of_host):
    found = ecosystem.worth(hosted, partners, of_host)
    for i in range(ROWS):
        expected = (1 - hosted[i]) * math.log(1 + partners[i]) + hosted[i] * math.log(
            1 + of_host[i]
        )
        assert found[i] == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_alone_is_worth_nothing():
    assert ecosystem.worth(array(0), array(0), array(100)).tolist() == [0.0]


@given(rows(-1, 1), rows(0, 1e3), rows(0, 1e3), rows(0, 0.2), number(0, 0.1), number(0.001, 0.1))
def test_joining_is_its_equation(margin, before, after, fee, coefficient, spread):
    found = ecosystem.joining(
        margin, before, after=after, fee=fee, coefficient=coefficient, spread=spread
    )
    for i in range(ROWS):
        rise = math.exp(coefficient * (math.log(1 + after[i]) - math.log(1 + before[i]))) - 1
        expected = (max(margin[i], 0.0) * rise - fee[i]) / spread
        assert found[i] == pytest.approx(expected, rel=1e-6, abs=1e-7)


def test_more_members_a_higher_weight_and_lower_dues_draw_firms():
    def value(after=20.0, fee=0.03, coefficient=0.02, margin=0.3):
        one = array(1)
        return ecosystem.joining(
            one * margin,
            one * 0,
            after=one * after,
            fee=one * fee,
            coefficient=coefficient,
            spread=0.004,
        )[0]

    assert value() < 0 < value(after=200, fee=0.015)
    assert value(after=200) > value()
    assert value(coefficient=0.05) > value()
    assert value(margin=0.5) > value()
    assert value(margin=-0.5) == pytest.approx(-0.03 / 0.004)
