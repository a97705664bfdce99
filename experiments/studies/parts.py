"""The parts of an interval: how much of it is luck, the world, and the parameters.

Of the outcomes under a plan and of what the plan changes. Each of the three has a seed of its own;
two of each, crossed, make a block (``experiments.studies.variance``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import polars as pl

from abm.city.city import city_cached
from abm.draw_names import DRAW
from abm.parameter_sets import set_and_seed
from experiments.studies.answer import CONFIDENCE, Difference, difference
from experiments.studies.arrays import Floats
from experiments.studies.comparison import Kind
from experiments.studies.in_columns import columns, frame_of
from experiments.studies.question import Question, outcomes_of
from experiments.studies.variance import FACTORS, LEVELS, Parts, parts
from policies.plan import Plan


@dataclass(frozen=True)
class Told:
    """An outcome: its level under the plan or what the plan changes of it."""

    kind: Kind
    mean: Difference
    """Over blocks."""
    parts: Parts


@dataclass(frozen=True)
class AllParts:
    """``blocks`` of runs under a plan and a reference, with all outcomes."""

    plan: str
    reference: str
    blocks: int
    levels: tuple[Told, ...]
    effects: tuple[Told, ...]
    chances: dict[str, Difference]
    """Share of runs under the plan that meet a target, over blocks, by outcome that has one."""

    def table(self) -> pl.DataFrame:
        """One row per outcome, of its level and of the effect; variances in squared units."""
        return frame_of(
            {
                "outcome": told.kind.key,
                "unit": told.kind.unit,
                "of": what,
                "plan": self.plan,
                "reference": self.reference if what == "effect" else None,
                "blocks": self.blocks,
                **columns(mean=told.mean),
                "sd": told.parts.sd,
                **{
                    f"{name}_{column}": getattr(part, column)
                    for name in PARTS
                    for part in [getattr(told.parts, name)]
                    for column in ("share", "low", "high", "variance", "error")
                },
            }
            for what, all_of in (("level", self.levels), ("effect", self.effects))
            for told in all_of
        )


PARTS = ("luck", "world", "parameters", "together")


def seeds_of_block(block: int) -> tuple[int, int]:
    """The two seeds that a block has for each of the three."""
    return LEVELS * block, LEVELS * block + 1


def run_block(
    question: Question, kinds: Sequence[Kind], plan: Plan, reference: Plan, block: int
) -> dict[str, Any]:
    """The runs of a block: outcomes by luck, world and parameters, of both plans, as plain data."""
    seeds = seeds_of_block(block)
    values: dict[str, list[list[float]]] = {"plan": [], "reference": []}
    for luck, world, chosen in product(seeds, repeat=len(FACTORS)):
        sets = f"{sets_of(question)}:{chosen}"
        asked = replace(question, world=f"{DRAW}:{world}", parameters=sets)
        for name, under in (("reference", reference), ("plan", plan)):
            run = outcomes_of(asked, under, luck, on_disk=False)
            values[name].append(ends_of(run, kinds, question))
    return {"seed": block, "measures": [kind.key for kind in kinds], **values}


def sets_of(question: Question) -> str:
    """What a question's sets of parameters are drawn from: their ranges, or the posterior."""
    word, _ = set_and_seed(question.parameters, 0)
    return "posterior" if word == "posterior" else DRAW


def ends_of(run: Any, kinds: Sequence[Kind], question: Question) -> list[float]:
    """Each outcome of a run in the quarter in which it is measured."""
    start = city_cached(question.city).start
    return [float(run[kind.key][kind.quarter - start]) for kind in kinds]


def cells(answers: Sequence[dict[str, Any]], name: str) -> Floats:
    """Outcomes under ``plan`` or ``reference``, (outcomes, blocks, luck, world, parameters)."""
    found = np.array([answer[name] for answer in answers])
    shape = (len(answers), *[LEVELS] * len(FACTORS), found.shape[-1])
    return np.moveaxis(found.reshape(shape), -1, 0)


def all_parts(
    answers: Sequence[dict[str, Any]], kinds: Sequence[Kind], plan: str, reference: str
) -> AllParts:
    """The parts of every outcome's variance."""
    mine, theirs = cells(answers, "plan"), cells(answers, "reference")
    chances = {
        kind.key: _over_blocks((values >= kind.target).astype(np.float64))
        for kind, values in zip(kinds, mine, strict=True)
        if not np.isnan(kind.target)
    }
    return AllParts(
        plan=plan,
        reference=reference,
        blocks=len(answers),
        levels=tuple(_told(k, v) for k, v in zip(kinds, mine, strict=True)),
        effects=tuple(_told(k, v) for k, v in zip(kinds, mine - theirs, strict=True)),
        chances=chances,
    )


def _told(kind: Kind, values: Floats) -> Told:
    return Told(kind, _over_blocks(values), parts(values, CONFIDENCE))


def _over_blocks(values: Floats) -> Difference:
    """A mean over runs, with the interval of independent blocks."""
    return difference(values.reshape(len(values), -1).mean(axis=1))
