"""Content of goods that live on it: what developers bring out, what it adds to their worth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents import content as rules
from agents.world import World
from engine.memory import added

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


def bring_out(world: World) -> None:
    """Move the titles of every use with content by who uses it at home and by policy.

    The same beside it under the plan that national paths contain; where a market follows none, the
    start's titles stay what it is measured by.
    """
    markets, p = world.markets, world.parameters.demand
    use = np.flatnonzero(markets.content_base > 0.0)
    if not len(use):
        return
    start = markets.content_base[use]

    def after(stock: Floats, base: Floats, support: Floats) -> Floats:
        return rules.titles(stock, base, start, support, entry=p.content_entry, life=p.content_life)

    home = added(markets.adopted, 2)[use]
    markets.content[use] = after(markets.content[use], home, world.terms.content[use])
    held = np.isin(use, world.national.follows)
    usual = added(markets.reference_stock, 2)[use]
    contained = after(markets.content_reference[use], usual, world.reference["content"][use])
    markets.content_reference[use] = np.where(held, contained, markets.content_reference[use])


def worth_of_content(world: World) -> Floats:
    """Factor of content on what could be in use at home, (uses,); 1 of goods without."""
    markets = world.markets
    return rules.worth(
        markets.content, markets.content_reference, world.parameters.demand.content_value
    )
