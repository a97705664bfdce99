"""Sourcing of components: each rule against a scalar reference, with its limits and signs."""

import math

import numpy as np
import pytest

from agents import sourcing as rules

START = np.array([[[0.2, 0.3, 0.5], [0.6, 0.4, 0.0]], [[0.0, 1.0, 0.0], [0.1, 0.1, 0.8]]])
NONE = np.zeros((2, 2, 3))


def shifted(origin: int, by: float) -> np.ndarray:
    found = NONE.copy()
    found[:, :, origin] = by
    return found


def scalar_target(
    start: list[float], ln_price: list[float], shift: list[float], sigma: float
) -> list[float]:
    weight = [
        s * math.exp(p * (1.0 - sigma) + x) for s, p, x in zip(start, ln_price, shift, strict=True)
    ]
    return [w / sum(weight) for w in weight]


@pytest.mark.parametrize("sigma", [0.0, 1.0, 2.5, 8.0])
def test_target_is_the_scalar_reference(sigma: float) -> None:
    rng = np.random.default_rng(1)
    price, shift = rng.normal(0, 0.3, (2, 2, 3)), rng.normal(0, 0.5, (2, 2, 3))
    found = rules.target(START, price, shift, sigma)
    for at in np.ndindex(2, 2):
        want = scalar_target(*(x[at].tolist() for x in (START, price, shift)), sigma)
        assert found[at] == pytest.approx(want, rel=1e-12)
    assert found.sum(axis=-1) == pytest.approx(np.ones((2, 2)))


def test_start_stays_at_the_start_and_nothing_stays_nothing() -> None:
    assert rules.target(START, NONE, NONE, 2.5) == pytest.approx(START)
    found = rules.target(START, shifted(2, -5.0), NONE, 4.0)
    assert found[0, 1, 2] == 0.0
    assert found[1, 0].tolist() == [0.0, 1.0, 0.0]


def test_dear_imports_turn_buyers_home() -> None:
    found = rules.target(START, shifted(2, 0.1), NONE, 2.5)
    assert found[0, 0, 2] < 0.5
    assert found[0, 0, 0] > 0.2
    assert found[0, 0, 1] > 0.3


def test_substitution_limits() -> None:
    """At 1 prices move no share of expenditure; below it the dear origin gets more, above less."""
    price = shifted(2, 0.2)
    assert rules.target(START, price, NONE, 1.0) == pytest.approx(START)
    assert rules.target(START, price, NONE, 0.5)[0, 0, 2] > 0.5
    assert rules.target(START, price, NONE, 60.0)[0, 0, 2] < 1e-4


def test_expected_risk_turns_buyers_home() -> None:
    found = rules.target(START, NONE, shifted(2, -0.3), 2.5)
    assert found[0, 0, 2] < 0.5
    assert found[0, 0, 0] > 0.2


def test_moved_is_partial_and_adds_up() -> None:
    aim = rules.target(START, shifted(2, 0.4), NONE, 2.5)
    assert rules.moved(START, aim, 0.0) == pytest.approx(START)
    assert rules.moved(START, aim, 1.0) == pytest.approx(aim)
    half = rules.moved(START, aim, 0.25)
    assert half == pytest.approx(0.75 * START + 0.25 * aim)
    assert half.sum(axis=-1) == pytest.approx(np.ones((2, 2)))


def test_localisation() -> None:
    volume, before = np.array([[4000.0, 2.0]]), np.array([[500.0, 1.0]])
    mass = np.array([2.0, 1.0])
    found = rules.localisation(
        volume, before, reference=1000.0, volume_weight=0.8, mass=mass, mass_weight=0.2
    )
    want = 0.8 * math.log((1 + 4.0) / (1 + 0.5)) + 0.2 * math.log(2.0)
    assert found[0, 0] == pytest.approx(want)
    assert 0.0 < found[0, 1] < 0.001  # a small buyer's doubling draws no plant near
    assert rules.localisation(
        before, before, reference=1000.0, volume_weight=0.8, mass=np.ones(2), mass_weight=0.2
    ) == pytest.approx(np.zeros((1, 2)))


def test_expected_risk_is_adaptive() -> None:
    risk = np.array([0.0])
    for _ in range(60):
        risk = rules.expected_risk(risk, np.array([0.3]), 0.2)
    assert risk == pytest.approx([0.3], abs=1e-5)
    assert rules.expected_risk(risk, np.array([0.0]), 0.2) == pytest.approx(0.8 * risk)


def test_material_price() -> None:
    need = np.array([[0.4, 0.1], [0.0, 0.0]])
    price = np.array([[-0.1, 0.0, 0.2], [0.0, 0.0, 0.5]])
    found = rules.material_price(need, START, price[None])
    assert found[0] == pytest.approx(math.exp(0.4 * (0.2 * -0.1 + 0.5 * 0.2)))
    assert found[1] == 1.0


def test_the_scarcest_class_binds() -> None:
    need, imported = np.array([[0.2, 0.1], [0.0, 0.1]]), np.array([[0.8, 0.5], [0.9, 0.0]])
    ln_risk = np.log([1.25, 1.1])
    found = rules.delivered(need, imported, ln_risk, 1.0)
    assert found[0] == pytest.approx(1.0 - 0.8 * (1.0 - 1.0 / 1.25))
    assert found[1] == 1.0  # it needs none of the first and imports none of the second
    assert rules.delivered(need, imported, ln_risk, 0.0) == pytest.approx([1.0, 1.0])
    assert rules.delivered(need, imported, np.zeros(2), 1.0) == pytest.approx([1.0, 1.0])


def test_demand_pull() -> None:
    found = rules.demand_pull(np.array([8.0, 1.0, 3.0]), np.array([4.0, 1.0, 0.0]), 0.1)
    assert found == pytest.approx([2.0**0.1, 1.0, 1.0])


def test_orders_back_capacity() -> None:
    found = rules.growth_limit(0.2, 0.5, np.array([3.0, 0.0, 0.0]), np.array([6.0, 5.0, 0.0]))
    assert found == pytest.approx([0.45, 0.2, 0.2])
