"""Engineers in a park raise what its plants make per hour, by the one spillover."""

import numpy as np
import pytest

from abm.market import hourly_output, offers
from abm.model import IndustryModel
from abm.steps.parks.step import place_gains
from tests.littleton import LITTLETON


@pytest.fixture
def model() -> IndustryModel:
    return IndustryModel(LITTLETON, "no_policy", rng=1)


def test_the_gain_follows_its_equation(model: IndustryModel) -> None:
    """g(K) over the mean of the start; one at the mean, more where more engineers are."""
    world, p = model.world, model.world.parameters.research
    start = float(world.economy.gain_start[0])
    for park in range(len(world.parks)):
        expected = (1.0 + world.parks.knowledge[park] / p.knowledge_reference) ** p.spillover
        assert world.parks.gain[park] == pytest.approx(expected / start)
    weight = world.parks.knowledge
    assert np.average(world.parks.gain, weights=weight) == pytest.approx(1.0, rel=1e-4)


def test_more_engineers_make_goods_cheaper_there_and_nowhere_else(model: IndustryModel) -> None:
    """Unit cost falls for plants of the park; firms without one in the city stay as they were."""
    world = model.world
    firms = world.firms
    park = int(np.bincount(firms.plant[firms.live][firms.plant[firms.live] >= 0]).argmax())
    everyone = np.arange(firms.n)
    before, output = offers(world), hourly_output(world, everyone)
    world.parks.knowledge[park] += 5000.0
    place_gains(world)
    after = offers(world)
    there = firms.plant[world.lines.firm[before.line]] == park
    assert (after.cost[there] < before.cost[there]).all()
    assert np.array_equal(after.cost[~there], before.cost[~there])
    outside = firms.plant < 0
    assert np.array_equal(hourly_output(world, everyone)[outside], output[outside])


def test_without_the_spillover_places_are_alike() -> None:
    """The switch."""
    world = IndustryModel(LITTLETON, "no_policy", "research.spillover=0", rng=1).world
    assert (world.parks.gain == 1.0).all()
