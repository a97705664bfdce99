"""Prices that rise as all others do, incomes too, move no market."""

from __future__ import annotations

import numpy as np
import pytest

from abm.market import price_level
from abm.model import IndustryModel
from abm.steps.demand import cell_sizes
from abm.steps.entry.step import seed_burn
from agents.world import World
from tests.littleton import BASELINE, LITTLETON


def world(inflation: float) -> World:
    """The small city in its seventh quarter, where all prices have risen by ``inflation`` a year
    beside what they do."""
    model = IndustryModel(city=LITTLETON, plan=BASELINE, settings="price.inflation=0", rng=4)
    for _ in range(6):
        model.step()
    found = model.world
    years = (found.quarter - found.city.start) / 4.0
    found.markets.price_index = found.markets.price_index * np.exp(inflation * years)
    group = found.parameters.price.model_copy(update={"inflation": inflation})
    found.parameters = found.parameters.model_copy(update={"price": group})
    return found


def test_inflation_is_neutral() -> None:
    plain = cell_sizes(world(0.0))
    for inflation in (-0.01, 0.02, 0.1):
        found = cell_sizes(world(inflation))
        assert found.size == pytest.approx(plain.size)
        assert found.adopted == pytest.approx(plain.adopted)


def test_a_good_that_rises_beyond_the_rest_sells_less() -> None:
    plain = world(0.0)
    before = cell_sizes(plain).size
    plain.markets.price_index = plain.markets.price_index * 1.2
    after = cell_sizes(plain).size
    moves = (plain.markets.elasticity > 0.0) & (plain.markets.use_class[:, None] < 0)
    assert moves.any() and (after[moves] < before[moves]).all()


def test_money_of_the_start_rises_with_prices() -> None:
    """A newcomer's spending, and the sales that make a startup a firm."""
    found = []
    for inflation in (0.0, 0.05):
        one = world(inflation)
        lanes, nobody = np.arange(10), np.zeros(10, dtype=bool)
        found.append((seed_burn(one, lanes, nobody), price_level(one)))
    (burn, level), (risen, higher) = found
    assert (level, higher) == (1.0, pytest.approx(np.exp(0.05 * 1.5)))
    assert risen == pytest.approx(burn * higher)
