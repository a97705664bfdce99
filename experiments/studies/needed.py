"""What would have to be true for a target to be met that is mostly missed.

Single inputs are moved to the end of their range in runs in which all else is drawn: luck, world
and parameters of each seed. What moves: the national markets, the strength of rivals, and the
parameters that move the outcome most, by a screening among the blocks of ``experiments.studies.
parts``: two sets of a block meet the same luck and worlds, so that their difference is that of
their parameters; each is correlated with the differences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Any

import numpy as np
import polars as pl

from abm.city.city import city_cached
from abm.cut import known_set
from abm.parameters import defaults, drawn, values_of
from abm.settings import as_text, pairs
from abm.worlds import DEFAULT_WORLD
from experiments.studies.answer import Difference, Spread, beyond_luck, difference, spread
from experiments.studies.arrays import Floats
from experiments.studies.comparison import Kind
from experiments.studies.in_columns import columns, frame_of
from experiments.studies.parts import ends_of, seeds_of_block, sets_of
from experiments.studies.question import Question, outcomes_of
from policies.plan import Plan

NAMED_WORLDS = ("low", "middle", "high")
RIVALS = ("national.rivals_trend", "national.rivals_response")
MOST = 10
"""Parameters that a screening leaves."""
HALF = 0.5
"""A target met in fewer of the runs is a missed one."""

WORLD = "world"
"""Name of the input that is no parameter."""


@dataclass(frozen=True)
class Move:
    """One input, moved: a parameter to a value, or the world to one by name."""

    name: str
    to: str
    """The value as text."""
    middle: str = ""
    """What it is otherwise: the median of a parameter's draws, or the world."""

    @property
    def key(self) -> str:
        """How it is told from others."""
        return f"{self.name}={self.to}"

    def applied(self, question: Question) -> Question:
        """The question with it moved."""
        if self.name == WORLD:
            return replace(question, world=self.to)
        values = dict(pairs(question.settings)) | {self.name: float(self.to)}
        return replace(question, settings=as_text(values))


@dataclass(frozen=True)
class Moved:
    """What a move does to one target: level and chance with it, and the paired shift."""

    move: Move
    level: Difference
    chance: Spread
    shift: Difference
    """Of the chance."""
    sure: bool
    """Whether the shift is beyond luck, with allowance for the number of moves."""


@dataclass(frozen=True)
class Needed:
    """A target that is mostly missed, and every move, the most helpful first."""

    kind: Kind
    level: Difference
    chance: Spread
    moves: tuple[Moved, ...]

    @property
    def enough(self) -> tuple[Moved, ...]:
        """The moves with which the target is met in half of the runs or more."""
        return tuple(m for m in self.moves if m.chance.reached >= HALF * m.chance.runs)

    @property
    def helpful(self) -> tuple[Moved, ...]:
        """The moves that raise the chance beyond luck."""
        return tuple(m for m in self.moves if m.shift.mean > 0.0 and m.sure)


def screened(question: Question, answers: Sequence[dict[str, Any]], values: Floats) -> list[Move]:
    """The parameters that move an outcome most, each to the end of its range that raises it.

    ``values`` (blocks, luck, world, parameters): the outcome under the plan. A parameter whose
    range is a point, or that the question sets, is none of them.
    """
    taken = {*RIVALS, *dict(pairs(question.settings))}
    entries = defaults(question.city)[0]
    which = sets_of(question)
    sets = [
        [values_of(question.city, which, s) for s in seeds_of_block(a["seed"])] for a in answers
    ]
    names = [name for name in sets[0][0] if name not in taken]
    low, value, high = (
        np.array([getattr(entries[name], part) for name in names])
        for part in ("low", "value", "high")
    )
    given = np.array([[[one[name] for name in names] for one in two] for two in sets])
    below = np.divide(given - value, value - low, out=np.zeros_like(given), where=value > low)
    above = np.divide(given - value, high - value, out=np.zeros_like(given), where=high > value)
    place = np.where(given < value, below, above)
    change = values.mean(axis=(1, 2)) @ np.array([-1.0, 1.0])
    apart = place[:, 1] - place[:, 0]
    norm = np.sqrt((apart**2).sum(axis=0) * (change**2).sum())
    related = np.divide(
        (apart * change[:, None]).sum(axis=0), norm, out=np.zeros(len(names)), where=norm > 0.0
    )
    order = np.argsort(-np.abs(related), kind="stable")[:MOST]
    return [
        Move(names[at], f"{(high if related[at] > 0.0 else low)[at]:.12g}", f"{value[at]:.12g}")
        for at in order.tolist()
        if related[at] != 0.0
    ]


def stands_out(question: Question, pairs_of_sets: int) -> float:
    """The part of what parameters do that one has to bring for a screening to tell it from chance.

    Of m correlations of nothing with n pairs the largest is about √(2 ln m/n), squared 2 ln m/n.
    """
    return min(1.0, 2.0 * log(len(drawn(question.city, 0))) / pairs_of_sets)


def usual_moves(question: Question) -> list[Move]:
    """The worlds by name, and both ends of the rivals' strength; none in a city without paths."""
    if not known_set(city_cached(question.city)):
        return []
    entries = defaults(question.city)[0]
    moves = [Move(WORLD, name, DEFAULT_WORLD) for name in NAMED_WORLDS]
    for name in RIVALS:
        entry = entries[name]
        moves += [Move(name, f"{x:.12g}", f"{entry.value:.12g}") for x in (entry.low, entry.high)]
    return moves


def run_moved(
    question: Question, kinds: Sequence[Kind], plan: Plan, moves: Sequence[Move], seed: int
) -> dict[str, Any]:
    """The outcomes of a seed under the plan as all is drawn (key "") and with each move."""
    values = {}
    for move in (None, *moves):
        asked = question if move is None else move.applied(question)
        run = outcomes_of(asked, plan, seed, on_disk=False)
        values["" if move is None else move.key] = ends_of(run, kinds, question)
    return {"seed": seed, "measures": [kind.key for kind in kinds], "values": values}


def needed(
    answers: Sequence[dict[str, Any]],
    kinds: Sequence[Kind],
    moves: Mapping[str, Sequence[Move]],
) -> tuple[Needed, ...]:
    """What each of ``moves``, by outcome, does to its target."""
    place = {name: at for at, name in enumerate(answers[0]["measures"])}
    found = []
    for kind in kinds:
        if kind.key in moves:
            at = place[kind.key]
            base = np.array([answer["values"][""][at] for answer in answers])
            met = (base >= kind.target).astype(np.float64)
            mine = []
            for move in moves[kind.key]:
                values = np.array([answer["values"][move.key][at] for answer in answers])
                shift = (values >= kind.target) - met
                mine.append(
                    Moved(
                        move,
                        level=difference(values),
                        chance=spread(values, kind.target),
                        shift=difference(shift),
                        sure=beyond_luck(shift, len(moves[kind.key])),
                    )
                )
            mine.sort(key=lambda moved: (-moved.shift.mean, -moved.level.mean, moved.move.key))
            level = difference(base)
            found.append(Needed(kind, level, spread(base, kind.target), tuple(mine)))
    return tuple(found)


def needed_table(found: Sequence[Needed]) -> pl.DataFrame:
    """One row per target and move."""
    return frame_of(
        {
            "outcome": one.kind.key,
            "unit": one.kind.unit,
            "target": one.kind.target,
            "input": moved.move.name,
            "from": moved.move.middle,
            "to": moved.move.to,
            "runs": moved.chance.runs,
            **columns(level=moved.level, level_before=one.level),
            "reached": moved.chance.reached,
            "reached_before": one.chance.reached,
            **columns(shift=moved.shift),
            "beyond_luck": moved.sure,
        }
        for one in found
        for moved in one.moves
    )
