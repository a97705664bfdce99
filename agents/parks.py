"""What park operators decide: focus, whom they take, when they build, where new parks open."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]

LEAST_SHARE = 0.01
"""Share of jobs that an operator overlooks: it keeps the logarithm of a quotient finite."""


def focus_utility(
    jobs: Floats,
    growth: Floats,
    focus: Codes,
    specialisation: float,
    growth_weight: float,
    inertia: float,
) -> Floats:
    """U_ps = σ·ln[(x_ps + ε)/(X_s + ε)] + γ·g_s + ι·[s = focus before], (parks, segments + 1).

    x_ps is segment s's share of the jobs in park p, X_s its share of the city's, both from ``jobs``
    (segments, parks); g_s its yearly growth within ±.5, (segments,); ``focus`` (parks,) with −1 for
    none. The last column is to court nobody in particular: only inertia speaks for it. An empty
    park has the city's shares. Form assumed.
    """
    total = jobs.sum(axis=0)
    city = jobs.sum(axis=1) / max(float(total.sum()), 1e-9)
    share = np.where(total > 0.0, jobs / np.maximum(total, 1e-9), city[:, None])
    stands_out = np.log((share + LEAST_SHARE) / (city + LEAST_SHARE)[:, None])
    value = specialisation * stands_out + growth_weight * np.clip(growth, -0.5, 0.5)[:, None]
    utility = np.concatenate([value, np.zeros((1, len(focus)))]).T
    # −1 is the last column.
    utility[np.arange(len(focus)), focus] += inertia
    return utility


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
    occupancy: Floats, floor: Floats, cash: Floats, unit_cost: float, level: float, part: float
) -> Floats:
    """Floor space that an operator would add, m²: part·floor above a level of occupancy, as far as
    its cash pays for land and construction (``unit_cost``, million yuan/m²), (parks,)."""
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
