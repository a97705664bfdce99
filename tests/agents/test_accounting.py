"""Value added against its scalar equation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from agents import accounting
from tests.agents.numbers import array, number, rows


@given(rows(-1e4, 1e4), rows(0, 1e4), rows(0, 1e4))
def test_value_added_is_its_equation(gross, wages, bought):
    found = accounting.value_added(gross, wages, bought)
    for g, w, b, got in zip(gross, wages, bought, found, strict=True):
        assert got == pytest.approx(g + w - b, rel=1e-9, abs=1e-9)


@given(rows(0, 1e3), rows(0, 1e3), number(0, 1), rows(0, 1e3), number(0, 1), rows(0, 1e3))
def test_purchases_are_their_equation(marketing, research, own, overhead, staff, rent):
    dues = 0.5 * rent
    found = accounting.purchases(
        marketing=marketing,
        research=research,
        research_wages=own,
        overhead=overhead,
        overhead_wages=staff,
        rent=rent,
        dues=dues,
    )
    for i, got in enumerate(found):
        expected = marketing[i] + (1 - own) * research[i] + (1 - staff) * overhead[i]
        expected += rent[i] + dues[i]
        assert got == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_who_pays_wages_alone_buys_nothing() -> None:
    none, some = np.zeros(1), array(5.0)
    bought = accounting.purchases(
        marketing=none,
        research=some,
        research_wages=1.0,
        overhead=some,
        overhead_wages=1.0,
        rent=none,
        dues=none,
    )
    assert bought == pytest.approx(0.0)
