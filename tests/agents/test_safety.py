"""Incidents, trust and openness against scalar references, with their signs and limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given

from agents import opening, safety
from tests.agents.numbers import ROWS, array, number, rows


@given(rows(0, 1e7), rows(0, 1e6), rows(0, 1e8), rows(0, 1), number(0, 0.5), number(0.1, 50))
def test_the_rate_is_its_equation(units, reference, cumulated, supervision, hazard, settling):
    found = safety.incident_rate(
        units,
        reference,
        cumulated=cumulated,
        supervision=supervision,
        hazard=hazard,
        settling=settling,
    )
    for i in range(ROWS):
        expected = 0.0
        if reference[i] > 0:
            experience = 1 + cumulated[i] / (settling * reference[i])
            expected = hazard * math.sqrt(units[i] / reference[i]) / experience
            expected *= 1 - supervision[i]
        assert found[i] == pytest.approx(expected, rel=1e-9, abs=1e-15)


def test_more_devices_more_incidents_experience_and_supervision_fewer():
    def rate(units=100.0, cumulated=0.0, supervision=0.0):
        one = array(1)
        return safety.incident_rate(
            one * units,
            one * 100,
            cumulated=one * cumulated,
            supervision=one * supervision,
            hazard=0.1,
            settling=10.0,
        )[0]

    assert rate() == pytest.approx(0.1)
    assert rate(units=400) == pytest.approx(0.2)
    assert rate(cumulated=1000) == pytest.approx(0.05)
    assert rate(supervision=1) == 0.0


def test_one_incident_a_quarter_by_inversion():
    rate = np.full(4, 0.7)
    edge = 1 - math.exp(-0.7)
    assert safety.strikes(rate, array(0, edge - 1e-9, edge + 1e-9, 0.999)).tolist() == [
        True,
        True,
        False,
        False,
    ]
    assert not safety.strikes(np.zeros(1), np.zeros(1)).any()


@given(rows(0, 1), number(0, 1), number(0, 1))
def test_trust_is_its_equation(before, drop, recovery):
    struck = np.array([True, False, True, False])
    found = safety.trust(before, struck, drop, recovery)
    for i in range(ROWS):
        expected = before[i] + recovery * (1 - before[i]) - drop * before[i] * struck[i]
        assert found[i] == pytest.approx(min(1.0, max(0.0, expected)), abs=1e-12)


def test_trust_falls_by_an_incident_and_heals():
    level = safety.trust(array(1), np.array([True]), 0.2, 0.25)
    assert level == pytest.approx(0.8)
    for _ in range(20):
        level = safety.trust(level, np.array([False]), 0.2, 0.25)
    assert level == pytest.approx(1.0, abs=1e-3)
    assert safety.trust(array(1), np.array([False]), 0.2, 0.25).tolist() == [1.0]


@given(rows(0, 1), rows(-1, 1))
def test_city_openness_is_its_equation(start, added):
    found = opening.city_factor(start, added)
    for i in range(ROWS):
        expected = min(1.0, max(0.0, start[i] + added[i])) / start[i] if start[i] > 0 else 1.0
        assert found[i] == pytest.approx(expected, rel=1e-9)


def test_nothing_added_is_one_exactly():
    assert opening.city_factor(array(0.35, 0.2, 1.0), np.zeros(3)).tolist() == [1.0] * 3


@given(rows(0, 5), rows(0, 5), rows(0, 1), number(0, 1))
def test_demonstration_is_its_equation_and_never_passes_the_city(here, city, penetration, speed):
    found = opening.demonstration(here, city, penetration, speed)
    for i in range(ROWS):
        expected = here[i] + speed * penetration[i] * max(0.0, city[i] - here[i])
        assert found[i] == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert (found <= np.maximum(here, city) + 1e-9).all()
    assert (found >= here).all()
