"""A design of two levels for many factors at once: each is up in one half of the runs."""

import numpy as np

from experiments.studies.arrays import Floats


def paley(factors: int) -> Floats:
    """Levels −1 and 1 of ``factors`` factors, shape ``(points, factors)``, columns orthogonal.

    Points are q + 1 for the smallest prime q ≥ ``factors`` that leaves 3 by 4: Paley's Hadamard
    matrix without its column of ones. A main effect is the difference of two halves of all runs;
    effects of pairs lie on top of it, and fall out with the mirror image of the design. Sources:
    Paley (1933), Plackett and Burman (1946, Biometrika 33: 305–325).
    """
    q = next(n for n in range(max(factors, 3), 4 * max(factors, 3)) if n % 4 == 3 and _prime(n))
    squares = {n * n % q for n in range(1, q)}
    residue = np.array([0 if n == 0 else 1 if n in squares else -1 for n in range(q)])
    places = np.arange(q)
    inner = residue[(places[:, None] - places[None, :]) % q] - np.eye(q, dtype=int)
    levels = np.concatenate([np.ones((1, q), dtype=int), inner])
    return levels[:, :factors].astype(np.float64)


def _prime(number: int) -> bool:
    return number > 1 and all(number % n for n in range(2, int(number**0.5) + 1))
