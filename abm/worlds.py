"""Which national markets a run meets."""

from __future__ import annotations

from typing import Literal, get_args

WorldName = Literal["middle", "draw", "low", "high", "as-it-came"]
WORLDS: tuple[WorldName, ...] = get_args(WorldName)
DEFAULT_WORLD: WorldName = "draw"
"""So that an interval over seeds holds what is not known of national markets."""


def which_world(name: object) -> WorldName:
    """The name of a world, checked. Raises InputError."""
    from engine.document import InputError, did_you_mean  # not for who asks for help

    for world in WORLDS:
        if name == world:
            return world
    expected = f"one of {', '.join(WORLDS)}"
    if isinstance(name, str):
        raise InputError("", 0, 0, "world", expected + did_you_mean(name, WORLDS), repr(name))
    raise InputError("", 0, 0, "world", expected, f"a {type(name).__name__}")
