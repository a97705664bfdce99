"""Dated shocks that no policy makes."""

from __future__ import annotations

from agents.world import World


def events(world: World) -> None:
    """Multiply factors of markets and segments by the events in force, each to the power of its
    strength."""
    markets, segments, rows = world.markets, world.segments, world.city.events
    of_markets = {"demand": markets.demand_factor, "ceiling": markets.ceiling_factor}
    of_segments = {
        "capacity": segments.capacity_factor,
        "cost": segments.cost_factor,
        "import_risk": segments.import_risk_factor,
    }
    for column in (*of_markets.values(), *of_segments.values()):
        column[:] = 1.0
    start, end = rows.start, rows.end
    for row in ((start <= world.quarter) & (world.quarter <= end)).nonzero()[0].tolist():
        segment, use = int(rows.segment[row]), int(rows.use[row])
        factor = float(rows.factor[row]) ** strength(world, row)
        field = rows.field[row]
        if field in of_segments:
            of_segments[field][slice(None) if segment < 0 else segment] *= factor
            continue
        destination = int(rows.destination.codes[row])
        whose = markets.alive if segment < 0 else markets.segment == segment
        if use >= 0:
            whose = [use]
        of_markets[field][whose, slice(None) if destination < 0 else destination] *= factor


def strength(world: World, row: int) -> float:
    """Exponent on the factor of an event: 1 is the event as the data have it, 0 switches it off.

    Where none was set, what was known at the cut has 1, what came to be known later 0.
    """
    events = world.city.events
    usual = 1.0 if events.known[row] < world.cut else 0.0
    return world.event_strength.get(events.keys[row], usual)
