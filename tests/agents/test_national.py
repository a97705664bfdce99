"""National paths: errors with the promised spread and company, keyed by name; sums that hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents import national as rules
from engine.draws import Draws

RULE = rules.ErrorRule(
    lasting=0.5,
    freedom=5.0,
    across=0.15,
)
NAMES = ("cars", "nev_share", "l2_share", "home", "vr", "servers")
FACTORS = ("", "electrification", "electrification", "consumer", "consumer", "computing")
WITHIN = np.array([0.0, 0.6, 0.6, 0.5, 0.5, 0.5])
YEARS = np.arange(2019, 2026)
AHEAD = rules.horizons(YEARS, 2022.5)
SPREAD = np.array([0.04, 0.5, 0.25, 0.12, 0.4, 0.1])
PUBLISHERS = np.array([0.0, 0.35, 0.0, 0.0, 0.0, 0.0])


def drawn(seed: int, names: tuple[str, ...] = NAMES, pick: slice = slice(None)) -> rules.Floats:
    rows = [NAMES.index(name) for name in names]
    return rules.errors(
        Draws(seed),
        names,
        tuple(FACTORS[row] for row in rows),
        WITHIN[rows],
        SPREAD[rows],
        PUBLISHERS[rows],
        AHEAD,
        YEARS,
        RULE,
    )[pick]


@pytest.fixture(scope="module")
def many() -> rules.Floats:
    """Errors of 20,000 worlds, (worlds, series, years)."""
    return np.stack([drawn(seed) for seed in range(20_000)])


def test_horizons_of_a_cut_in_summer() -> None:
    assert rules.horizons(np.arange(2020, 2026), 2022.5).tolist() == [0, 0, 0.25, 1, 2, 3]
    assert rules.horizons(np.arange(2024, 2028), 2026.0).tolist() == [0, 0, 0.5, 1.5]


@pytest.mark.slow
def test_the_spread_is_what_the_rule_says(many: rules.Floats) -> None:
    """s₁√h, with publishers in quadrature, whatever part lasts; t with five degrees of freedom has
    heavy tails, so that the sample's deviation is only about right."""
    expected = rules.deviation(SPREAD, PUBLISHERS, AHEAD)
    assert np.all(many[:, :, :3] == 0.0)
    assert many.std(axis=0)[:, 3:] == pytest.approx(expected[:, 3:], rel=0.05)
    assert many.mean(axis=0)[:, 3:] == pytest.approx(np.zeros((6, 4)), abs=0.02)


@pytest.mark.slow
def test_series_err_together_as_their_factors_say(many: rules.Floats) -> None:
    """Rank correlations, which tails move little: 6/π·asin(r/2) for a normal pair. What publishers
    of one series disagree on is shared with none that has no such spread."""
    nev = SPREAD[1] * np.sqrt(3.0) / np.hypot(SPREAD[1] * np.sqrt(3.0), PUBLISHERS[1])
    last = many[:, :, -1]
    ranks = last.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    found = np.corrcoef(ranks.T)
    for pair, r in (((1, 2), 0.6 * nev), ((3, 4), 0.5), ((1, 3), 0.15 * nev), ((0, 5), 0.15)):
        assert found[pair] == pytest.approx(6.0 / np.pi * np.arcsin(r / 2.0), abs=0.04), pair


@pytest.mark.slow
def test_half_of_an_error_lasts(many: rules.Floats) -> None:
    """Between a year ahead and three: corr = ρ + (1−ρ)√(1/3) for a series without publishers."""
    r = np.corrcoef(many[:, 4, 4], many[:, 4, 6])[0, 1]
    assert r == pytest.approx(0.5 + 0.5 * np.sqrt(1.0 / 3.0), abs=0.03)


@given(st.integers(0, 2**61), st.permutations(NAMES), st.integers(1, len(NAMES)))
def test_luck_belongs_to_a_series(seed: int, order: list[str], count: int) -> None:
    """Which other series there are, and in which order, moves nobody."""
    some = tuple(order[:count])
    rows = [NAMES.index(name) for name in some]
    assert np.array_equal(drawn(seed, some), drawn(seed)[rows])


def test_a_later_year_moves_no_earlier_one() -> None:
    years = np.arange(2019, 2031)
    more = rules.errors(
        Draws(3),
        NAMES,
        FACTORS,
        WITHIN,
        SPREAD,
        np.zeros(6),
        rules.horizons(years, 2022.5),
        years,
        RULE,
    )
    less = rules.errors(Draws(3), NAMES, FACTORS, WITHIN, SPREAD, np.zeros(6), AHEAD, YEARS, RULE)
    assert np.array_equal(more[:, :7], less)


def test_low_and_high_are_each_others_mirror() -> None:
    sd = rules.deviation(SPREAD, PUBLISHERS, AHEAD)
    low, high = (
        rules.named_errors(sign, rules.shared_part(FACTORS, WITHIN, RULE), sd)
        for sign in (-1.0, 1.0)
    )
    assert np.array_equal(low, -high)
    assert high[1, -1] == pytest.approx(1.2816 * np.sqrt(0.6) * sd[1, -1], rel=1e-4)


def test_the_pool() -> None:
    found = rules.pooled_spread(0.12, np.array([0.67, -1.66]), np.array([1.0, 4.0]))
    assert found == pytest.approx(0.5 * (0.12 + np.sqrt((0.67**2 + 1.66**2 / 4.0) / 2.0)))
    assert rules.pooled_spread(0.12, np.zeros(0), np.zeros(0)) == 0.12


def test_shares_move_in_logits_and_stay_shares() -> None:
    logit = np.array([False, True])
    values, error = np.array([[5.0], [0.28]]), np.array([[0.3], [0.3]])
    found = rules.moved(values, error, logit)[:, 0]
    odds = 0.28 / 0.72 * np.exp(0.3)
    assert found == pytest.approx([5.0 * np.exp(0.3), odds / (1.0 + odds)])


def test_only_what_is_left_of_the_year_moves() -> None:
    found = rules.in_year_of_cut(np.array([5.5]), np.array([2.6]), np.array([11.0]))
    assert found == pytest.approx([2.6 + 2.9 * 2.0])


@given(
    st.lists(st.floats(1e-3, 1e6), min_size=1, max_size=12),
    st.lists(st.floats(0.2, 3.0), min_size=4, max_size=4),
)
def test_quarters_add_up_to_their_year(annual: list[float], season: list[float]) -> None:
    values = np.array([annual])
    quarters = rules.by_quarter(values, np.tile(season, len(annual))[None, :])
    assert quarters.reshape(1, -1, 4).sum(axis=2) == pytest.approx(values, rel=1e-12)
    assert (quarters > 0.0).all()


def test_quarters_of_steady_growth_are_steady() -> None:
    values = 100.0 * 1.2 ** np.arange(6)[None, :]
    quarters = rules.by_quarter(values, np.ones((1, 24)))[0]
    assert quarters[1:] / quarters[:-1] == pytest.approx(np.full(23, 1.2**0.25), rel=1e-12)
