"""Rules of turnkey orders against scalar references, limits and signs."""

from math import exp, inf, log

import numpy as np
import pytest

from agents import contracting as rules


def test_fee_and_value() -> None:
    share, energy, wage, skill, markup = 0.1, 0.01, 1.2, 1.25, 0.05
    asked = rules.fee(
        np.array([share]), np.array([energy]), wage, np.array([skill]), np.array([markup])
    )
    assert asked[0] == pytest.approx(share * wage / skill + energy + markup, rel=1e-14)
    worth = rules.maker_value(asked, np.array([1.1]), 2.5, 1.5)
    assert worth[0] == pytest.approx(-2.5 * log(asked[0]) + 1.5 * log(1.1), rel=1e-14)


def test_dearer_labour_is_worth_less() -> None:
    one = np.ones(1)
    cheap, dear = (rules.fee(0.1 * one, 0.01 * one, w, one, 0.05 * one) for w in (1.0, 1.3))
    assert dear > cheap
    assert rules.maker_value(dear, one, 2.5, 1.5) < rules.maker_value(cheap, one, 2.5, 1.5)


def test_city_chance_is_a_logit() -> None:
    tie, city = np.array([0.3, -1.0]), np.array([0.5, 0.2])
    regions = np.array([[0.1, -0.4, 1.0], [0.0, 0.0, 0.0]])
    found = rules.city_chance(tie, city, regions)
    for row in range(2):
        own = exp(tie[row] + city[row])
        want = own / (own + sum(exp(u) for u in regions[row]))
        assert found[row] == pytest.approx(want, rel=1e-12)


def test_nobody_there_gets_nothing() -> None:
    found = rules.city_chance(np.zeros(1), np.array([-inf]), np.zeros((1, 2)))
    assert found[0] < 1e-200


def test_the_tie_gives_back_the_share() -> None:
    share, city = np.array([0.05, 0.5, 0.9]), np.array([1.0, -2.0, 0.0])
    regions = np.array([[0.0, 1.0], [2.0, -1.0], [0.5, 0.5]])
    tie = rules.tie(share, city, regions)
    assert rules.city_chance(tie, city, regions) == pytest.approx(share, rel=1e-12)


def test_incentives_elsewhere_take_orders_away() -> None:
    tie, city, one = np.zeros(1), np.ones(1), np.ones(1)
    fee = rules.fee(0.1 * one, 0.01 * one, 0.8, 1.0, 0.05 * one)
    before, after = (
        rules.city_chance(tie, city, rules.maker_value(fee * (1 - x), one, 2.5, 0.0)[None, :])
        for x in (0.0, 0.1)
    )
    assert after < before


def test_markup_by_use_of_plants() -> None:
    norm = np.full(4, 0.05)
    use = np.array([0.0, 0.4, 0.8, 1.2])
    found = rules.contract_markup(norm, use, target=0.8, response=0.6, low=0.02, high=0.055)
    want = [min(max(0.05 * (1 + 0.6 * (u / 0.8 - 1)), 0.02), 0.055) for u in use]
    assert found == pytest.approx(want, rel=1e-14)
    assert (np.diff(found) >= 0).all()
    assert rules.contract_markup(
        norm, use, target=0.8, response=0.0, low=0.02, high=0.2
    ) == pytest.approx(norm)


def test_room_is_bound_by_plant_and_by_money() -> None:
    room = rules.order_room(
        np.array([100.0, 100.0, 100.0]),
        np.array([1e3, 20.0, -5.0]),
        np.array([0, 10, -3]),
        0.9,
        0.5,
    )
    assert room == pytest.approx([90.0, 60.0, 0.0])


def test_lean_share() -> None:
    found = rules.lean_share(np.array([0.06, 0.06, 0.01]), np.array([0.0, 0.5, 1.0]), 0.02)
    assert found == pytest.approx([0.06, 0.04, 0.01])
