"""Finance, in order: investment, equity, listing, credit, parents, dividends."""

from __future__ import annotations

from abm.steps.finance.credit import borrow, parents, repay_and_distribute
from abm.steps.finance.equity import growth_equity, rounds_of_equity
from abm.steps.finance.investment import invest
from abm.steps.finance.listing import go_public
from agents.world import World


def finance(world: World) -> None:
    """Invest within means; fill holes by equity, credit, a parent; pay out what is not needed."""
    invest(world)
    rounds_of_equity(world)
    growth_equity(world)
    go_public(world)
    borrow(world)
    parents(world)
    repay_and_distribute(world)
