"""Luck that belongs to an identity.

A draw is a hash: of the seed, the decision and the quarter, which give a key once, and of the
agent's luck id, the *lane*. So no agent's luck depends on who else is there, on the order of rows,
or on what a policy changed for others: the condition for common random numbers. A draw costs the
same wherever lanes lie: nothing is drawn for those who don't ask.

The key is a BLAKE2b digest. From it on the hash is the generator SplitMix64 (Steele, Lea and Flood
2014) read at place ``lane``: key + lane·γ, then a mixer of 64 bits. Normal and exponential draws
are inverse distribution functions of the uniform one.
"""

from __future__ import annotations

import struct
from hashlib import blake2b
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Lanes = NDArray[np.int64]
Floats = NDArray[np.float64]
Bits = NDArray[np.uint64]

GAMMA = np.uint64(0x9E3779B97F4A7C15)
FACTORS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))
SPARE = np.uint64(11)
"""Bits that don't fit into the 53 of a double."""

LANES, MATRIX, PAIRS = 0, 1, 2
"""Shapes of draws: each has keys of its own, so that no two share luck."""


class Decision:
    """The name under which one rule draws. Two rules with one name would share luck: an error."""

    _known: ClassVar[dict[int, str]] = {}

    def __init__(self, name: str) -> None:
        self.name = name
        digest = blake2b(name.encode(), digest_size=8).digest()
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
        self._seed = seed.to_bytes(max(8, (seed.bit_length() + 7) // 8), "little")

    def __getstate__(self) -> int:
        return self.seed

    def __setstate__(self, seed: int) -> None:
        Draws.__init__(self, seed)

    def uniform(self, decision: Decision, quarter: int, lanes: Lanes, turn: int = 0) -> Floats:
        """Uniform on [0, 1) for each lane, shape of ``lanes``; another ``turn``, other draws."""
        return _unit(_bits(self._key(decision, LANES, quarter, turn), lanes))

    def normal(self, decision: Decision, quarter: int, lanes: Lanes) -> Floats:
        """Standard normal for each lane, shape of ``lanes``."""
        return _normal(_bits(self._key(decision, LANES, quarter), lanes))

    def exponential(self, decision: Decision, quarter: int, lanes: Lanes) -> Floats:
        """Standard exponential for each lane, shape of ``lanes``."""
        return -np.log1p(-_unit(_bits(self._key(decision, LANES, quarter), lanes)))

    def uniform_matrix(
        self, decision: Decision, quarter: int, lanes: Lanes, alternatives: int
    ) -> Floats:
        """Uniforms for each (lane, alternative), shape ``(len(lanes), alternatives)``.

        The noise of an alternative is keyed by its place in a fixed list, so that an alternative
        that disappears leaves the others' noise as it was.
        """
        own = _bits(self._key(decision, MATRIX, quarter), lanes)
        return _unit(_mixed(own[:, None] + np.arange(alternatives, dtype=np.uint64) * GAMMA))

    def uniform_cells(
        self, decision: Decision, quarter: int, lanes: Lanes, alternatives: Lanes
    ) -> Floats:
        """Single cells of ``uniform_matrix``: uniforms for each lane and its alternative.

        The shapes of ``lanes`` and ``alternatives`` are broadcast.
        """
        own = _bits(self._key(decision, MATRIX, quarter), lanes)
        return _unit(_mixed(own + alternatives.view(np.uint64) * GAMMA))

    def normal_pair(self, decision: Decision, lanes: Lanes, ordinals: Lanes) -> Floats:
        """Standard normal for each (lane, ordinal) pair, whatever the quarter it is asked in.

        The shapes of ``lanes`` and ``ordinals`` are broadcast.
        """
        return _normal(self._pairs(decision, lanes, ordinals))

    def uniform_pair(self, decision: Decision, lanes: Lanes, ordinals: Lanes) -> Floats:
        """Uniform on [0, 1) for each (lane, ordinal) pair; as ``normal_pair``."""
        return _unit(self._pairs(decision, lanes, ordinals))

    def _pairs(self, decision: Decision, lanes: Lanes, ordinals: Lanes) -> Bits:
        own = _bits(self._key(decision, PAIRS), lanes)
        return _mixed(own + ordinals.view(np.uint64) * GAMMA)

    def _key(self, decision: Decision, shape: int, quarter: int = 0, turn: int = 0) -> np.uint64:
        """Where the stream of a decision in a quarter starts."""
        text = struct.pack("<QBqq", decision.code, shape, quarter, turn) + self._seed
        return np.uint64(int.from_bytes(blake2b(text, digest_size=8).digest(), "little"))


def _bits(key: np.uint64, lanes: Lanes) -> Bits:
    """Random bits of each lane. A row without luck id would share another's: an error."""
    if np.minimum.reduce(lanes, axis=None, initial=0) < 0:
        raise ValueError("a row without a luck id (lane below 0) cannot draw")
    place: Bits = lanes.view(np.uint64) * GAMMA
    place += key
    return _mixed(place)


def _mixed(bits: Bits) -> Bits:
    """The mixer of SplitMix64; overwrites ``bits``."""
    bits ^= bits >> SHIFTS[0]
    bits *= FACTORS[0]
    bits ^= bits >> SHIFTS[1]
    bits *= FACTORS[1]
    bits ^= bits >> SHIFTS[2]
    return bits


def _unit(bits: Bits) -> Floats:
    """Uniform on [0, 1), in steps of 2^-53; overwrites ``bits``."""
    bits >>= SPARE
    found = bits.view(np.int64).astype(np.float64)  # from unsigned numbers it takes longer
    found *= 2.0**-53
    return found


def _normal(bits: Bits) -> Floats:
    """Standard normal, within ±8.3: the uniform is taken at the middle of its step."""
    return ndtri(_unit(bits) + 2.0**-54)
