"""What the model loses without each of its mechanisms: paired runs on the same luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from abm.city.city import city_cached
from abm.mechanisms import Mechanism, mechanisms_of
from abm.outcomes import OUTCOMES
from abm.outcomes.outcome import Named
from abm.settings import known_factors
from abm.simulation import outcome_columns
from engine.calendar import QUARTERS_PER_YEAR, quarter_text
from engine.document import InputError, did_you_mean
from experiments.runs.batch import FAILED, Tick
from experiments.runs.batches import carried_out
from experiments.runs.frames import METRICS, RUNS, of_pieces
from experiments.runs.job import Job
from experiments.runs.point import Point
from experiments.runs.pool import Pool
from experiments.studies.answer import Difference, difference
from experiments.studies.arrays import Floats
from experiments.studies.seeds import FIRST_SEED

NOTICEABLE = 0.5
"""Least effect, in standard deviations of the outcome over seeds, that counts as a loss."""


LITTLE = 0.05
"""The same below which the largest sure effect is next to nothing."""


@dataclass(frozen=True)
class Trial:
    """Mechanisms that are judged together: under one plan, at the end of one quarter."""

    plan: str
    quarter: int
    mechanisms: tuple[Mechanism, ...]

    @property
    def text(self) -> str:
        """The plan and the quarter."""
        return f"{self.plan}, {quarter_text(self.quarter)}"


@dataclass(frozen=True)
class Effect:
    """What an outcome changes by when a mechanism is off, at the last quarter of its trial.

    ``change`` is the mean of pairs with one seed, without less with; ``in_sd`` the same in
    standard deviations of the outcome over the seeds of the whole model (NaN where it has none).
    """

    mechanism: Mechanism
    outcome: Named
    base: float
    sd: float
    change: Difference
    in_sd: float

    @property
    def sure(self) -> bool:
        """The interval leaves zero out, or every pair says the same."""
        low, high = self.change.low, self.change.high
        return self.change.mean != 0.0 and not low <= 0.0 <= high

    @property
    def noticeable(self) -> bool:
        """Sure, and of a size that luck alone seldom makes."""
        return self.sure and (np.isnan(self.in_sd) or abs(self.in_sd) >= NOTICEABLE)


@dataclass(frozen=True)
class Ablation:
    """Effects by mechanism and outcome, and what changed nothing or broke down."""

    trials: tuple[Trial, ...]
    seeds: int
    mechanisms: tuple[Mechanism, ...]
    outcomes: tuple[Named, ...]
    effects: dict[tuple[str, str], Effect]
    """By keys of mechanism and outcome."""
    idle: tuple[str, ...]
    """Mechanisms without which no outcome of any quarter and seed is another: not one bit."""
    failures: dict[str, str]
    """By mechanism without which a run failed: the first error."""

    def trial(self, mechanism: Mechanism) -> Trial:
        """Where a mechanism is judged."""
        return next(t for t in self.trials if mechanism in t.mechanisms)

    def of(self, mechanism: Mechanism) -> list[Effect]:
        """A mechanism's effects, in the order of the outcomes."""
        keys = ((mechanism.key, named.key) for named in self.outcomes)
        return [self.effects[key] for key in keys if key in self.effects]

    def table(self) -> pl.DataFrame:
        """One row per mechanism and outcome."""
        trials = {m.key: trial for trial in self.trials for m in trial.mechanisms}
        rows = [
            {
                "mechanism": e.mechanism.key,
                "off": e.mechanism.off,
                "plan": trials[e.mechanism.key].plan,
                "outcome": e.outcome.key,
                "unit": e.outcome.unit,
                "quarter": quarter_text(trials[e.mechanism.key].quarter),
                "pairs": e.change.pairs,
                "base_mean": e.base,
                "base_sd": e.sd,
                "change": e.change.mean,
                "change_low": e.change.low,
                "change_high": e.change.high,
                "change_in_sd": e.in_sd,
                "noticeable": e.noticeable,
                "changes_nothing": e.mechanism.key in self.idle,
            }
            for e in self.effects.values()
        ]
        return pl.DataFrame(rows, infer_schema_length=None)


def chosen(keys: Sequence[str], city: str) -> tuple[Mechanism, ...]:
    """Mechanisms by key, for none all that the city has. Raises InputError for an unknown one."""
    known = {m.key: m for m in mechanisms_of(city_cached(city))}
    for key in keys:
        if key not in known:
            expected = f"a mechanism of the city{did_you_mean(key, sorted(known))}"
            raise InputError("", 0, 0, "--ablate", expected, repr(key))
    return tuple(known[key] for key in dict.fromkeys(keys)) or tuple(known.values())


def reported(city: str) -> tuple[Named, ...]:
    """The outcomes that a city's record has a column of, by name, and output by segment."""
    columns, segments = outcome_columns(city), city_cached(city).segments
    named = [named for outcome in OUTCOMES for named in outcome.reported]
    names = zip(segments.keys, segments.name_zh, segments.name_en, strict=True)
    named += [
        Named(f"output_{key}", f"产值：{zh}", f"Output: {en}", "million yuan")
        for key, zh, en in names
    ]
    return tuple(n for n in named if n.key in columns)


def settings_of(mechanism: Mechanism, city: str) -> Point:
    """What switches a mechanism off, as names and values. Raises InputError."""
    known = known_factors(city)
    found = []
    for part in filter(None, (piece.strip() for piece in mechanism.off.split(";"))):
        name, _, value = part.partition("=")
        if name not in known:
            expected = f"a setting of {city}{did_you_mean(name, known)}"
            raise InputError("abm/mechanisms.py", 0, 0, mechanism.key, expected, repr(name))
        found.append((name, float(value)))
    return tuple(found)


def trials_of(
    city: str, mechanisms: Sequence[Mechanism], plan: str | None, until: int | None
) -> tuple[Trial, ...]:
    """Mechanisms by the plan and the quarter that they ask for, or by those that are given.

    Raises InputError.
    """
    about = city_cached(city)
    asked: dict[tuple[str, int], list[Mechanism]] = {}
    for mechanism in mechanisms:
        own = about.end if mechanism.late else None
        last = last_quarter(city, own if until is None else until)
        under = plan or mechanism.plan(about)
        asked.setdefault((under, last), []).append(mechanism)
    return tuple(Trial(*where, tuple(those)) for where, those in asked.items())


def job_of(city: str, trial: Trial, seeds: int, constants: Point) -> Job:
    """Point 0 is the whole model, point i + 1 the model without the trial's mechanism i."""
    return Job(
        city=city,
        plans=(trial.plan,),
        plan_keys=(trial.plan,),
        first_seed=FIRST_SEED,
        seeds=seeds,
        until=trial.quarter,
        constants=constants,
        factors=(),
        points=((), *(settings_of(m, city) for m in trial.mechanisms)),
        columns=outcome_columns(city),
        tables=(),
        check=False,
        groups_per_batch=4,
    )


def ablate(
    jobs: Sequence[tuple[Trial, Job]],
    mechanisms: Sequence[Mechanism],
    pool: Pool,
    tick: Tick,
) -> Ablation:
    """Carry the trials' jobs out and compare; ``mechanisms`` gives the order of what is shown.

    A run that fails leaves its seed out of the comparison.
    """
    found = []
    for trial, job in jobs:
        metrics, runs = [], []
        for result in carried_out(pool, job, range(job.batches), tick):
            metrics.append(of_pieces([result.files[METRICS]]))
            runs.append(of_pieces([result.files[RUNS]]))
        found.append(compare(job, trial, pl.concat(runs), pl.concat(metrics)))
    return replace(
        found[0],
        trials=tuple(trial for trial, _ in jobs),
        mechanisms=tuple(mechanisms),
        effects={key: e for one in found for key, e in one.effects.items()},
        idle=tuple(key for one in found for key in one.idle),
        failures={key: error for one in found for key, error in one.failures.items()},
    )


def compare(job: Job, trial: Trial, runs: pl.DataFrame, metrics: pl.DataFrame) -> Ablation:
    """Effects of a trial's mechanisms from the tables of its job's runs."""
    keyed = metrics.join(runs.select("run", "seed", "point"), on="run").sort("seed", "quarter")
    outcomes = reported(job.city)
    last = keyed.filter(pl.col("quarter") == quarter_text(trial.quarter))
    base = last.filter(pl.col("point") == 0)
    paths = keyed.filter(pl.col("point") == 0).select("seed", "quarter", *job.columns)
    effects, idle, failures = {}, [], {}
    for place, mechanism in enumerate(trial.mechanisms, start=1):
        failed = runs.filter((pl.col("point") == place) & (pl.col("status") == FAILED))
        if len(failed):
            failures[mechanism.key] = str(failed["error"][0])
        mine = keyed.filter(pl.col("point") == place).select("seed", "quarter", *job.columns)
        there = paths.filter(pl.col("seed").is_in(mine["seed"].unique().to_list()))
        if len(mine) and mine.equals(there):
            idle.append(mechanism.key)
        pairs = last.filter(pl.col("point") == place).join(base, on="seed", suffix=" of base")
        for named in outcomes:
            values = base[named.key].cast(pl.Float64).to_numpy()
            without = pairs[named.key].cast(pl.Float64).to_numpy()
            whole = pairs[f"{named.key} of base"].cast(pl.Float64).to_numpy()
            effects[mechanism.key, named.key] = effect_of(mechanism, named, values, without, whole)
    return Ablation((trial,), job.seeds, trial.mechanisms, outcomes, effects, tuple(idle), failures)


def effect_of(
    mechanism: Mechanism, outcome: Named, base: Floats, without: Floats, whole: Floats
) -> Effect:
    """An effect from the base's values by seed, and from pairs (without, whole) by seed."""
    change = difference(without - whole)
    sd = float(base.std(ddof=1)) if len(base) > 1 else float("nan")
    in_sd = change.mean / sd if sd > 0.0 else float("nan")
    return Effect(mechanism, outcome, float(base.mean()), sd, change, in_sd)


def last_quarter(city: str, until: int | None) -> int:
    """The quarter of the comparison: asked for, or the end of the last year before the policy.

    Later years are test years: who tunes a mechanism should not have seen them.
    """
    about = city_cached(city)
    if until is not None:
        if not about.start <= until <= about.end:
            expected = f"a quarter from {quarter_text(about.start)} to {quarter_text(about.end)}"
            raise InputError("", 0, 0, "--until", expected, quarter_text(until))
        return until
    return QUARTERS_PER_YEAR * (about.policy_start // QUARTERS_PER_YEAR) - 1
