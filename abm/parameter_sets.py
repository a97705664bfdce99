"""Which parameters a run has."""

from __future__ import annotations

from typing import Literal, get_args

from abm import draw_names

SetName = Literal["fixed", "draw"]
SETS: tuple[SetName, ...] = get_args(SetName)
DEFAULT_SET: SetName = "fixed"
"""The city's values: what is not known of them widens no interval unless it is asked for."""


def which_parameters(name: object, field: str = "parameters") -> str:
    """The name of a set of parameters: ``fixed``, ``draw``, or ``draw:17`` for that of a seed.

    Raises InputError.
    """
    return draw_names.checked(field, name, SETS)


def seed_of_set(name: str, seed: int) -> int | None:
    """The seed of the set that a run of this ``seed`` draws by a checked name; None for none."""
    word, own = draw_names.word_and_seed(name, seed)
    return own if word == draw_names.DRAW else None
