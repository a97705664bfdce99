"""What each player of a game brings: Shapley values from sampled orders, and leave-one-out.

The Shapley value of player i is the mean over all orders in which players may come of
v(those before i, and i) − v(those before i) (Shapley 1953). One order and its reverse are sampled
a seed (antithetic: Mitchell et al. 2022, J. Mach. Learn. Res. 23 (43)): in each of the two the
contributions add up to v(all) − v(none). Leave-one-out is v(all) − v(all but i), which leaves out
what players only bring together with others.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.studies.arrays import Floats

Players = frozenset[str]


@dataclass(frozen=True)
class Play:
    """One seed's sampled order and the values that were measured; a value has ``(measures,)``."""

    order: tuple[str, ...]
    values: Mapping[Players, Floats]

    def along(self, order: Sequence[str]) -> dict[str, Floats]:
        """What each player adds when it comes, in this order."""
        steps = _growing(order)
        return {
            player: self.values[after] - self.values[before]
            for player, before, after in zip(order, steps, steps[1:], strict=False)
        }

    def shapley(self) -> dict[str, Floats]:
        """Mean of the contributions in the order and in its reverse."""
        forward, backward = self.along(self.order), self.along(self.order[::-1])
        return {player: 0.5 * (forward[player] + backward[player]) for player in self.order}

    def left_out(self) -> dict[str, Floats]:
        """What all lose without a player."""
        everyone = frozenset(self.order)
        whole = self.values[everyone]
        return {player: whole - self.values[everyone - {player}] for player in self.order}

    def total(self) -> Floats:
        """v(all) − v(none)."""
        return self.values[frozenset(self.order)] - self.values[frozenset()]


def play(players: Sequence[str], seed: int, value: Callable[[Players], Sequence[float]]) -> Play:
    """Measure every set of players that a seed's order, its reverse and leave-one-out ask for."""
    order = order_of(players, seed)
    return Play(order, {s: np.asarray(value(s), dtype=np.float64) for s in asked(order)})


def order_of(players: Sequence[str], seed: int) -> tuple[str, ...]:
    """A random order that seed and names alone decide: each of equal chance over seeds."""
    return tuple(
        sorted(players, key=lambda p: hashlib.sha256(f"order of {p}, {seed}".encode()).digest())
    )


def asked(order: Sequence[str]) -> list[Players]:
    """The sets of players to measure, each once."""
    everyone = frozenset(order)
    alone = [everyone - {player} for player in order]
    return list(dict.fromkeys([*_growing(order), *_growing(order[::-1]), *alone]))


def _growing(order: Sequence[str]) -> list[Players]:
    return [frozenset(order[:count]) for count in range(len(order) + 1)]
