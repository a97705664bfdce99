"""Where a firm settles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def park_utility(
    chain_jobs: Floats,
    knowledge: Floats,
    net_rent: Floats,
    occupancy: Floats,
    services: Floats,
    focus_match: Floats,
    *,
    chain: float,
    knowledge_weight: float,
    rent: float,
    crowding: float,
    services_weight: float,
    focus: float,
) -> Floats:
    """V = θ_a ln(1+jobs) + θ_k ln(1+K) − θ_r ln(rent) − θ_c occ² + θ_s services + θ_f match.

    ``chain_jobs`` and ``focus_match`` have shape (segments, parks), the rest (parks,); the value
    (segments, parks). ``net_rent`` is after discount, relative to the city's mean. Marshall
    externalities, congestion and rent after Yang and Ettema (2012).
    """
    found: Floats = (
        chain * np.log1p(chain_jobs)
        + knowledge_weight * np.log1p(knowledge)
        - rent * np.log(net_rent)
        - crowding * occupancy**2
        + services_weight * services
        + focus * focus_match
    )
    return found


def rent_growth(occupancy: Floats, response: float, target: float, drift: float) -> Floats:
    """Growth of a park's list rent in a quarter: ρ·(occupancy − target) + drift."""
    found: Floats = response * (occupancy - target) + drift
    return found
