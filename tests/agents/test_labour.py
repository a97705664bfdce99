"""Wages, migration, supply and hiring against scalar references and their limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given

from agents import labour
from tests.agents.numbers import ROWS, array, number, rows

people = rows(1, 1e6, 2)
gaps = rows(-0.5, 0.5, 2)


# Wages -------------------------------------------------------------------------------------


@given(gaps, people, people, number(0, 0.2), number(0, 0.5))
def test_premium_is_its_equation(now, wanted, there, slack, speed):
    found = labour.premium(now, wanted, supply=there, slack=slack, speed=speed, most=0.05)
    for i in range(2):
        step = speed * (math.log(wanted[i] / there[i]) + math.log(1 + slack))
        assert found[i] == pytest.approx(now[i] + min(0.05, max(-0.05, step)), abs=1e-9)


def test_the_wage_rests_at_the_usual_slack_and_rises_when_engineers_are_short():
    now, there = array(0.02, -0.01), array(1050, 105)
    rest = labour.premium(now, there / 1.05, supply=there, slack=0.05, speed=0.1, most=0.05)
    assert rest == pytest.approx(now, abs=1e-12)
    assert (labour.premium(now, there, supply=there, slack=0.05, speed=0.1, most=0.05) > now).all()
    assert (
        labour.premium(now, there / 1.1, supply=there, slack=0.05, speed=0.1, most=0.05) < now
    ).all()
    assert (
        labour.premium(now, 5 * there, supply=there, slack=0.05, speed=0.0, most=0.05).tolist()
        == now.tolist()
    )


def test_nobody_wanted_or_nobody_there_moves_the_wage_by_a_bounded_step():
    found = labour.premium(
        array(0, 0), array(0, 100), supply=array(100, 0), slack=0.05, speed=0.1, most=0.05
    )
    assert found.tolist() == [-0.05, 0.05]


@given(gaps, number(0, 0.5), rows(0, 1, 2))
def test_real_wage_is_its_equation(premium, share, borne):
    found = labour.real_wage(premium, share, borne)
    for i in range(2):
        assert found[i] == pytest.approx(math.exp(premium[i]) / (1 - share * borne[i]), rel=1e-9)


def test_help_with_housing_raises_the_real_wage():
    plain = labour.real_wage(array(0, 0), 0.3, array(0, 0))
    assert plain.tolist() == [1.0, 1.0]
    helped = labour.real_wage(array(0, 0), 0.3, array(0, 0.2))
    assert helped[0] == 1.0
    assert helped[1] == pytest.approx(1 / 0.94)


# Migration and supply ----------------------------------------------------------------------


@given(people, people, rows(0.5, 2, 2), rows(0, 4, 2), rows(0, 0.5, 2), number(0, 1))
def test_migration_is_its_equation(pool, start, wage, elasticity, talent, speed):
    found = labour.migration(
        pool, start, wage=wage, elasticity=elasticity, talent=talent, speed=speed
    )
    for i in range(2):
        goal = start[i] * wage[i] ** elasticity[i] * (1 + talent[i])
        assert found[i] == pytest.approx(pool[i] + speed * (goal - pool[i]), rel=1e-9)


@given(people, people, rows(0.01, 1, 2), gaps, number(0, 1))
def test_supply_is_its_equation(pool, start, share, premium, elasticity):
    found = labour.supply(pool, start, share, premium, elasticity)
    for i in range(2):
        rest = (1 - share[i]) * start[i] * math.exp(-elasticity * premium[i])
        assert found[i] == pytest.approx(max(0, pool[i] - rest), rel=1e-9, abs=1e-6)


def test_at_the_start_these_firms_find_their_share():
    pool = array(1000, 300)
    found = labour.supply(pool, pool, array(0.2, 0.4), array(0, 0), 0.4)
    assert found == pytest.approx([200, 120])
    dearer = labour.supply(pool, pool, array(0.2, 0.4), array(0.1, 0.1), 0.4)
    assert (dearer > found).all()


def test_a_wage_one_percent_higher_brings_epsilon_percent_in_the_long_run():
    pool = start = array(1000, 300)
    for _ in range(400):
        pool = labour.migration(
            pool,
            start,
            wage=array(1.01, 1.01),
            elasticity=array(3, 2.5),
            talent=array(0, 0),
            speed=0.1,
        )
    assert np.log(pool / start) == pytest.approx([3 * math.log(1.01), 2.5 * math.log(1.01)])


# Hiring ------------------------------------------------------------------------------------


@given(rows(0, 1e4), rows(0, 1e4), number(0, 4e4), number(0, 1))
def test_hired_is_its_equation(wanted, before, there, turnover):
    found = labour.hired(wanted, before, there, turnover)
    total = math.fsum(wanted)
    stay = [min(w, (1 - turnover) * b) for w, b in zip(wanted, before, strict=True)]
    kept = math.fsum(stay)
    for i in range(ROWS):
        if total <= there:
            due = wanted[i]
        elif kept > 0 and kept >= there:
            due = stay[i] * there / kept
        else:
            due = stay[i] + (wanted[i] - stay[i]) * (there - kept) / (total - kept)
        assert found[i] == pytest.approx(due, rel=1e-6, abs=1e-6)
    assert (found <= wanted * (1 + 1e-12)).all()
    assert found.sum() <= there * (1 + 1e-12) + 1e-9 or total <= there


def test_a_giant_that_arrives_does_not_take_those_at_work():
    wanted, before = array(100, 100, 1000), array(100, 100, 0)
    found = labour.hired(wanted, before, 250, 0.05)
    assert (found[:2] >= 95).all()
    assert found.sum() == pytest.approx(250)
    pro_rata = labour.hired(wanted, before, 250, 1.0)
    assert pro_rata == pytest.approx(wanted * 250 / 1200)
