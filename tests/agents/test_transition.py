"""The turn to NEVs and production at licensed plants, against scalar references."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from agents import transition
from tests.agents.numbers import ROWS, array, number, rows


@given(rows(0, 1), number(0, 1), number(0, 1), number(0, 5))
def test_the_shift_is_its_equation_and_never_passes_one(share, national, speed, policy):
    found = transition.shift(share, national, speed, policy)
    for i in range(ROWS):
        rise = speed * (1 + policy) * max(0.0, national - share[i])
        assert found[i] == pytest.approx(min(rise, 1 - share[i]), rel=1e-9, abs=1e-12)
    assert (share + found <= 1.0 + 1e-12).all()


def test_only_laggards_turn_and_policy_hastens_them():
    plain = transition.shift(array(0.0, 0.1, 0.3), 0.2, 0.1, 0.0)
    assert plain.tolist() == pytest.approx([0.02, 0.01, 0.0])
    assert (transition.shift(array(0.0, 0.1), 0.2, 0.1, 1.0) == 2 * plain[:2]).all()
    assert not transition.shift(array(0.0), 0.2, 0.0, 9.0).any()


@given(rows(0, 1), number(0, 1), number(0, 1))
def test_coproduction_closes_in_on_its_target_from_below(share, target, speed):
    found = transition.coproduction(share, target, speed)
    for i in range(ROWS):
        assert found[i] == pytest.approx(speed * max(0.0, target - share[i]), abs=1e-12)
    assert (share + found <= np.maximum(share, target) + 1e-12).all()
