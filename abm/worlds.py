"""Which national markets a run meets."""

from __future__ import annotations

from typing import Literal, cast, get_args

from abm import draw_names

WorldName = Literal["middle", "draw", "low", "high", "as-it-came"]
WORLDS: tuple[WorldName, ...] = get_args(WorldName)
DEFAULT_WORLD: WorldName = "draw"
"""So that an interval over seeds holds what is not known of national markets."""


def which_world(name: object, field: str = "world") -> str:
    """The name of a world, or ``draw:17`` for that of a seed, checked. Raises InputError."""
    return draw_names.checked(field, name, WORLDS)


def world_of(name: str, seed: int) -> tuple[WorldName, int]:
    """The world that a run of this ``seed`` meets by a checked name, and the seed of its draw."""
    word, own = draw_names.word_and_seed(name, seed)
    return cast("WorldName", word), own
