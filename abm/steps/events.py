"""Dated shocks that no policy makes."""

from __future__ import annotations

from agents.world import World


def events(world: World) -> None:
    """Multiply segments' factors by the events in force, each to the power of its strength.

    Strength 1 is the event as the data have it, 0 switches it off.
    """
    segments, rows = world.segments, world.city.events
    segments.demand_factor[:] = 1.0
    segments.ceiling_factor[:] = 1.0
    segments.capacity_factor[:] = 1.0
    segments.cost_factor[:] = 1.0
    segments.import_risk_factor[:] = 1.0
    start, end = rows.start, rows.end
    for row in ((start <= world.quarter) & (world.quarter <= end)).nonzero()[0].tolist():
        segment = int(rows.segment[row])
        destination = int(rows.destination.codes[row])
        strength = world.event_strength.get(rows.keys[row], 1.0)
        factor = float(rows.factor[row]) ** strength
        column = getattr(segments, f"{rows.field[row]}_factor")
        where = slice(None) if segment < 0 else slice(segment, segment + 1)
        if column.ndim == 2 and destination >= 0:
            column[where, destination] *= factor
        else:
            column[where] *= factor
