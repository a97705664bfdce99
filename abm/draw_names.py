"""What a run's world or parameters are called: by a word, or as a draw.

``draw`` is that of the run's own seed, ``draw:17`` that of seed 17 whatever the run's seed is: so
luck, world and parameters each vary alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

DRAW = "draw"
DRAWN = (DRAW,)
SEED = "(0|[1-9][0-9]{0,17})"
"""A seed behind a word, as a regular expression."""


def checked(field: str, name: object, words: Sequence[str], drawn: Sequence[str] = DRAWN) -> str:
    """The name, if it is one of ``words``, or one of those that are ``drawn`` with a seed behind.

    Raises InputError.
    """
    from engine.document import InputError, did_you_mean  # not for who asks for help

    seeded = " or ".join(f"{word}:17" for word in drawn)
    expected = f"one of {', '.join(words)} or, with a seed, {seeded}"
    if not isinstance(name, str):
        raise InputError("", 0, 0, field, expected, f"a {type(name).__name__}")
    if name in words or re.fullmatch(_of_seed(drawn), name, re.ASCII):
        return name
    raise InputError("", 0, 0, field, expected + did_you_mean(name, words), repr(name))


def pattern(words: Sequence[str], drawn: Sequence[str] = DRAWN) -> str:
    """All names as a regular expression, for the schemas of files."""
    return f"^({'|'.join(words)}|{_of_seed(drawn)})$"


def _of_seed(drawn: Sequence[str]) -> str:
    word = drawn[0] if len(drawn) == 1 else f"({'|'.join(drawn)})"
    return f"{word}:{SEED}"


def word_and_seed(name: str, seed: int) -> tuple[str, int]:
    """The word of a checked name, and the seed of its draw: the run's ``seed``, or its own."""
    word, colon, own = name.partition(":")
    return word, int(own) if colon else seed
