"""R&D budgets, innovation under headroom, imitation and the filling of projects."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def budget(
    own: Floats, subsidy: Floats, response: float, relabelled: float
) -> tuple[Floats, Floats]:
    """Reported and real R&D: B·(1 + φz), and the part of it that is no relabelling.

    z is the refunded share, φ the private response in [−.2, .3] (Dimos and Pugh 2016). Relabelling
    rises with the rate: real = reported·(1 − ρ·min(1, z/.2)) (Chen et al. 2021 found 24 % where the
    reward was large), so that without a subsidy nothing is relabelled.
    """
    reported = own * (1.0 + response * subsidy)
    real = reported * (1.0 - relabelled * np.minimum(1.0, subsidy / 0.2))
    return reported, real


def spillover(knowledge: Floats, reference: float, exponent: float) -> Floats:
    """The one local spillover: g = (1 + K_park/K_ref)^ξ, K in engineers."""
    found: Floats = (1.0 + knowledge / reference) ** exponent
    return found


def innovation_mean(engineers: Floats, rate: float, elasticity: float, local: Floats) -> Floats:
    """Mean number of innovations in a quarter: λ·E^η·g."""
    found: Floats = rate * engineers**elasticity * local
    return found


def advance(count: Counts, level: Floats, frontier: Floats, step: float, headroom: float) -> Floats:
    """Growth of ln level: step·√n·clip(1 − gap/head, 0, 1), gap = ln(level/frontier)⁺.

    √n because a quarter's innovations overlap; the headroom keeps anyone from running away from
    the frontier by more than ``headroom``.
    """
    gap = np.maximum(0.0, np.log(level / frontier))
    found: Floats = step * np.sqrt(count) * np.maximum(0.0, 1.0 - gap / headroom)
    return found


def imitation(level: Floats, frontier: Floats, engineers: Floats, rate: float) -> Floats:
    """Growth of ln level by learning from the best: ι·a·ln(F/level)⁺, a = E/(E + 20).

    a is absorptive capacity (Cohen and Levinthal 1990); 20 engineers give one half (assumed).
    """
    gap = np.maximum(0.0, np.log(frontier / level))
    found: Floats = rate * engineers / (engineers + 20.0) * gap
    return found


def progress(real: Floats, reference: Floats, quarters: float) -> Floats:
    """Filling of a project in a quarter: √(R&D/reference)/T, at most .5.

    A firm with its market's reference R&D launches every T quarters, one with a hundred times as
    much ten times as often.
    """
    found: Floats = np.minimum(0.5, np.sqrt(real / reference) / quarters)
    return found
