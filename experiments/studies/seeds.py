"""Which seeds a question is asked with: the same on every way of asking it."""

from typing import Final

FIRST_SEED: Final = 1


def seeds_of(count: int, first: int = FIRST_SEED) -> range:
    """The seeds of ``count`` runs, from ``first`` on.

    Commands, sweeps and the screen take theirs from here: with equal numbers of runs they meet
    the same luck and give the same answer.
    """
    return range(first, first + count)
