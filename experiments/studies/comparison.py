"""Plans against a reference on the same luck: what each gains, what it costs, and cost by gain."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import NamedTuple

import numpy as np
import polars as pl

from abm.outcomes import OUTCOMES
from agents.city import City
from engine.calendar import quarter_index, quarter_text
from engine.document import InputError, did_you_mean
from experiments.runs.folder.results import Results
from experiments.studies.answer import (
    READINGS,
    Difference,
    Spread,
    difference,
    spread,
)
from experiments.studies.arrays import Floats
from experiments.studies.cost import PRIVATE, SPENDING, present_value
from experiments.studies.in_columns import columns, frame_of
from experiments.studies.ratio import NOT_ESTIMABLE, Ratio, ratio_of_means

DEFAULT = ("competitive_firms", "special_and_micro_parks", "output_plan")
"""Outcomes that are compared where none are named."""


@dataclass(frozen=True)
class Kind:
    """An outcome that plans are compared by."""

    key: str
    name_zh: str
    name_en: str
    unit: str
    target: float
    """NaN without a target."""
    quarter: int
    """When it is measured: the last quarter of the target's year, or of the run."""
    reading: str = ""
    """Which other reading of the outcome it is; none if empty."""


@dataclass(frozen=True)
class Weighed:
    """One plan by one outcome. Cost is the present value until the outcome's quarter."""

    kind: Kind
    plan: str
    level: Spread
    mean: float
    gain: Difference
    """Of the plan over the reference, by pairs of one seed."""
    cost: Difference
    """The plan's own cost: mean and interval over seeds, million yuan."""
    extra_cost: Difference
    """What it costs more than the reference."""
    private: Difference
    """What firms pay themselves more, beside what governments spend, million yuan."""
    cost_per_gain: Ratio
    """Extra cost over gain, million yuan by unit of the outcome."""


@dataclass(frozen=True)
class Comparison:
    """All plans by all outcomes, the reference first."""

    reference: str
    rate: float
    seeds: int
    rows: tuple[Weighed, ...]

    def table(self) -> pl.DataFrame:
        """One row per outcome and plan; money in million yuan."""
        return frame_of(_row(w, self) for w in self.rows)


def kinds_of(
    names: Sequence[str], known: Sequence[str], city: City, last: int, option: str = "--outcome"
) -> tuple[Kind, ...]:
    """The outcomes to compare by, with their targets. Raises InputError for an unknown one."""
    named = {n.key: n for outcome in OUTCOMES for n in outcome.reported}
    found = []
    for key in dict.fromkeys(names):
        if key not in known:
            expected = f"an outcome{did_you_mean(key, known)}"
            raise InputError("", 0, 0, option, expected, repr(key))
        base, reading = _reading(key)
        n = named.get(base)
        row = city.targets.row_of(key)
        target, end = nan, last
        if row is not None:
            target = float(city.targets.value[row])
            end = min(last, quarter_index(f"{city.targets.year[row]}Q4"))
        zh, en, unit = (n.name_zh, n.name_en, n.unit) if n else (base, base, "")
        found.append(Kind(key, zh, en, unit, target, end, reading))
    return tuple(found)


def _reading(key: str) -> tuple[str, str]:
    """The outcome of which a column is a reading, and which; none if empty."""
    for reading in READINGS:
        if key.endswith(f"_{reading}"):
            return key.removesuffix(f"_{reading}"), reading
    return key, ""


def compare(results: Results, city: City, kinds: Sequence[Kind], rate: float) -> Comparison:
    """Weigh the plans of a folder of results. Seeds that failed under one plan are left out."""
    names = list(dict.fromkeys([*(kind.key for kind in kinds), SPENDING, PRIVATE]))
    frame = results.paths(names).select("seed", "plan", "quarter", *names).collect()
    by_plan = {
        plan: {int(seed): rows.sort("quarter") for (seed,), rows in mine.group_by("seed")}
        for (plan,), mine in frame.group_by("plan")
    }
    plans = [results.reference, *(p for p in results.plans if p != results.reference)]
    seeds = sorted(set.intersection(*(set(by_plan.get(plan, {})) for plan in plans)))
    if not seeds:
        expected = "a seed that ran to its end under every plan"
        raise InputError(str(results.folder), 0, 0, "", expected, "none")
    rows = []
    for kind in kinds:
        values, costs, own = {}, {}, {}
        for plan in plans:
            runs = [by_plan[plan][seed] for seed in seeds]
            values[plan] = np.array([_value(run, kind.key, kind.quarter) for run in runs])
            costs[plan], own[plan] = (
                np.array([_worth(run, flow, kind.quarter, city, rate) for run in runs])
                for flow in (SPENDING, PRIVATE)
            )
        base = _Weights(values[plans[0]], costs[plans[0]], own[plans[0]])
        rows += [_weigh(kind, p, _Weights(values[p], costs[p], own[p]), base) for p in plans]
    return Comparison(plans[0], rate, len(seeds), tuple(rows))


class _Weights(NamedTuple):
    """An outcome, what governments spend and what firms pay themselves, (seeds,) each."""

    value: Floats
    cost: Floats
    private: Floats


def _weigh(kind: Kind, plan: str, mine: _Weights, base: _Weights) -> Weighed:
    gain, extra = mine.value - base.value, mine.cost - base.cost
    return Weighed(
        kind=kind,
        plan=plan,
        level=spread(mine.value, kind.target),
        mean=float(mine.value.mean()),
        gain=difference(gain),
        cost=difference(mine.cost),
        extra_cost=difference(extra),
        private=difference(mine.private - base.private),
        # The reference's own ratio is 0/0.
        cost_per_gain=ratio_of_means(extra, gain) if gain.any() else NOT_ESTIMABLE,
    )


def _value(run: pl.DataFrame, outcome: str, quarter: int) -> float:
    return float(run.filter(pl.col("quarter") == quarter_text(quarter))[outcome].item())


def _worth(run: pl.DataFrame, flow: str, until: int, city: City, rate: float) -> float:
    quarters = np.array([quarter_index(text) for text in run["quarter"]])
    kept = quarters <= until
    return present_value(run[flow].to_numpy()[kept], quarters[kept], city.policy_start, rate)


def _row(w: Weighed, whole: Comparison) -> dict[str, object]:
    return {
        "outcome": w.kind.key,
        "unit": w.kind.unit,
        "quarter": quarter_text(w.kind.quarter),
        "target": w.kind.target,
        "plan": w.plan,
        "reference": whole.reference,
        "seeds": whole.seeds,
        "mean": w.mean,
        "q10": w.level.low,
        "median": w.level.median,
        "q90": w.level.high,
        "probability": w.level.probability,
        "probability_low": w.level.probability_low,
        "probability_high": w.level.probability_high,
        **columns(gain=w.gain),
        "discount_rate": whole.rate,
        **columns(
            cost=w.cost,
            extra_cost=w.extra_cost,
            private_cost=w.private,
            cost_per_gain=w.cost_per_gain,
        ),
    }
