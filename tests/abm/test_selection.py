"""Money and survival look at technology: who lags finds less of the one, and has less of the other.

The same luck is drawn twice in one quarter of one world; only technology differs.
"""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import IndustryModel
from abm.steps.exit.step import given_up
from abm.steps.finance.equity import chance_of_money
from agents import kinds
from agents.world import World
from engine.ledger import Ledger
from tests.littleton import BASELINE, LITTLETON


@pytest.fixture(scope="module")
def world() -> World:
    model = IndustryModel(city=LITTLETON, plan=BASELINE, rng=3)
    for _ in range(8):
        model.step()
    return model.world


def test_venture_money_goes_to_those_near_best_practice(world: World) -> None:
    firms = world.firms
    startups = firms.of_kind(kinds.STARTUP)
    none = np.zeros(len(startups))
    before = chance_of_money(world, startups, 0.35, none)
    kept = firms.technology.copy()
    firms.technology[startups] *= np.exp(-0.3)
    after = chance_of_money(world, startups, 0.35, none)
    firms.technology[:] = kept
    hazard = np.log1p(-after) / np.log1p(-before)
    assert hazard == pytest.approx(np.exp(-0.3 * world.parameters.finance.screening))


def test_who_lags_is_closed_sooner(world: World) -> None:
    """With the same luck, whoever closes as a leader closes as a laggard, and some more do."""
    firms = world.firms
    slots = np.flatnonzero(firms.revenue > 0.0)
    kept, quarter = firms.technology.copy(), world.quarter
    leaders = laggards = 0
    for later in range(60):
        world.quarter = quarter + later
        firms.technology[:] = kept
        near = given_up(world, slots)
        firms.technology[:] = kept * np.exp(-1.5)
        far = given_up(world, slots)
        assert not (near & ~far).any()
        leaders, laggards = leaders + int(near.sum()), laggards + int(far.sum())
    firms.technology[:], world.quarter = kept, quarter
    assert laggards > 1.5 * leaders > 0


def test_a_firm_that_its_owners_close_is_settled() -> None:
    """It leaves with cash in hand, which goes to those whom it owes and to the owners."""
    model = IndustryModel(
        city=LITTLETON, plan=BASELINE, settings="exit.closing=0.2", check=True, rng=3
    )
    plain = IndustryModel(
        city=LITTLETON, plan=BASELINE, settings="exit.closing=0", check=True, rng=3
    )
    paid = []
    for one in (model, plain):
        total = 0.0
        for _ in range(4):
            one.step()
            ledger: Ledger = one.world.ledger
            total += ledger.flow("liquidation")
        paid.append(total)
    assert model.world.firms.alive.sum() < 0.8 * plain.world.firms.alive.sum()
    assert paid[0] > paid[1]


def test_how_long_a_startup_looks_for_money_is_a_number_of_the_model() -> None:
    """Without any to be found, a startup closes after so many quarters in vain."""
    left = []
    for rounds in (1, 3):
        model = IndustryModel(
            city=LITTLETON,
            plan=BASELINE,
            settings=f"exit.failed_rounds={rounds}; finance.round_chance=0",
            rng=3,
        )
        for _ in range(6):
            model.step()
        firms = model.world.firms
        assert firms.failed_rounds[firms.alive].max() < rounds
        left.append(len(firms.of_kind(kinds.STARTUP)))
    assert left[0] < left[1]
