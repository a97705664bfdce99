"""The city's dated tables as a run knows them, read row by row."""

from __future__ import annotations

from dataclasses import dataclass, field

from agents.city import City
from agents.world import World

DESTINATIONS = ("city", "rest", "export")


def seen(known: int, cut: int) -> bool:
    """A row without a date was always known, and is -1."""
    return known == -1 or known < cut


def price(city: City, name: str, quarter: int, cut: int) -> float:
    """A factor price: lines between the middles of years, of each year what was known last."""
    rows = city.factor_prices
    years: dict[int, tuple[int, float]] = {}
    for row in range(len(rows)):
        known, year = int(rows.known[row]), int(rows.year[row])
        if rows.name[row] != name or not seen(known, cut):
            continue
        if year not in years or years[year][0] < known:
            years[year] = known, float(rows.value[row])
    middles = sorted((year * 4 + 1.5, value) for year, (_, value) in years.items())
    before = [point for point in middles if point[0] <= quarter]
    after = [point for point in middles if point[0] > quarter]
    if not before or not after:
        return (before or [after[0]])[-1][1]
    (t0, v0), (t1, v1) = before[-1], after[0]
    return v0 + (v1 - v0) * (quarter - t0) / (t1 - t0)


def rate(city: City, name: str, quarter: int, cut: int) -> float:
    """A rate of public money: of what holds since the latest quarter, what was known last."""
    rows = city.rates
    found = [
        (int(rows.since[row]), int(rows.known[row]), float(rows.value[row]))
        for row in range(len(rows))
        if rows.name[row] == name and rows.since[row] <= quarter and seen(int(rows.known[row]), cut)
    ]
    return max(found)[2] if found else 0.0


@dataclass
class Held:
    """What a unit of a use holds of a component's market, yuan; at driving level 2 alone."""

    use: int
    part: int
    value: float
    level2_cost: float


def contents(city: City, quarter: int, cut: int, level2: float) -> list[Held]:
    """Lines between the quarters of the rows, of each quarter what was known last; parts that only
    cars at driving level 2 hold by the share ``level2`` of these."""
    rows = city.component_contents
    points: dict[tuple[int, int, str], dict[int, tuple[int, float]]] = {}
    for row in range(len(rows)):
        known, when = int(rows.known[row]), int(rows.quarter[row])
        if not seen(known, cut):
            continue
        mine = points.setdefault(
            (int(rows.use[row]), int(rows.component_use[row]), rows.per[row]), {}
        )
        if when not in mine or mine[when][0] < known:
            mine[when] = known, float(rows.value_yuan[row])
    found = []
    for (use, part, per), mine in points.items():
        line = sorted((when, value) for when, (_, value) in mine.items())
        before = [point for point in line if point[0] <= quarter]
        after = [point for point in line if point[0] > quarter]
        if not before or not after:
            value = (before or [after[0]])[-1][1]
        else:
            (t0, v0), (t1, v1) = before[-1], after[0]
            value = v0 + (v1 - v0) * (quarter - t0) / (t1 - t0)
        whole = per == "level2"
        found.append(Held(use, part, value * (level2 if whole else 1.0), value if whole else 0.0))
    return found


@dataclass
class Factors:
    """What events make of a market (its use, and the segment that it is of)."""

    demand_factor: list[float] = field(default_factory=lambda: [1.0, 1.0, 1.0])
    ceiling_factor: list[float] = field(default_factory=lambda: [1.0, 1.0, 1.0])
    capacity_factor: float = 1.0
    cost_factor: float = 1.0
    import_risk_factor: float = 1.0


def factors(world: World, use: int, segment: int) -> Factors:
    """The events in force that concern a use; one that was not known at the cut only as set."""
    rows, found = world.city.events, Factors()
    for row in range(len(rows)):
        if not rows.start[row] <= world.quarter <= rows.end[row]:
            continue
        if rows.segment[row] not in (-1, segment) or rows.use[row] not in (-1, use):
            continue
        key, known = rows.keys[row], int(rows.known[row])
        strength = 1.0 if seen(known, world.cut) else 0.0
        strength = world.event_strength.get(key, strength)
        by, name = float(rows.factor[row]) ** strength, f"{rows.field[row]}_factor"
        old = getattr(found, name)
        if isinstance(old, list):
            there = rows.destination[row]
            by_cell = zip(DESTINATIONS, old, strict=True)
            setattr(found, name, [x * by if there in ("", d) else x for d, x in by_cell])
        else:
            setattr(found, name, old * by)
    return found
