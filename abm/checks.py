"""Invariants that hold at the end of every quarter; ``--check`` asserts them in any run."""

from __future__ import annotations

import numpy as np

from agents.world import World


class InvariantError(AssertionError):
    """The world broke one of its own laws."""


HOMES: tuple[tuple[str, str], ...] = (
    ("firms", "hq"),
    ("firms", "plant"),
    ("lines", "firm"),
    ("products", "line"),
    ("orders", "principal"),
)
"""Columns by which a living row belongs to another. Makers for hire and lines of orders may be gone
until their brands and principals look for others, once a year."""


def housed(world: World) -> None:
    """Nobody lives in a place, or with an owner, that is gone. Raises InvariantError."""
    for name, column in HOMES:
        table = world.tables[name]
        home = world.tables[table.columns[column].refers]
        at = getattr(table, column)[table.live]
        lost = (at >= 0) & ~home.alive[at]
        if lost.any():
            row = int(table.live[np.flatnonzero(lost)[0]])
            raise InvariantError(
                f"{name}: row {row} is alive and its {column} is row {getattr(table, column)[row]} "
                f"of {home.name}, which is gone"
            )


def verify(world: World, tolerance: float = 1e-9) -> None:
    """Money, goods, floor space, homes and engineers. Raises LedgerError or InvariantError."""
    world.ledger.verify(tolerance)
    clearing = float(world.ledger.balances[world.ledger.sector_code["clearing"]])
    if abs(clearing) > tolerance * (1.0 + float(world.ledger.moved.sum())):
        raise InvariantError(f"clearing holds {clearing:.6g} million yuan, not zero")
    lines, markets = world.lines, world.markets
    if (lines.stock < 0.0).any():
        raise InvariantError("a line's stock is negative")
    cells = markets.outside_units + markets.lost_units
    for d in range(3):
        sold = cells[:, d] + np.bincount(lines.use, lines.sold[:, d], len(markets))
        gap = np.abs(sold - markets.size[:, d])
        if (gap > 1e-6 * (1.0 + markets.size[:, d])).any():
            row = int(gap.argmax())
            raise InvariantError(
                f"market {world.city.uses.keys[row]}: units do not add up to the cell's size "
                f"({sold[row]:.6g} of {markets.size[row, d]:.6g})"
            )
    parks = world.parks
    if (parks.used > parks.floor * (1.0 + 1e-9)).any():
        raise InvariantError("a park lets more floor space than it has")
    housed(world)
    firms, there = world.firms, float(world.economy.labour_supply[0, 1])
    if float(firms.engineers[firms.live].sum()) > there * (1.0 + tolerance):
        raise InvariantError("more engineers at work than there are")
    for name, table in world.tables.items():
        for column in table.columns.values():
            values = getattr(table, column.name)
            if values.dtype.kind == "f" and not np.isfinite(values).all():
                raise InvariantError(f"{name}.{column.name} holds a number that is not finite")
