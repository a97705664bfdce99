"""Closing by the owners against its scalar equation, and its signs."""

from __future__ import annotations

import math

import pytest
from hypothesis import given

from agents.survival import closing
from tests.agents.numbers import ROWS, array, number, rows


@given(rows(-2, 0.3), rows(0, 1e6), number(0, 0.05), number(0, 3), number(0, 1))
def test_closing_is_its_equation(lead, size, base, selection, size_effect):
    found = closing(
        lead, size, base=base, selection=selection, size_effect=size_effect, reference=10.0
    )
    for i in range(ROWS):
        hazard = base * math.exp(-selection * lead[i])
        hazard *= max(1.0, size[i] / 10.0) ** -size_effect
        assert found[i] == pytest.approx(1.0 - math.exp(-hazard), rel=1e-9, abs=1e-15)
    assert ((found >= 0.0) & (found <= 1.0)).all()


def test_laggards_and_the_small_go_first() -> None:
    rule = {"base": 0.01, "selection": 0.5, "size_effect": 0.35, "reference": 10.0}
    good, bad = closing(array(0.0, -0.5), array(50.0, 50.0), **rule)
    assert bad > good
    small, large = closing(array(0.0, 0.0), array(5.0, 5000.0), **rule)
    assert small == pytest.approx(1.0 - math.exp(-0.01)) and large < 0.2 * small
