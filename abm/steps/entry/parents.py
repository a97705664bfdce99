"""Which firm a spin-off leaves."""

from __future__ import annotations

import numpy as np

from agents.world import World
from engine.choice import gumbel, gumbel_pick
from engine.draws import Decision
from engine.groups import sum_by
from engine.table import Slots

SHELF = Decision("entry.parent_shelf")
PARENT = Decision("entry.parent")

SHELVES = 64
"""Into so many groups the firms of a segment fall by their luck ids."""


def parents_of(world: World, lane: Slots, segment: Slots) -> Slots:
    """Parent of each spin-off, with a chance by its engineers in the segment; −1 if none.

    Two choices by Gumbel-max: a shelf on ln Σ engineers, then a firm on it on ln engineers. So
    the chance is E_shelf/E · E_i/E_shelf, as in one choice among all, but a child looks at the
    shelves and one shelf's firms instead of at every firm. The noise belongs to (child, shelf) and
    (child, parent): one parent's growth reaches no children but those that come to its shelf.
    """
    firms, size = world.firms, len(world.segments)
    live = firms.live
    able = live[firms.engineers[live] >= 1.0]
    shelf = firms.segment[able] * SHELVES + firms.lane[able] % SHELVES
    mass = sum_by(shelf, firms.engineers[able], size * SHELVES).reshape(size, SHELVES)
    value = np.log(mass, out=np.full(mass.shape, -np.inf), where=mass > 0.0)
    luck = world.draws.uniform_matrix(SHELF, world.quarter, lane, SHELVES)
    column = gumbel_pick(value[segment], gumbel(luck))
    wanted = segment * SHELVES + np.maximum(column, 0)
    asked = np.zeros(size * SHELVES, dtype=bool)
    asked[wanted] = True
    able, shelf = able[asked[shelf]], shelf[asked[shelf]]
    order = np.argsort(shelf, kind="stable")
    able, shelf = able[order], shelf[order]
    first = np.searchsorted(shelf, wanted)
    count = np.searchsorted(shelf, wanted, side="right") - first
    child = np.repeat(np.arange(len(lane)), count)
    end = np.cumsum(count)
    firm = able[np.arange(len(child)) + np.repeat(first - (end - count), count)]
    noise = gumbel(world.draws.uniform_pair(PARENT, lane[child], firms.lane[firm]))
    score = np.log(firms.engineers[firm]) + noise
    parent = np.full(len(lane), -1)
    found = count > 0
    if found.any():
        best = np.maximum.reduceat(score, (end - count)[found])
        won = np.flatnonzero(score == np.repeat(best, count[found]))
        parent[child[won]] = firm[won]
    return parent
