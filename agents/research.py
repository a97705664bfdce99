"""R&D budgets, innovation under headroom, imitation and the filling of projects."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def budget(
    own: Floats, subsidy: Floats, response: float, relabelled: float, most: float
) -> tuple[Floats, Floats]:
    """Reported R = B·(1 + φz)/(1 − z) and real R&D, R − ρ·(R − B).

    z ≤ ``most`` is the refunded share, φ the response of what the firm bears itself,
    R·(1 − z), in [−.2, .3] (Dimos and Pugh 2016: it neither falls nor grows much). Of what R rises
    by, ρ is relabelled spending (Chen et al. 2021: 24 %), so that no subsidy is wholly additional
    and none makes a firm do less than without it unless φ does.
    """
    refunded = np.minimum(subsidy, most)
    reported = own * (1.0 + response * refunded) / (1.0 - refunded)
    real = reported - relabelled * np.maximum(0.0, reported - own)
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


def imitation(
    level: Floats, frontier: Floats, engineers: Floats, rate: float, half: float
) -> Floats:
    """Growth of ln level by learning from the best: ι·a·ln(F/level)⁺, a = E/(E + E_½).

    a is absorptive capacity (Cohen and Levinthal 1990); E_½ = ``half`` engineers give one half.
    """
    gap = np.maximum(0.0, np.log(frontier / level))
    found: Floats = rate * engineers / (engineers + half) * gap
    return found


def progress(real: Floats, reference: Floats, quarters: float, most: float) -> Floats:
    """Filling of a project in a quarter: √(R&D/reference)/T, at most ``most``.

    A firm with its market's reference R&D launches every T quarters, one with a hundred times as
    much ten times as often.
    """
    found: Floats = np.minimum(most, np.sqrt(real / reference) / quarters)
    return found


def designed(help_: Floats, real: Floats, progress: Floats, elasticity: float) -> Floats:
    """Factor on a new model's quality when others add to its development: (1 + d/R)^η.

    ``help_`` d and R = ``real``/``progress``, what the model takes in R&D, in million yuan; η the
    elasticity to R&D (Chen et al. 2021: doubled R&D, 9 % more productivity). Little moves where a
    model takes thousands of times the help.
    """
    whole = np.maximum(real, 1e-9) / np.maximum(progress, 1e-9)
    found: Floats = (1.0 + help_ / whole) ** elasticity
    return found
