"""What each instrument of a plan brings, and what each earns for its money."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from experiments.studies.answer import Difference, difference
from experiments.studies.arrays import Floats
from experiments.studies.comparison import Kind
from experiments.studies.game import Play, Players, play
from experiments.studies.in_columns import columns, frame_of
from experiments.studies.question import Question, run_plan
from experiments.studies.ratio import Ratio, ratio_of_means
from policies.mixture import mixture
from policies.plan import Plan


@dataclass(frozen=True)
class Part:
    """One instrument by one outcome: means over seeds with Student's intervals."""

    kind: Kind
    instrument: str
    shapley: Difference
    left_out: Difference
    """What the plan loses without it."""
    cost: Difference
    """Shapley value of the cost, million yuan."""
    gain_per_cost: Ratio
    """Shapley value of the outcome over that of the cost: units by million yuan."""


@dataclass(frozen=True)
class Attribution:
    """Parts by outcome, the largest Shapley value first."""

    plan: str
    reference: str
    rate: float
    seeds: int
    parts: tuple[Part, ...]
    totals: dict[str, Difference]
    """By outcome: the plan's value less the reference's, which the Shapley values add up to."""
    total_cost: Difference

    def table(self) -> pl.DataFrame:
        """One row per outcome and instrument; money in million yuan."""
        rows = [
            {
                "outcome": p.kind.key,
                "unit": p.kind.unit,
                "plan": self.plan,
                "reference": self.reference,
                "seeds": self.seeds,
                "instrument": p.instrument,
                **columns(shapley=p.shapley, left_out=p.left_out),
                "discount_rate": self.rate,
                **columns(shapley_cost=p.cost, gain_per_cost=p.gain_per_cost),
            }
            for p in self.parts
        ]
        return frame_of(rows)


def play_seed(
    question: Question, plan: Plan, reference: Plan, players: Sequence[str], seed: int
) -> dict[str, Any]:
    """One seed's play of the game of instruments, as plain data."""

    def value(some: Players) -> tuple[float, ...]:
        return run_plan(question, mixture(plan, reference, some), seed)

    found = play(players, seed, value)
    return {
        "seed": seed,
        "order": list(found.order),
        "measures": list(question.measures),
        "values": [
            {"instruments": sorted(some), "values": values.tolist()}
            for some, values in found.values.items()
        ],
    }


def played(answer: dict[str, Any]) -> Play:
    """A seed's play from its plain data."""
    values = {frozenset(e["instruments"]): np.array(e["values"]) for e in answer["values"]}
    return Play(tuple(answer["order"]), values)


def attribution(
    plays: Sequence[Play], kinds: Sequence[Kind], plan: str, reference: str, rate: float
) -> Attribution:
    """Means over seeds. The last measure of a play is the cost."""
    shapley, left_out = [p.shapley() for p in plays], [p.left_out() for p in plays]
    totals = np.array([p.total() for p in plays])
    parts = []
    for place, kind in enumerate(kinds):
        mine = [
            _part(kind, player, _column(shapley, player), _column(left_out, player), place)
            for player in sorted(plays[0].order)
        ]
        parts += sorted(mine, key=lambda part: -part.shapley.mean)
    return Attribution(
        plan,
        reference,
        rate,
        len(plays),
        tuple(parts),
        {kind.key: difference(totals[:, place]) for place, kind in enumerate(kinds)},
        difference(totals[:, -1]),
    )


def _column(values: Sequence[dict[str, Floats]], player: str) -> Floats:
    """Shape (seeds, measures)."""
    return np.array([by_player[player] for by_player in values])


def _part(kind: Kind, player: str, shapley: Floats, left_out: Floats, place: int) -> Part:
    return Part(
        kind,
        player,
        difference(shapley[:, place]),
        difference(left_out[:, place]),
        difference(shapley[:, -1]),
        ratio_of_means(shapley[:, place], shapley[:, -1]),
    )
