"""Own-price elasticities, numerically from the rule of choice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from abm.market import choice_weight, offers
from abm.model import IndustryModel
from agents.world import World
from engine.groups import sum_rows_by
from experiments.studies.arrays import Floats

STEP = 0.01
"""Rise of price."""


def own_price_elasticity(world: World) -> Floats:
    """ln(demand after / before) / ln(1 + step) of each line when it alone raises all its prices.

    Shape ``(lines,)``, NaN where nothing is on sale. Within the quarter: reach stays where it is.
    """
    lines, markets = world.lines, world.markets
    before = choice_weight(world, offers(world).value)
    markup = lines.markup.copy()
    lines.markup = (1.0 + markup) * (1.0 + STEP) - 1.0
    after = choice_weight(world, offers(world).value)
    lines.markup = markup
    use = lines.use
    total = (markets.outside_reach + sum_rows_by(use, before, len(markets)))[use]
    asked = (before / total * markets.size[use]).sum(axis=1)
    left = (after / (total - before + after) * markets.size[use]).sum(axis=1)
    good = asked > 0.0
    found = np.full(lines.n, np.nan)
    found[good] = np.log(left[good] / asked[good]) / np.log1p(STEP)
    return found


def mean_elasticity(model: IndustryModel, segments: Sequence[int]) -> float:
    """Mean over the lines of some segments, by sales; NaN where there are none."""
    world = model.world
    lines = world.lines
    elasticity = own_price_elasticity(world)
    sales = lines.sold.sum(axis=1) * lines.price
    mine = np.isin(world.markets.segment[lines.use], segments) & np.isfinite(elasticity)
    weight = np.where(mine, sales, 0.0)
    if weight.sum() <= 0.0:
        return float("nan")
    return float((np.where(mine, elasticity, 0.0) * weight).sum() / weight.sum())
