"""Which firm a spin-off leaves: by engineers, and with luck of its own."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import IndustryModel
from abm.steps.entry.parents import SHELVES, parents_of
from tests.littleton import LITTLETON

SEGMENT = 0


@pytest.fixture
def world():
    """A segment with 300 firms whose engineers differ a thousandfold, and one with none."""
    world = IndustryModel(LITTLETON, "no_policy", rng=3).world
    count = 300
    slots = world.firms.add(
        count,
        lane=10_000 + np.arange(count),
        segment=SEGMENT,
        engineers=10.0 ** (np.arange(count) % 4),
    )
    others = np.setdiff1d(world.firms.live, slots)
    world.firms.engineers[others] = 0.0
    return world


def children(count):
    return 50_000 + np.arange(count), np.full(count, SEGMENT)


def test_the_chance_is_the_parents_part_of_engineers(world):
    lane, segment = children(40_000)
    parent = parents_of(world, lane, segment)
    firms = world.firms
    size = firms.engineers[parent]
    for engineers in (10.0, 100.0, 1000.0):
        expected = 75 * engineers / firms.engineers.sum()
        spread = np.sqrt(expected * (1.0 - expected) / len(lane))
        assert abs((size == engineers).mean() - expected) < 4.0 * spread
    largest = np.bincount(parent[size == 1000.0], minlength=firms.n)
    largest = largest[largest > 0]
    expected = largest.sum() / 75
    assert len(largest) == 75
    assert ((largest - expected) ** 2 / expected).sum() < 74 + 4 * np.sqrt(2 * 74)


def test_one_firms_growth_reaches_only_children_that_come_to_its_shelf(world):
    lane, segment = children(5000)
    before = parents_of(world, lane, segment)
    firms = world.firms
    grown = int(firms.live[-1])
    firms.engineers[grown] *= 3.0
    after = parents_of(world, lane, segment)
    moved = np.flatnonzero(after != before)
    assert (firms.lane[after[moved]] % SHELVES == firms.lane[grown] % SHELVES).all()
    assert 0 < len(moved) < 0.1 * len(lane)


def test_a_child_is_not_moved_by_its_siblings(world):
    lane, segment = children(200)
    assert (
        parents_of(world, lane[::3], segment[::3]) == parents_of(world, lane, segment)[::3]
    ).all()


def test_where_nobody_has_engineers_there_is_no_parent(world):
    lane, _ = children(3)
    assert parents_of(world, lane, np.array([SEGMENT, 1, 1])).tolist()[1:] == [-1, -1]
    assert not len(parents_of(world, lane[:0], lane[:0]))
