"""What plants do with themselves: scalar references, limits and signs."""

from math import inf, log

import numpy as np
import pytest

from agents import upgrading as rules

ONE = np.ones(1)


def test_horizon() -> None:
    found = rules.horizon(np.array([0.0, 0.1, 5.0, -5.0]), 0.2)
    assert found == pytest.approx([3.0, 1.1 + 1.21 + 1.331, 1.2 + 1.44 + 1.728, 0.8 + 0.64 + 0.512])


def test_automation_value() -> None:
    found = rules.automation_value(3.0 * ONE, 0.15, 0.3, 0.09, 0.2 * ONE)
    assert found[0] == pytest.approx(0.15 / 1.15 * (3.0 - 0.8 * 0.3 / 0.09), rel=1e-14)


def test_wages_and_support_speak_for_automation() -> None:
    poor, rich = (rules.automation_value(3 * ONE, 0.15, 0.3, w, 0 * ONE) for w in (0.08, 0.1))
    helped = rules.automation_value(3 * ONE, 0.15, 0.3, 0.08, 0.3 * ONE)
    assert poor < rich
    assert poor < helped


def test_relocation_value() -> None:
    found = rules.relocation_value(
        np.array([3.0, 2.5]),
        np.array([0.2, 0.6]),
        rent_gap=np.array([0.5, 0.1]),
        rent=np.array([0.1, 0.3]),
        incentive=np.array([[0.05, -0.03], [0.0, 0.0]]),
        capital=np.array([0.8, 10.0]),
        cost=0.5,
    )
    assert found[0, 1] == pytest.approx(3.0 * (0.6 + 0.1 * 0.1) + (-0.03 - 0.5) * 0.8)
    assert found[1, 0] == pytest.approx(2.5 * (0.2 + 0.3 * 0.5) - 0.5 * 10.0)


def test_incentives_elsewhere_and_dear_labour_speak_for_leaving() -> None:
    def value(gap: float, incentive: float) -> float:
        return float(
            rules.relocation_value(
                3 * ONE,
                gap * ONE,
                rent_gap=0.5 * ONE,
                rent=0.1 * ONE,
                incentive=np.array([[incentive]]),
                capital=ONE,
                cost=0.5,
            )[0, 0]
        )

    assert value(0.3, 0.1) > value(0.3, 0.0)
    assert value(0.4, 0.0) > value(0.3, 0.0)


def test_brand_value() -> None:
    found = rules.brand_value(3 * ONE, 0.04 * ONE, 0.2, 10 * ONE)
    assert found[0] == pytest.approx(3 * 0.04 * 0.2 * 10)


def test_utility() -> None:
    base, value = np.array([0.1, 0.0, 0.1]), np.array([0.5, 0.5, 0.5])
    found = rules.utility(base, 2.0, value, np.array([True, True, False]))
    assert found[0] == pytest.approx(log(0.1) + 1.0)
    assert (found[1:] == -inf).all()
