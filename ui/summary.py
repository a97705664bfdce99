"""An ensemble as the numbers that the screen shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import nan
from typing import Final

import numpy as np
import scipy.stats  # noqa: F401 - the answer needs it: a second, better spent before a user comes
from numpy.typing import NDArray

from abm.city.city import city_cached
from abm.outcomes import OUTCOMES
from abm.outcomes.outcome import Outcome
from agents.city import City
from engine.calendar import QUARTERS_PER_YEAR
from experiments.reports.units import YI
from experiments.studies.answer import COST, Difference, Spread, difference, spread
from experiments.studies.verdict import PLAN, QUESTION, Count, Sample, Verdict, targets_of, verdict
from policies.city_plans import baseline_of, plan_in
from policies.registry import INSTRUMENTS
from ui.numbers import scale_of
from ui.runs import FORGONE, SPENDING, Run
from ui.state import own_levels
from ui.study import Ensemble

BY_KEY: Final[Mapping[str, Outcome]] = {
    named.key: replace(
        outcome, key=named.key, name_zh=named.name_zh, name_en=named.name_en, unit=named.unit
    )
    for outcome in OUTCOMES
    for named in outcome.reported
}
"""Every outcome that is reported by name, with the help of the one it belongs to."""
QUANTILES: Final = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Headline:
    """One outcome at the end of its target's year, in the unit of the screen."""

    outcome: Outcome
    year: int
    target: float
    """NaN without a target."""
    own: Spread
    reference: Spread
    difference: Difference | None
    """Paired, view minus reference; None where the view is the reference itself."""
    moved: Difference | None
    """Paired, view minus its plan as it stands; None where no level is moved."""
    parts: tuple[tuple[str, float], ...] = ()
    """What it is made of on average, the largest first: spending by instrument."""
    forgone: float = nan
    """Of spending: profit tax forgone since the policy start on average, which is not in it."""
    count: Count | None = None
    """How it came about since the policy start, where the outcome tells."""


@dataclass(frozen=True)
class Answer:
    """The verdict on the view, and on the reference."""

    own: Verdict
    reference: Verdict | None
    moved: Difference | None
    """Of the question's chance, view minus its plan as it stands; None where no level is moved."""


@dataclass(frozen=True)
class Path:
    """An outcome over time: quarters, and 10 %, 50 % and 90 % quantiles, shape ``(3, quarters)``,
    in the unit of the screen. Empty where there are no runs yet."""

    own: NDArray[np.float64]
    reference: NDArray[np.float64]


@dataclass(frozen=True)
class ParkChance:
    """A park at the end of the runs: mean jobs, chance of being a specialty park and in what."""

    row: int
    jobs: float
    chance: float
    segment: str
    reference_chance: float


def cards_of(city: City) -> tuple[str, ...]:
    """The outcomes of the large figures: the question's, the first of the plan's others, cost."""
    targets = targets_of(city)
    asked = [target.outcome for target in targets if target.headline == QUESTION]
    others = [target.outcome for target in targets if target.headline == PLAN]
    return tuple(dict.fromkeys((*asked, *others[:1], COST)))


@lru_cache(maxsize=64)
def target_of(city: City, outcome: str) -> tuple[float, int]:
    """Target and year of an outcome, NaN and the last year of the city's data where it has none."""
    row = city.targets.row_of(outcome)
    if row is None:
        return nan, city.end // QUARTERS_PER_YEAR
    year = int(city.targets.year[row])
    return float(city.targets.value[row]), year


def headline(city: City, ensemble: Ensemble, outcome: str) -> Headline:
    """The numbers of a card."""
    target, year = target_of(city, outcome)
    scale = scale_of(BY_KEY[outcome].unit)
    quarter = _target_quarter(city, outcome)

    def values(runs: Mapping[int, Run]) -> NDArray[np.float64]:
        found = [run.paths[outcome][quarter - run.start] for run in runs.values()]
        return np.array(found, dtype=np.float64) / scale

    about = BY_KEY[outcome]
    return Headline(
        replace(about, help_zh=about.help(city, "zh"), help_en=about.help(city, "en")),
        year,
        target / scale,
        spread(values(ensemble.own), target / scale),
        spread(values(ensemble.reference), target / scale),
        None if is_reference(ensemble) else _change(ensemble.own, ensemble.reference, values),
        _change(ensemble.own, ensemble.plan, values) if ensemble.view.levels else None,
        _spending(city, ensemble, quarter) if outcome == "fiscal" else (),
        _forgone(city, ensemble, quarter) if outcome == "fiscal" else nan,
        _count(city, ensemble, outcome),
    )


def answer(city: City, ensemble: Ensemble) -> Answer | None:
    """The verdict on the view; None before the first run, or where the city has no question."""
    targets = targets_of(city)
    reference = _sample(city, ensemble.reference)
    own = verdict(targets, _sample(city, ensemble.own), reference)
    if own is None or own.question is None:
        return None
    plan = verdict(targets, _sample(city, ensemble.own), _sample(city, ensemble.plan))
    moved = plan.question.effect if plan is not None and plan.question is not None else None
    if is_reference(ensemble):
        own = verdict(targets, _sample(city, ensemble.own), None)
        assert own is not None
    return Answer(
        own,
        verdict(targets, reference, None),
        moved if ensemble.view.levels else None,
    )


def verdict_of(city: City, ensemble: Ensemble) -> tuple[Verdict, Verdict | None] | None:
    """The verdict on the view, against the reference where it is another, and on the reference;
    None before the first pair of runs."""
    pairs = ensemble.paired()
    reference = _sample(city, pairs.reference)
    against = None if is_reference(ensemble) else reference
    own = verdict(targets_of(city), _sample(city, pairs.own), against)
    return None if own is None else (own, verdict(targets_of(city), reference, None))


def _count(city: City, ensemble: Ensemble, outcome: str) -> Count | None:
    found = verdict(
        [target for target in targets_of(city) if target.outcome == outcome],
        _sample(city, ensemble.own),
        None,
    )
    return None if found is None else found.findings[-1].count


def _sample(city: City, runs: Mapping[int, Run]) -> Sample:
    """What runs came to by the target's quarter, with the columns that tell how."""
    seeds = sorted(runs)
    values = {}
    for target in targets_of(city):
        quarter = target.quarter(city.end)
        for column in target.columns:
            if all(column in runs[seed].paths for seed in seeds):
                found = [runs[seed].paths[column][quarter - runs[seed].start] for seed in seeds]
                values[column, target.year] = np.array(found, dtype=np.float64)
    return Sample(np.array(seeds, dtype=np.int64), values)


def _target_quarter(city: City, outcome: str) -> int:
    year = target_of(city, outcome)[1]
    return min(city.end, year * QUARTERS_PER_YEAR + QUARTERS_PER_YEAR - 1)


def _change(
    runs: Mapping[int, Run],
    others: Mapping[int, Run],
    values: Callable[[Mapping[int, Run]], NDArray[np.float64]],
) -> Difference:
    """Of values by run, over the seeds that both have."""
    pairs = sorted(runs.keys() & others.keys())
    own = values({seed: runs[seed] for seed in pairs})
    return difference(own - values({seed: others[seed] for seed in pairs}))


def _spending(city: City, ensemble: Ensemble, quarter: int) -> tuple[tuple[str, float], ...]:
    """Mean spending by instrument from the policy start to a quarter, in 亿."""
    runs = ensemble.own.values()
    found = {}
    for key in INSTRUMENTS:
        totals = [
            run.paths[SPENDING + key][city.policy_start - run.start : quarter - run.start + 1].sum()
            for run in runs
            if SPENDING + key in run.paths
        ]
        if totals and sum(totals) > 0:
            found[key] = float(np.mean(totals)) / YI
    return tuple(sorted(found.items(), key=lambda item: -item[1]))


def _forgone(city: City, ensemble: Ensemble, quarter: int) -> float:
    """Mean profit tax forgone at all levels from the policy start to a quarter, in 亿."""
    totals = [
        run.paths[FORGONE][city.policy_start - run.start : quarter - run.start + 1].sum()
        for run in ensemble.own.values()
    ]
    return float(np.mean(totals)) / YI if totals else nan


def used_up(city: City, ensemble: Ensemble) -> frozenset[str]:
    """The instruments that spend all of their yearly budget at the end, on average."""
    found = set()
    plan = plan_in(city, ensemble.view.plan)
    for key, (_, setting) in own_levels(plan, city.policy_start).items():
        if setting is None or not setting.budget or not ensemble.own:
            continue
        spent = [
            run.paths[SPENDING + key][-QUARTERS_PER_YEAR:].sum() for run in ensemble.own.values()
        ]
        if np.mean(spent) >= 0.99 * setting.budget:
            found.add(key)
    return frozenset(found)


def path(ensemble: Ensemble, outcome: str, skip: int) -> Path:
    """Quantiles over time without the first ``skip`` quarters."""
    scale = scale_of(BY_KEY[outcome].unit)

    def quantiles(runs: Mapping[int, Run]) -> NDArray[np.float64]:
        if not runs:
            return np.zeros((len(QUANTILES), 0))
        table = np.array([run.paths[outcome][skip:] for run in runs.values()])
        found: NDArray[np.float64] = np.quantile(table, QUANTILES, axis=0) / scale
        return found

    return Path(quantiles(ensemble.own), quantiles(ensemble.reference))


def park_chances(ensemble: Ensemble) -> list[ParkChance]:
    """By park, in the order of the city's rows."""
    own, reference = list(ensemble.own.values()), list(ensemble.reference.values())
    if not own:
        return []
    jobs = np.mean([run.jobs for run in own], axis=0)
    found = []
    for row in range(len(jobs)):
        segments = Counter(run.specialty[row] for run in own if run.specialty[row])
        before = sum(bool(run.specialty[row]) for run in reference)
        found.append(
            ParkChance(
                row,
                float(jobs[row]),
                segments.total() / len(own),
                segments.most_common(1)[0][0] if segments else "",
                before / len(reference) if reference else nan,
            )
        )
    return found


def is_reference(ensemble: Ensemble) -> bool:
    """Whether the view shows the reference plan as it is."""
    baseline = baseline_of(city_cached(ensemble.view.city))
    return ensemble.view.plan == baseline and not ensemble.view.levels
