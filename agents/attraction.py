"""Where mobile investment projects go: the city, or one of the regions that court them too."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def rival_package(start: Floats, city_before: Floats, city_start: Floats, answer: float) -> Floats:
    """Rivals answer: I_r = I_r⁰ + ρ·max(0, I_city,−2 − I_city⁰), packages by capital outlay."""
    found: Floats = start + answer * np.maximum(0.0, city_before - city_start)
    return found


def place_utility(
    constant: float,
    package: Floats,
    rivals: Floats,
    mass: Floats,
    mass_start: Floats,
    weight: float,
    mass_weight: float,
    regions: int,
) -> Floats:
    """Utility of the city (column 0) and of each rival region, shape ``(segments, 1 + regions)``.

    U_city = c + w·I + θ·ln[(1 + mass)/(1 + mass₀)],  U_r = w·I_r; packages I by capital outlay,
    ``mass`` the segment's jobs in the city. c makes the city's chance the data's at equal packages.
    """
    city = constant + weight * package
    city = city + mass_weight * np.log((1.0 + mass) / (1.0 + mass_start))
    others = np.repeat(weight * rivals[:, None], regions, axis=1)
    return np.concatenate([city[:, None], others], axis=1)


def city_constant(chance: float, regions: int) -> float:
    """c such that exp(c)/(exp(c) + regions) = chance."""
    return float(np.log(chance * regions / (1.0 - chance)))
