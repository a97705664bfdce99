"""Which parameters a run has."""

from __future__ import annotations

from typing import Literal, cast, get_args

from abm import draw_names

SetName = Literal["fixed", "draw", "posterior"]
SETS: tuple[SetName, ...] = get_args(SetName)
BY_SEED: tuple[SetName, ...] = ("draw", "posterior")
"""Those of which each seed has its own."""
DEFAULT_SET: SetName = "fixed"
"""The city's values: what is not known of them widens no interval unless it is asked for."""


def which_parameters(name: object, field: str = "parameters") -> str:
    """The name of a set of parameters: ``fixed``, ``draw``, ``posterior``, or ``draw:17`` and
    ``posterior:17`` for that of a seed.

    Raises InputError.
    """
    return draw_names.checked(field, name, SETS, BY_SEED)


def set_and_seed(name: str, seed: int) -> tuple[SetName, int]:
    """The set that a run of this ``seed`` has by a checked name, and the seed of its draw."""
    word, own = draw_names.word_and_seed(name, seed)
    return cast("SetName", word), own
