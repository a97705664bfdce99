"""Where brands have their goods made, and for which fee."""

from math import exp, log

import numpy as np
import pytest

from agents import hiring as rules


def logistic(x: float) -> float:
    return 1.0 / (1.0 + exp(-x))


def test_local_target() -> None:
    start = np.array([0.0, 0.3, 0.6, 1.0])
    assert rules.local_target(start, np.zeros(4), 2.5, 0.02) == pytest.approx(start)
    found = rules.local_target(start, np.full(4, -0.2), 2.5, 0.02)
    c = log(0.3 / 0.7)
    assert found[1] == pytest.approx(0.3 + logistic(c - 0.5) - 0.3, rel=1e-12)
    assert found[0] == 0.0
    assert (found[1:] < start[1:]).all()
    assert rules.local_target(start, np.full(4, 9.0), 2.5, 0.02)[-1] == 1.0


def test_next_share() -> None:
    share, target = np.array([0.5, 0.5, 0.5]), np.array([0.9, 0.9, 0.1])
    full = np.array([False, True, True])
    assert rules.next_share(share, target, 0.75, full) == pytest.approx([0.6, 0.5, 0.4])


def test_fee() -> None:
    fee, cost = rules.split_fee(np.array([11.5]), 0.15, np.array([0.15]))
    assert fee[0] == pytest.approx(11.5)
    assert cost[0] == pytest.approx(10.0)
    assert rules.split_fee(np.array([11.5]), 0.15, np.array([0.3]))[0][0] == pytest.approx(13.0)
