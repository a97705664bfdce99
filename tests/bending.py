"""Terms that a test bends where an instrument would."""

from __future__ import annotations

import numpy as np

from agents.terms import TERMS
from agents.world import World

PAYERS = {
    "guidance": "guidance_fund",
    "new_micro_parks": "micro_parks",
    "package": "investment_attraction",
    "headquarters_award": "investment_attraction",
}
"""Terms for which money moves in steps, and who is to pay for them."""


def bend(world: World, budget: float = float("inf"), **terms: float) -> None:
    """Raise arrays by a number and set the others to it; who usually pays for a term, pays.

    ``budget``: million yuan that each may spend this quarter.
    """
    for name, value in terms.items():
        now = getattr(world.terms, name)
        new = now + value if isinstance(now, np.ndarray) else value
        setattr(world.terms, name, new)
        if name in PAYERS and np.any(new != TERMS[name].neutral):
            world.contributions[name] = {PAYERS[name]: np.array(new)}
            if TERMS[name].paid_by:
                world.allowances[PAYERS[name]] = budget
