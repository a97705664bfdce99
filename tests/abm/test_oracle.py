"""The arrays give the numbers of plain Mesa objects that follow the same equations."""

import numpy as np
import pytest

from abm.model import IndustryModel
from tests.littleton import ACTION, LITTLETON
from tests.oracle import ObjectModel, from_world, gaps, worst

CORE = ("research", "plans", "demand", "delivery", "accounts")
"""The steps that the objects have too; they stand together in the quarter."""

TOLERANCE = 1e-9


def in_the_middle(
    city: str, plan: str, seed: int, quarters: int, world: str = "draw", settings: str = ""
) -> IndustryModel:
    """A model after some quarters, and after what comes before research in the next."""
    model = IndustryModel(city=city, plan=plan, rng=seed, world=world, settings=settings)
    for _ in range(quarters):
        model.step()
    model.take_out()
    model.world.ledger.begin()
    for step in model.schedule:
        if step.name == CORE[0]:
            break
        step.run(model.world)
    return model


def both(model: IndustryModel, peer: ObjectModel) -> tuple[str, float]:
    """Run the core by arrays and by objects; the column with the largest gap."""
    for step in model.schedule:
        if step.name in CORE:
            step.run(model.world)
    peer.step()
    return worst(gaps(model.world, peer))


def test_the_core_stands_together() -> None:
    """Otherwise another step could change between two of them what the objects don't see."""
    names = IndustryModel(city=LITTLETON, plan=ACTION, rng=0).schedule.names()
    first = names.index(CORE[0])
    told = "a step within the core needs its like in tests/oracle: or put it before or after"
    assert tuple(names[first : first + len(CORE)]) == CORE, told


@pytest.mark.parametrize(
    ("seed", "quarters"), [(1, 0), (2, 1), (3, 3), (4, 10), (5, 16), (6, 19), (7, 24), (8, 27)]
)
def test_littleton(seed: int, quarters: int) -> None:
    """Early and late, in the last quarters of years too, when tax is due."""
    model = in_the_middle(LITTLETON, ACTION, seed, quarters)
    column, gap = both(model, from_world(model.world))
    assert gap <= TOLERANCE, column


def test_the_cases_cover_what_may_differ() -> None:
    """Late in a run firms have left, there are entrants, launches, price support and tax."""
    model = in_the_middle(LITTLETON, ACTION, 6, 19)
    world = model.world
    products = world.products.n
    both(model, from_world(world))
    first = IndustryModel(city=LITTLETON, plan=ACTION, rng=6).world.firms.lane
    assert not np.isin(first, world.firms.lane).all()
    assert (world.firms.born > world.city.start).any()
    assert world.products.n > products
    assert world.terms.price_support.max() > 0.0
    assert world.terms.rd_subsidy.max() > 0.0
    assert world.ledger.flow("profit_tax") > 0.0
    assert world.markets.lost_units.max() > 0.0


def test_quarters_in_a_row() -> None:
    """The core alone, four times: nothing that objects keep for themselves goes astray."""
    model = in_the_middle(LITTLETON, ACTION, 3, 12)
    peer = from_world(model.world)
    for _ in range(4):
        column, gap = both(model, peer)
        assert gap <= TOLERANCE, column
        model.world.quarter += 1
        model.world.ledger.begin()


@pytest.mark.parametrize("what", ["cash", "technology", "rd_own"])
def test_a_difference_is_seen(what: str) -> None:
    """One firm a millionth off makes a gap."""
    model = in_the_middle(LITTLETON, ACTION, 1, 4)
    peer = from_world(model.world)
    sells = max(peer.firms, key=lambda firm: firm.revenue)
    setattr(sells, what, getattr(sells, what) * (1.0 + 1e-6))
    assert both(model, peer)[1] > TOLERANCE


@pytest.mark.parametrize(
    ("quarters", "world", "settings"),
    [(15, "draw", ""), (17, "draw", "events.ar_rise_2023=1.5"), (18, "as-it-came", "")],
)
def test_shanghai(quarters: int, world: str, settings: str) -> None:
    """One quarter of the large city, under the action plan, late enough for what a run may not
    know."""
    model = in_the_middle("shanghai", "action_plan_2022", 1, quarters, world, settings)
    column, gap = both(model, from_world(model.world))
    assert gap <= TOLERANCE, column
