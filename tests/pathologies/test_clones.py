"""Clones win nothing: n copies of a model are worth τ ln n more than one, and no more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.model import IndustryModel
from engine.choice import nested_logit
from engine.table import Slots

COPIES = 8
SPARE = 5_000
"""Ordinal from which a clone's luck id is free: no firm launches so many models."""


@given(
    st.lists(st.floats(-5.0, 5.0), min_size=1, max_size=6),
    st.integers(2, 50),
    st.floats(0.1, 1.0),
    st.floats(0.0, 0.5),
)
def test_n_copies_of_every_model_are_worth_tau_ln_n(values, copies, scale, variety):
    utility = np.array(values)
    nest = np.zeros(len(utility), dtype=np.int64)
    one, _, _ = nested_logit(utility, nest, 1, scale, variety)
    cloned = np.repeat(utility, copies)
    many, _, _ = nested_logit(cloned, np.zeros(len(cloned), dtype=np.int64), 1, scale, variety)
    assert many[0] - one[0] == pytest.approx(variety * np.log(copies), abs=1e-9)


def test_in_a_plain_logit_clones_would_win():
    """What the nests are for: with λ = τ = 1 eight copies weigh eight times as much."""
    value, _, _ = nested_logit(np.zeros(COPIES), np.zeros(COPIES, dtype=np.int64), 1, 1.0, 1.0)
    assert value[0] == pytest.approx(np.log(COPIES))


def leader(model: IndustryModel) -> int:
    """Line with the largest national share among those of own brands."""
    lines = model.world.lines
    return int(lines.live[np.argmax(lines.share[lines.live])])


def offer(model: IndustryModel, line: int, copies: int) -> None:
    """Put ``copies`` of the line's first model in the place of all its models."""
    products = model.world.products
    mine: Slots = products.live[products.line[products.live] == line]
    products.retire(mine[1:])
    first = mine[0]
    if copies > 1:
        products.add(
            copies - 1,
            lane=products.lane[first] + SPARE + np.arange(copies - 1),
            kind=products.kind[first],
            born=products.born[first],
            line=line,
            quality=products.quality[first],
            launched=products.launched[first],
            on_sale=products.on_sale[first],
            level=products.level[first],
        )


@pytest.mark.parametrize("quarters", [1, 8])
def test_in_a_run_a_firm_of_clones_gains_at_most_tau_ln_n(quarters):
    """Value gains τ ln n at once; what reach makes of it in h quarters is at most κ h τ ln n.

    Later the gain may turn: among copies a better new model weighs less.
    """
    share = []
    for copies in (1, COPIES):
        model = IndustryModel("shanghai", "no_policy", "demand.shock_probability=0", rng=3)
        line = leader(model)
        offer(model, line, copies)
        world, lane = model.world, model.world.lines.lane[[line]]
        for _ in range(quarters):
            model.step()
        (line,) = world.lines.find(lane)
        share.append(world.lines.demand[line, :2].sum() / world.markets.size[:, :2].sum())
    p = world.parameters.demand
    gain = np.log(share[1] / share[0])
    most = p.variety * np.log(COPIES) * (1.0 + p.reach_speed * (quarters - 1))
    assert gain <= most * 1.001
    assert quarters > 1 or gain > 0.0
