"""Luck by customer: rare, lumpy, calmer for the large, and the firm's own."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import IndustryModel
from abm.steps.shocks import shock
from agents.demand import customer_share, customers
from tests.littleton import BASELINE, LITTLETON


@pytest.fixture
def model() -> IndustryModel:
    model = IndustryModel(city=LITTLETON, plan=BASELINE, settings="price.inflation=0", rng=5)
    model.step()
    return model


def test_spread_falls_with_size_as_customers_say(model: IndustryModel) -> None:
    """Σ w·z of independent Laplace steps: variance π·2s²·Σw² where no step is cut."""
    world = model.world
    p = world.parameters.demand
    sizes = np.array([5.0, 500.0, 50_000.0])
    one = world.parameters.finance.promotion_revenue
    world.firms.revenue_past[:] = 0.0
    world.firms.revenue_past[:3, 0] = sizes
    found = []
    for quarter in range(4000):
        world.quarter = quarter
        found.append(shock(world)[:3])
    count = customers(
        sizes, reference=one, elasticity=p.customers_elasticity, most=p.customers_most
    )
    assert count[0] == 1 and count[2] > 50
    share = [customer_share(np.arange(n), np.full(n, n)) for n in count]
    expected = [np.sqrt(2 * p.shock_probability * p.shock_scale**2 * (s**2).sum()) for s in share]
    assert np.std(found, axis=0) == pytest.approx(expected, rel=0.1)


def test_who_has_one_customer_is_seldom_moved(model: IndustryModel) -> None:
    world = model.world
    world.firms.revenue_past[:] = 0.0
    moved = []
    for quarter in range(500):
        world.quarter = quarter
        moved.append((shock(world) != 0.0).mean())
    assert np.mean(moved) == pytest.approx(world.parameters.demand.shock_probability, abs=0.01)


def test_luck_stays_with_the_firm(model: IndustryModel) -> None:
    """Others may come or grow: a firm's customers meet the same luck."""
    world = model.world
    before = shock(world)
    world.firms.revenue_past[3:] *= 50.0
    assert np.array_equal(shock(world)[:3], before[:3])
