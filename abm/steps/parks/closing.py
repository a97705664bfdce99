"""A park that closes for good: where its tenants go, and how its operator's accounts end."""

from __future__ import annotations

import numpy as np

from abm.steps.parks.step import tally
from agents import kinds
from agents.world import World
from engine.groups import sum_by
from engine.ledger import Rows
from engine.table import Slots


def close_park(world: World, slot: int) -> None:
    """Tenants move to the rest of the district; the operator settles; the floor space is gone.

    The move costs nothing and rents follow the new place (simple). Raises ValueError for the rest
    of a district: who finds no park has to be somewhere.
    """
    parks = world.parks
    if parks.kind[slot] == kinds.REMAINDER:
        raise ValueError("the rest of a district can't be removed: its firms have nowhere to go")
    to = rest_of_district(world)[parks.district[slot]]
    parks.used[to] = min(parks.floor[to], parks.used[to] + parks.used[slot])
    settle_operator(world, slot)
    for name in ("floor", "floor_building", "used"):
        getattr(parks, name)[slot] = 0.0
    parks.retire(np.array([slot]))
    rehouse(world)
    tally(world)


def rest_of_district(world: World) -> Slots:
    """The place of each district that is outside its parks, (districts,)."""
    rest = world.parks.of_kind(kinds.REMAINDER)
    found = np.full(len(world.city.districts), -1)
    found[world.parks.district[rest]] = rest
    return found


def rehouse(world: World) -> None:
    """Whoever is housed in a closed park moves to the rest of its district."""
    firms, parks = world.firms, world.parks
    if len(parks.live) == parks.n:
        return
    new = np.where(parks.alive, np.arange(parks.n), rest_of_district(world)[parks.district])
    live = firms.live
    firms.hq[live] = new[firms.hq[live]]
    works = live[firms.plant[live] >= 0]
    firms.plant[works] = new[firms.plant[works]]


def settle_operator(world: World, slot: int) -> None:
    """Cash goes to banks for its loans, the rest to the district, whose land it was (assumed).

    A hole in cash is the banks' loss, and so is debt that nothing is left for.
    """
    parks, ledger = world.parks, world.ledger
    one = np.array([slot])
    operator = Rows(parks, one)
    ledger.pay("loans_written_off", "banks", operator, np.maximum(0.0, -parks.cash[one]))
    left = np.maximum(0.0, parks.cash[one])
    repaid = np.minimum(left, parks.debt[one])
    ledger.pay("loans_repaid", operator, "banks", repaid)
    parks.debt[one] = 0.0
    district = sum_by(parks.district[one], left - repaid, len(world.city.districts))
    ledger.pay("liquidation", operator, "clearing", left - repaid)
    ledger.pay("liquidation", "clearing", world.government(kinds.DISTRICT), district)
