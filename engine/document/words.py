"""A column of words out of a few."""

from collections.abc import Iterable

import numpy as np


class Words(tuple[str, ...]):
    """Texts, each one of ``choices`` or empty; ``codes`` are their places there, -1 for empty."""

    def __new__(cls, texts: Iterable[str], choices: tuple[str, ...]) -> "Words":
        """Count the texts' places; ``codes`` (rows,) can't be written to."""
        found = super().__new__(cls, texts)
        place = {word: code for code, word in enumerate(choices)}
        found.choices = choices
        found.codes = np.array([place.get(word, -1) for word in found], dtype=np.int64)
        found.codes.flags.writeable = False
        return found

    choices: tuple[str, ...]
    codes: np.ndarray[tuple[int, ...], np.dtype[np.int64]]

    def __reduce__(self) -> tuple[type["Words"], tuple[tuple[str, ...], tuple[str, ...]]]:
        return Words, (tuple(self), self.choices)
