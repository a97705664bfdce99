"""Payments to the owners of firms, by their shares."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agents import kinds
from agents.world import World
from engine.ledger import Rows
from engine.table import Slots

Floats = NDArray[np.float64]

FOREIGN = 2


def fund(world: World, kind: int) -> Rows:
    """The venture funds or the guidance fund as a party to payments."""
    return Rows(world.investors, world.investors.of_kind(kind))


def pay_owners(world: World, flow: str, slots: Slots, amount: Floats) -> None:
    """Pay ``amount`` out: funds by their stakes, the rest to founders and shareholders.

    Foreign owners are abroad, all others are households of the city (simple). ``slots`` are rows
    of firms, each once.
    """
    firms, ledger = world.firms, world.ledger
    venture, guidance = firms.venture_stake[slots], firms.guidance_stake[slots]
    own = amount * (1.0 - venture - guidance)
    abroad = firms.owner[slots] == FOREIGN
    rows = world.firm_rows(slots)
    ledger.pay(flow, rows, "households", np.where(abroad, 0.0, own))
    ledger.pay(flow, rows, "rest", np.where(abroad, own, 0.0))
    for stake, kind in ((venture, kinds.VENTURE), (guidance, kinds.GUIDANCE)):
        part = amount * stake
        if part.any():
            ledger.pay(flow, rows, "clearing", part)
            ledger.pay(flow, "clearing", fund(world, kind), float(part.sum()))


def pass_on(world: World) -> None:
    """Funds pass what came back to those whose money it is: households and the municipality."""
    cash = world.investors.cash
    for kind, receiver in (
        (kinds.VENTURE, "households"),
        (kinds.GUIDANCE, world.government(kinds.MUNICIPALITY)),
    ):
        rows = fund(world, kind)
        back = np.maximum(0.0, cash[rows.slots])
        if back.any():
            world.ledger.pay("fund_distributions", rows, receiver, back)
