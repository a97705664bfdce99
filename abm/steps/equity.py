"""Rounds of equity: startups, and firms of any size that grow but are short of cash."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents import finance as rules
from agents import kinds
from agents.world import World
from engine.draws import Decision
from engine.ledger import Rows
from engine.memory import added
from engine.table import Slots

Floats = NDArray[np.float64]

ROUND = Decision("finance.round")
ROUND_SIZE = Decision("finance.round_size")
GROWTH = Decision("finance.growth_equity")


def rounds_of_equity(world: World) -> None:
    """A startup with under two quarters of burn left seeks a round, and gets it by chance.

    The round covers the runway at a new burn. A failure counts; a success clears the count.
    """
    firms, p = world.firms, world.parameters.finance
    startups = firms.of_kind(kinds.STARTUP)
    startups = startups[firms.parent_until[startups] < world.quarter]  # a parent pays for the rest
    seeks = startups[rules.seeks_round(firms.cash[startups], firms.burn[startups])]
    if not len(seeks):
        return
    lanes = firms.lane[seeks]
    appetite = float(world.investors.appetite[0])
    chance = np.minimum(1.0, p.round_chance * appetite)
    won = world.draws.uniform(ROUND, world.quarter, lanes) < chance
    firms.failed_rounds[seeks] = np.where(won, 0, firms.failed_rounds[seeks] + 1)
    lucky = seeks[won]
    if not len(lucky):
        return
    noise = world.draws.normal(ROUND_SIZE, world.quarter, firms.lane[lucky])
    burn = firms.burn[lucky] * np.exp(0.25 + 0.3 * np.clip(noise, -3.0, 3.0))
    amount = burn * p.runway_quarters
    firms.burn[lucky] = burn
    firms.rounds[lucky] += 1
    raise_equity(world, lucky, amount)


def growth_equity(world: World) -> None:
    """A firm of any size that grows but is short of cash may sell shares: funded loss-makers.

    Short: less than half a quarter's cost. Growing: a year's revenue up by the asked rate on the
    year before. It raises four quarters' loss and half a quarter's cost, by chance.
    """
    firms, p = world.firms, world.parameters.finance
    cost = world.accounts.cost
    now = added(firms.revenue_past, 4)
    before = added(firms.revenue_past, 4, 4)
    grows = (now >= (1.0 + p.growth_asked) * before) & (before > 0.0)
    seeks = firms.alive & (firms.kind != kinds.STARTUP) & (firms.cash < 0.5 * cost) & grows
    seeks &= firms.parent_until < world.quarter
    slots = np.flatnonzero(seeks)
    if not len(slots):
        return
    chance = p.growth_chance * float(world.investors.appetite[0])
    won = world.draws.uniform(GROWTH, world.quarter, firms.lane[slots]) < chance
    slots = slots[won]
    loss = np.maximum(0.0, -firms.profit[slots])
    hole = np.maximum(0.0, -firms.cash[slots])
    amount = 4.0 * loss + 0.5 * cost[slots] + hole
    raise_equity(world, slots, amount)
    firms.rounds[slots] += 1


def raise_equity(world: World, slots: Slots, amount: Floats) -> None:
    """Households fund venture capital, which buys shares of firms."""
    if not len(slots):
        return
    fund = Rows(world.investors, np.flatnonzero(world.investors.kind == kinds.VENTURE))
    total = amount.sum(keepdims=True)
    world.ledger.pay("fund_calls", "households", fund, total)
    world.ledger.pay("equity_rounds", fund, "clearing", total)
    world.ledger.pay("equity_rounds", "clearing", world.firm_rows(slots), amount)
