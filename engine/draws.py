"""Luck that belongs to an identity.

One Philox generator is re-keyed for every (seed, decision, quarter), and an agent finds its draw
under its own luck id, the *lane*. So no agent's luck depends on who else is there, on the order of
rows, or on what a policy changed for others: the condition for common random numbers.

Only ``random``, ``standard_normal`` and ``standard_exponential`` are used. They consume the stream
one value after the other, so the first k of a longer draw equal a draw of k.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

Lanes = NDArray[np.int64]
Floats = NDArray[np.float64]

_MASK = (1 << 64) - 1

PAIRS = 1 << 63
"""Third word of the counter for draws by (lane, ordinal): no ``turn`` of a quarter is as large."""


class Decision:
    """The name under which one rule draws. Two rules with one name would share luck: an error."""

    _known: ClassVar[dict[int, str]] = {}

    def __init__(self, name: str) -> None:
        self.name = name
        digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
        self.code = int.from_bytes(digest, "little")
        if self.code in self._known:
            raise ValueError(f"decision {name!r} collides with {self._known[self.code]!r}")
        self._known[self.code] = name

    def __repr__(self) -> str:
        return f"Decision({self.name!r})"


class Draws:
    """Keyed draws for one seed. It holds no state that a run changes: nothing to snapshot."""

    def __init__(self, seed: int) -> None:
        if seed < 0:
            raise ValueError(f"a seed is a whole number from 0, not {seed}")
        self.seed = seed
        self._philox = np.random.Philox(key=0)
        self._generator = np.random.Generator(self._philox)
        self._counter = np.zeros(4, dtype=np.uint64)
        self._kept: dict[tuple[Any, ...], Floats] = {}
        self._key = np.zeros(2, dtype=np.uint64)
        self._state: Any = {
            "bit_generator": "Philox",
            "state": {"counter": self._counter, "key": self._key},
            "buffer": np.zeros(4, dtype=np.uint64),
            "buffer_pos": 4,
            "has_uint32": 0,
            "uinteger": 0,
        }

    def __getstate__(self) -> int:
        return self.seed

    def __setstate__(self, seed: int) -> None:
        Draws.__init__(self, seed)

    def _rekey(
        self, decision: Decision, quarter: int, lane: int = 0, turn: int = 0
    ) -> np.random.Generator:
        # The first counter word runs while values are drawn; the others are ours. A lane's own
        # stream starts at lane + 1, so that it never meets the shared stream of word zero.
        self._counter[0] = 0
        self._counter[1] = lane
        self._counter[2] = turn
        self._counter[3] = quarter & _MASK
        self._key[0] = self.seed & _MASK
        self._key[1] = decision.code
        self._philox.state = self._state
        return self._generator

    def uniform(
        self, decision: Decision, quarter: int, lanes: Lanes, turn: int = 0, first: int = 0
    ) -> Floats:
        """Uniform on [0, 1) for each lane, shape of ``lanes``; another ``turn``, other draws.

        ``first`` is a lane below which nobody draws by this decision in this quarter, such as the
        first of the quarter's candidates: it saves drawing for all before it.
        """
        if not len(lanes):
            return np.empty(0)
        place = lanes - first
        found: Floats = self._rekey(decision, quarter, turn=turn).random(_span(place))[place]
        return found

    def normal(self, decision: Decision, quarter: int, lanes: Lanes, first: int = 0) -> Floats:
        """Standard normal for each lane, shape of ``lanes``; ``first`` as in ``uniform``."""
        if not len(lanes):
            return np.empty(0)
        generator = self._rekey(decision, quarter)
        place = lanes - first
        found: Floats = generator.standard_normal(_span(place))[place]
        return found

    def exponential(self, decision: Decision, quarter: int, lanes: Lanes) -> Floats:
        """Standard exponential for each lane, shape of ``lanes``."""
        if not len(lanes):
            return np.empty(0)
        generator = self._rekey(decision, quarter)
        found: Floats = generator.standard_exponential(_span(lanes))[lanes]
        return found

    def uniform_matrix(
        self, decision: Decision, quarter: int, lanes: Lanes, alternatives: int
    ) -> Floats:
        """Uniforms for each (lane, alternative), shape ``(len(lanes), alternatives)``.

        The noise of an alternative is keyed by its place in a fixed list, so that an alternative
        that disappears leaves the others' noise as it was. For few lanes: it re-keys for each.
        """
        _span(lanes)
        found = np.empty((len(lanes), alternatives))
        for row, lane in enumerate(lanes.tolist()):
            self._rekey(decision, quarter, lane + 1).random(out=found[row])
        return found

    def normal_pair(self, decision: Decision, lanes: Lanes, ordinals: Lanes) -> Floats:
        """Standard normal for each (lane, ordinal) pair, whatever the quarter it is asked in."""
        return self._pairs(decision, lanes, ordinals, np.random.Generator.standard_normal)

    def uniform_pair(self, decision: Decision, lanes: Lanes, ordinals: Lanes) -> Floats:
        """Uniform on [0, 1) for each (lane, ordinal) pair, whatever the quarter."""
        return self._pairs(decision, lanes, ordinals, np.random.Generator.random)

    def _pairs(
        self, decision: Decision, lanes: Lanes, ordinals: Lanes, draw: Callable[..., Any]
    ) -> Floats:
        """One array over lanes for each ordinal, kept: a run asks for the same ones every quarter.

        What is kept follows from the seed alone, so there is nothing to snapshot.
        """
        found = np.empty(len(lanes))
        span = _span(lanes)
        for ordinal in np.unique(ordinals).tolist():
            key = (decision.code, ordinal, draw)
            kept = self._kept.get(key)
            if kept is None or len(kept) < span:
                size = span if kept is None else max(span, 2 * len(kept))
                kept = draw(self._rekey(decision, ordinal, turn=PAIRS), size)
                self._kept[key] = kept
            here = ordinals == ordinal
            found[here] = kept[lanes[here]]
        return found


def _span(lanes: Lanes) -> int:
    """How many draws reach the last lane. A row without luck id would share another's: an error."""
    if lanes.min(initial=0) < 0:
        raise ValueError("a row without a luck id (lane below 0) cannot draw")
    return int(lanes.max(initial=-1)) + 1
