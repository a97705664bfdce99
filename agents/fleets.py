"""What driverless and assisted vehicles are worth to a fleet, and how far permits let it go."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]

STRICTEST = 3
"""The highest grade of permits: operation without anybody aboard."""


def staff(drivers: Floats, grade: Codes, needed: Codes, remote: float) -> Floats:
    """Posts by vehicle, (fleets,): ``drivers`` until the ``grade`` that is open reaches the one
    ``needed`` to drive without them, then the part ``remote`` of them, who watch from afar."""
    found: Floats = np.where(grade >= needed, remote * drivers, drivers)
    return found


def saving(
    manned_price: Floats,
    price: Floats,
    life: Floats,
    *,
    drivers: Floats,
    posts: Floats,
    wage: float,
    liability: float,
    work: Floats,
    spared: Floats,
) -> Floats:
    """Part of a manned vehicle's cost of ownership that another one saves: s = 1 − C/C₀, (fleets,).

    A year of both, without what is alike: C₀ = P₀/L + n₀·w; C = (P/L + n·w + ρP)(1 − b)/k. Prices
    P in yuan, life L in years, posts n, ``wage`` w a year, ``liability`` ρ by price and year;
    ``spared`` b is what a platform spares, k = ``work`` the work of a manned vehicle that one does.
    """
    before = manned_price / life + drivers * wage
    after = (price / life + posts * wage + liability * price) * (1.0 - spared) / work
    found: Floats = 1.0 - after / np.maximum(before, 1e-12)
    return found


def wanted(most: Floats, roads: Floats, saved: Floats, *, spread: float, trials: float) -> Floats:
    """Vehicles that a fleet would run: M·r·(t + (1 − t)/(1 + e^(−s/σ))), (fleets,).

    Of ``most`` M on the part ``roads`` r of its roads that is open. Operators differ by ``spread``
    σ in the saving s from which they change; the part ``trials`` t tries whatever it costs.
    """
    share = 1.0 / (1.0 + np.exp(np.clip(-saved / spread, -600.0, 600.0)))
    found: Floats = most * roads * (trials + (1.0 - trials) * share)
    return found


def bought(
    vehicles: Floats, target: Floats, life: Floats, *, pace: Floats | float, first: float
) -> Floats:
    """Vehicles bought in a quarter, (fleets,): growth by licences, and what replaces the old.

    Growth is at most ``pace`` of the vehicles on the road, ``first`` of them where there are fewer:
    licences are given by what drives already. V/(4L) wear out and are replaced up to ``target``.
    """
    room = np.maximum(0.0, target - vehicles)
    new = np.minimum(room, pace * np.maximum(vehicles, first))
    worn = vehicles / (4.0 * life)
    found: Floats = new + np.minimum(worn, np.maximum(0.0, target - (vehicles - worn)))
    return found


def left(vehicles: Floats, life: Floats) -> Floats:
    """Vehicles that a quarter's wear leaves: V·(1 − 1/(4L))."""
    found: Floats = vehicles * (1.0 - 1.0 / (4.0 * life))
    return found


def opened_roads(roads: Floats, openness: Floats, *, pace: float, speed: float) -> Floats:
    """Part of the roads that is open: r' = r + min(1, κ·x·v)·(1 − r), in [r, 1].

    ``pace`` κ a quarter, ``openness`` x of the scenario against the start, ``speed`` v by law, 1
    today.
    """
    found: Floats = roads + np.minimum(1.0, pace * openness * speed) * (1.0 - roads)
    return found


def experience(use: Codes, grade: Codes, vehicles: Floats) -> Floats:
    """Vehicle-quarters that count for each fleet's next grade: all of its use in the city that
    drive at its grade or above, (fleets,)."""
    counts = (use[:, None] == use) & (grade[:, None] <= grade)
    found: Floats = counts.astype(np.float64) @ vehicles
    return found


def accident_rate(
    vehicles: Floats, driven: Floats, *, hazard: float, settling: float, prevented: Floats
) -> Floats:
    """Mean number of accidents that halt permits: h·V/(1 + E/E½)·(1 − prevented), (fleets,).

    ``hazard`` h by vehicle and quarter, halved after ``settling`` vehicle-quarters E½ of E driven.
    """
    found: Floats = hazard * vehicles / (1.0 + driven / settling) * (1.0 - prevented)
    return found


def shaken(use: Codes, grade: Codes, struck: Flags) -> Flags:
    """Fleets whose permits an accident sets back, (fleets,): those of the same use, at its grade or
    below, for which it would have counted as experience."""
    counts = (use[:, None] == use) & (grade[:, None] <= grade)
    found: Flags = (counts & struck).any(axis=1)
    return found


def next_grade(grade: Codes, driven: Floats, need: float, speed: float) -> tuple[Codes, Floats]:
    """The grade that is open, and what was driven towards the next one, (fleets,) each.

    One grade more once need/speed vehicle-quarters are driven; then the count begins anew.
    """
    opens = (driven * speed >= need) & (grade < STRICTEST)
    return grade + opens, np.where(opens, 0.0, driven)
