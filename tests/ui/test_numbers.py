"""Numbers as a reader expects them."""

from __future__ import annotations

from math import nan

import pytest

from ui.numbers import level, number, percent, points, round_axis, round_step


@pytest.mark.parametrize(
    ("value", "sign", "text"),
    [
        (4893.2, False, "4,893"),
        (66.5, False, "66.5"),
        (72.0, False, "72"),
        (0.123, False, "0.12"),
        (-3.04, True, "−3"),
        (2.5, True, "+2.5"),
        (0.0, True, "0"),
        (-0.001, True, "0"),
        (nan, False, "—"),
    ],
)
def test_number(value: float, sign: bool, text: str) -> None:
    assert number(value, sign) == text


@pytest.mark.parametrize(
    ("share", "zh", "en"),
    [(0.0, "0%", "0 %"), (0.004, "0.4%", "0.4 %"), (0.125, "12%", "12 %"), (1.0, "100%", "100 %")],
)
def test_percent(share: float, zh: str, en: str) -> None:
    assert (percent(share, "zh"), percent(share, "en")) == (zh, en)


@pytest.mark.parametrize(("share", "text"), [(0.1, "+10"), (-0.333, "−33"), (0.0, "0"), (nan, "—")])
def test_points(share: float, text: str) -> None:
    assert points(share) == text


def test_a_level_that_is_a_share_stands_in_percent() -> None:
    assert level(0.155, "share of list rent", "en") == "15.5 %"
    assert level(20.0, "days", "en") == "20 days"


@pytest.mark.parametrize(("low", "high", "step"), [(0, 0.5, 0.01), (0, 1, 0.02), (0, 90, 1)])
def test_a_slider_has_round_steps(low: float, high: float, step: float) -> None:
    assert round_step(low, high) == pytest.approx(step)


@pytest.mark.parametrize("highest", [0.0, 0.3, 1.0, 5.2, 93.0, 7280.0, 10000.0])
def test_an_axis_ends_on_a_tick_above_its_values(highest: float) -> None:
    top, step = round_axis(highest)
    assert top >= highest
    assert 1 <= round(top / step) <= 5
    assert top / step == pytest.approx(round(top / step))


def test_an_axis_stays_while_it_serves() -> None:
    """It does not follow every curve down or up; it grows at need and shrinks by half."""
    assert round_axis(72.0, held=100.0) == (100.0, 20.0)
    assert round_axis(104.0, held=100.0)[0] > 104.0
    assert round_axis(20.0, held=100.0) == round_axis(20.0)
