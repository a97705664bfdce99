"""What park operators decide: whom they take, when they build, where parks open. Dated floor."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]


def screening_penalty(
    occupancy: Floats, off_focus: Flags, strength: Floats, level: float
) -> Floats:
    """σ_p·max(0, occ_p − level)/(1 − level) for tenants off the park's focus, (segments, parks).

    Operators that could let twice pick: the fuller, the choosier. ``strength`` (parks,). Assumed.
    """
    fullness = np.maximum(0.0, occupancy - level) / max(1.0 - level, 1e-9)
    found: Floats = off_focus * (strength * fullness)
    return found


def expansion(
    occupancy: Floats, floor: Floats, *, cash: Floats, unit_cost: float, level: float, part: float
) -> Floats:
    """Floor space that an operator would add, m²: part·floor above a level of occupancy, as far as
    its cash pays its own part of land and construction (``unit_cost``, million yuan/m²), (parks,).
    """
    wanted = np.where(occupancy > level, part * floor, 0.0)
    found: Floats = np.minimum(wanted, np.maximum(cash, 0.0) / unit_cost)
    return found


def site_utility(jobs: Floats, used: Floats, floor: Floats, mass: float, crowding: float) -> Floats:
    """Where a new park is most wanted: θ·ln(1 + jobs_ds) + κ·occ_d, (districts, segments).

    ``jobs`` (districts, segments); ``used``, ``floor`` (districts,) in m². A segment gathers where
    it lacks space. Form assumed.
    """
    crowded = used / np.maximum(floor, 1.0)
    found: Floats = mass * np.log1p(jobs) + crowding * crowded[:, None]
    return found


def coming_floor(floor: Floats, first: Codes, last: Codes, quarter: int) -> Floats:
    """Floor space that gets ready in a quarter: F/(last − first + 1) from first to last, else 0.

    ``floor`` F in m², ``first`` and ``last`` quarters, (rows,) each: evenly over the quarters.
    """
    now = (first <= quarter) & (quarter <= last)
    found: Floats = np.where(now, floor / np.maximum(last - first + 1, 1), 0.0)
    return found


def chains(need: Floats, is_component: Flags) -> Flags:
    """Whether a firm of the second segment belongs to the chain of the first: itself, and component
    classes that sell to it, (segments, segments).

    ``need`` (buyers, components) are parts of materials.
    """
    found: Flags = ((need > 0.0) & is_component) | np.eye(len(need), dtype=bool)
    return found
