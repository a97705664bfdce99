"""Shapley values on games whose values are known."""

from collections import Counter
from itertools import permutations

import numpy as np
import pytest

from experiments.studies.game import Play, Players, asked, order_of, play


def gloves(players: Players) -> tuple[float]:
    """One left glove, two right ones: a pair is worth one."""
    return (float(min("left" in players, len(players & {"right", "other"}))),)


GLOVES = ("left", "right", "other")


def additive(players: Players) -> tuple[float, float]:
    """Each its own number, a and b together 10 more; beside it the number of players."""
    own = {"a": 1.0, "b": 2.0, "c": 4.0, "d": 8.0}
    together = 10.0 * (players >= {"a", "b"})
    return sum(own[p] for p in players) + together, float(len(players))


def test_glove_game() -> None:
    """2/3 to the scarce glove, 1/6 to each other one: over all orders, and sampled."""
    known = {"left": 2 / 3, "right": 1 / 6, "other": 1 / 6}
    plays = [Play(o, {s: np.array(gloves(s)) for s in asked(o)}) for o in permutations(GLOVES)]
    sampled = [play(GLOVES, seed, gloves) for seed in range(1000)]
    for player, value in known.items():
        exact = np.mean([p.shapley()[player] for p in plays])
        assert exact == pytest.approx(value)
        assert np.mean([p.shapley()[player] for p in sampled]) == pytest.approx(value, abs=0.04)


def test_order_and_reverse_share_a_pairs_interaction_evenly() -> None:
    """With interactions of pairs only, one order and its reverse give the exact values."""
    for seed in range(5):
        found = play("abcd", seed, additive)
        assert found.shapley()["a"].tolist() == [6.0, 1.0]
        assert found.shapley()["b"].tolist() == [7.0, 1.0]
        assert found.shapley()["d"].tolist() == [8.0, 1.0]


def test_contributions_add_up_in_every_order() -> None:
    for seed in range(20):
        found = play("abcd", seed, additive)
        for order in (found.order, found.order[::-1]):
            assert sum(found.along(order).values()).tolist() == found.total().tolist()
        assert sum(found.shapley().values()).tolist() == found.total().tolist() == [25.0, 4.0]


def test_left_out() -> None:
    found = play("abcd", 1, additive).left_out()
    assert {p: v[0] for p, v in found.items()} == {"a": 11.0, "b": 12.0, "c": 4.0, "d": 8.0}


def test_orders_are_equally_likely_and_keep_to_their_seed() -> None:
    counts = Counter(order_of(GLOVES, seed) for seed in range(6000))
    assert len(counts) == 6
    assert max(abs(count - 1000) for count in counts.values()) < 130  # 4 standard deviations
    assert order_of(GLOVES, 3) == order_of(GLOVES[::-1], 3)


def test_no_set_is_measured_twice() -> None:
    """3n − 2 of them."""
    seen: list[Players] = []
    play("abcdef", 1, lambda s: (seen.append(s), (0.0,))[1])
    assert len(seen) == len(set(seen)) == 3 * 6 - 2
