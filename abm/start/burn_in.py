"""Eight quarters of research before the first, with growth off.

Qualities as they are guessed for the start know no vintages: models on sale lag behind what their
makers can do, laggards have had time to imitate, projects stand at all stages of filling. These
quarters bring that about. Nobody enters or leaves, markets stand still, and in the end all quality
is measured again against the outside brands', so that the start's figures hold.
"""

from __future__ import annotations

import numpy as np

from abm.market import offers
from abm.steps.parks.step import tally
from abm.steps.research import discover, launch, withdraw
from agents.world import World
from engine.draws import Decision

PROGRESS = Decision("start.progress")


def burn_in(world: World) -> None:
    """Run research alone, then return quality to outside brands = 1 and the clock to the start."""
    firms, markets = world.firms, world.markets
    start, quarters = world.quarter, int(world.parameters.start.burn_in_quarters)
    tally(world)
    sells = np.zeros(firms.n, dtype=bool)
    sells[world.lines.firm] = True
    for quarter in range(start - quarters, start):
        world.quarter = quarter
        discover(world)
        markets.outside_quality = markets.outside_quality * np.exp(markets.outside_growth / 4.0)
        firms.progress = np.where(sells, firms.progress, -1.0)  # no first launch before the start
        launch(world)
    firms.progress = np.where(
        sells, firms.progress, world.draws.uniform(PROGRESS, start, firms.lane)
    )
    world.quarter = start
    found = offers(world)
    withdraw(world, found.product, found.line, found.within)
    world.take_out()
    norm = markets.outside_quality.copy()
    products = world.products
    products.quality = products.quality / norm[world.lines.use[products.line]]
    firms.technology = firms.technology / norm[firms.use]
    markets.frontier = markets.frontier / norm
    markets.outside_quality[:] = 1.0
