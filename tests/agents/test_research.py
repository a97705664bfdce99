"""R&D budgets, innovation, imitation and projects against scalar references and their limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from agents import research
from tests.agents.numbers import ROWS, array, number, rows

counts = hnp.arrays(np.int64, ROWS, elements=st.integers(0, 60))
levels = rows(0.1, 10)


# Budgets -----------------------------------------------------------------------------------


@given(rows(0, 1e5), rows(0, 1), number(-0.5, 1), number(0, 1))
def test_budget_is_its_equation(own, subsidy, response, relabelled):
    reported, real = research.budget(own, subsidy, response, relabelled, 0.6)
    for i in range(ROWS):
        b, z = own[i], min(subsidy[i], 0.6)
        borne = b * (1 + response * z)
        assert reported[i] * (1 - z) == pytest.approx(borne, rel=1e-9, abs=1e-12)
        added = max(0.0, reported[i] - b)
        assert real[i] == pytest.approx(reported[i] - relabelled * added, rel=1e-9, abs=1e-12)
    assert (real <= reported * (1 + 1e-12)).all()
    assert (real >= 0).all()


def test_without_a_subsidy_nothing_is_added_and_nothing_relabelled():
    own = array(0, 1, 250)
    reported, real = research.budget(own, np.zeros(3), 0.3, 0.24, 0.6)
    assert reported.tolist() == real.tolist() == own.tolist()


def test_a_subsidy_is_never_all_additional_within_the_published_range():
    own, subsidy = np.full(3, 100.0), array(0.05, 0.15, 0.5)
    for response in (-0.2, 0.05, 0.3):
        reported, real = research.budget(own, subsidy, response, 0.24, 0.6)
        paid = subsidy * reported
        private = (reported - paid - own) / paid  # Dimos and Pugh's additionality
        assert ((private > -0.3) & (private < 0.4)).all()
        assert (real - own < paid).all()
        assert (real > own).all()  # nobody does less for being helped


# Innovation --------------------------------------------------------------------------------


@given(rows(0, 1e6), number(1, 1e5), number(0, 0.5))
def test_spillover_is_its_equation_and_never_hurts(knowledge, reference, exponent):
    found = research.spillover(knowledge, reference, exponent)
    for k, got in zip(knowledge, found, strict=True):
        assert got == pytest.approx((1 + k / reference) ** exponent, rel=1e-9)
    assert (found >= 1).all()
    assert research.spillover(np.zeros(ROWS), reference, exponent).tolist() == [1.0] * ROWS


@given(rows(0, 1e6), number(0, 1), number(0.1, 1), rows(1, 3))
def test_innovation_mean_is_its_equation(engineers, rate, elasticity, local):
    found = research.innovation_mean(engineers, rate, elasticity, local)
    for e, g, got in zip(engineers, local, found, strict=True):
        assert got == pytest.approx(rate * e**elasticity * g, rel=1e-9, abs=1e-12)


def test_engineers_have_decreasing_returns():
    found = research.innovation_mean(array(0, 10, 20, 30), 0.08, 0.4, np.ones(4))
    assert found[0] == 0
    gain = np.diff(found)
    assert (gain > 0).all() and (np.diff(gain) < 0).all()


def scalar_advance(n, level, frontier, step, head):
    gap = max(0.0, math.log(level / frontier))
    return step * math.sqrt(n) * max(0.0, min(1.0, 1 - gap / head))


@given(counts, levels, levels, number(0, 0.1), number(0.05, 0.5))
def test_advance_is_its_equation_and_never_negative(count, level, frontier, step, head):
    found = research.advance(count, level, frontier, step, head)
    for i in range(ROWS):
        expected = scalar_advance(count[i], level[i], frontier[i], step, head)
        assert found[i] == pytest.approx(expected, rel=1e-6, abs=1e-12)
    assert (found >= 0).all()
    assert (found[count == 0] == 0).all()


@given(counts, levels, number(0, 0.1), number(0.05, 0.5), rows(0, 3))
def test_nothing_advances_at_or_beyond_the_headroom(count, frontier, step, head, beyond):
    level = frontier * np.exp(head * (1 + 1e-9) + beyond)
    assert research.advance(count, level, frontier, step, head).tolist() == [0.0] * ROWS


@given(counts, levels, rows(0, 1), number(0.05, 0.5))
def test_advance_at_or_below_the_frontier_is_not_braked(count, frontier, behind, head):
    level = frontier * np.exp(-behind)
    found = research.advance(count, level, frontier, 0.03, head)
    assert found == pytest.approx(0.03 * np.sqrt(count))


def test_nobody_runs_away_from_the_frontier():
    """With the largest count each quarter the lead stays near the headroom."""
    level, frontier = array(1.0), array(1.0)
    for _ in range(400):
        level = level * np.exp(research.advance(np.array([60]), level, frontier, 0.03, 0.18))
    assert math.log(level[0]) < 0.18 + 0.03 * math.sqrt(60)


@given(levels, levels, rows(0, 1e6), number(0, 1))
def test_imitation_is_its_equation_and_only_catches_up(level, frontier, engineers, rate):
    found = research.imitation(level, frontier, engineers, rate, 20.0)
    for i in range(ROWS):
        gap = max(0.0, math.log(frontier[i] / level[i]))
        absorbs = engineers[i] / (engineers[i] + 20)
        assert found[i] == pytest.approx(rate * absorbs * gap, rel=1e-6, abs=1e-12)
    assert (found >= 0).all()
    # It never carries anyone past the one it learns from.
    assert (level * np.exp(found) <= np.maximum(level, frontier) * (1 + 1e-9)).all()
    assert research.imitation(level, frontier, np.zeros(ROWS), rate, 20.0).tolist() == [0.0] * ROWS


# Projects ----------------------------------------------------------------------------------


@given(rows(0, 1e6), rows(0.05, 1e3), number(1, 20))
def test_progress_is_its_equation_and_at_most_a_half(real, reference, quarters):
    found = research.progress(real, reference, quarters, 0.5)
    for r, ref, got in zip(real, reference, found, strict=True):
        expected = min(0.5, math.sqrt(r / ref) / quarters)
        assert got == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert ((found >= 0) & (found <= 0.5)).all()


def test_the_reference_fills_a_project_in_the_given_time():
    found = research.progress(array(0, 3, 300), array(3, 3, 3), 8.0, 0.5)
    assert found == pytest.approx([0, 1 / 8, 0.5])


@given(rows(0, 1e3), rows(1e-3, 1e4), rows(1e-3, 0.5), number(0, 0.3))
def test_design_help_is_its_equation(help_, real, progress, elasticity):
    found = research.designed(help_, real, progress, elasticity)
    for d, r, s, got in zip(help_, real, progress, found, strict=True):
        assert got == pytest.approx((1 + d * s / r) ** elasticity, rel=1e-9)
    assert (found >= 1).all()


def test_design_help_moves_a_small_firm_and_no_giant():
    small, giant = research.designed(array(1, 1), array(0.1, 1000), array(0.1, 0.1), 0.12)
    assert small == pytest.approx(2**0.12)
    assert giant < 1.0001
