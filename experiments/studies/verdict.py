"""The verdict on a plan: what it changes, and how likely it is that it meets the city's targets.

Pure functions of what runs came to, so that a folder of results, a comparison and the screen say
the same of the same runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np
from numpy.typing import NDArray

from abm.outcomes import OUTCOMES
from abm.outcomes.outcome import Outcome
from agents.city import City
from engine.calendar import quarter_index
from experiments.studies.answer import Difference, Spread, difference, spread
from experiments.studies.arrays import Floats

QUESTION, PLAN = "question", "plan"
"""What a target belongs to, as the column ``headline`` of ``targets.csv`` has it."""

SINCE = ("_start", "_lost", "_emerged")
"""What stands after a count's name in its columns since the policy start."""


@dataclass(frozen=True)
class Target:
    """A target that the verdict names; ``value`` in the outcome's unit, NaN where the outcome is
    asked about and nobody has published a figure."""

    outcome: str
    name_zh: str
    name_en: str
    unit: str
    value: float
    year: int
    headline: str
    counted: bool
    """Whether the outcome also tells who was lost and who emerged since the policy start."""
    part: str
    """The outcome that is its first part; empty where it has none."""

    def quarter(self, last: int) -> int:
        """The quarter it is judged in: the last of its year, or of the run."""
        return min(last, quarter_index(f"{self.year}Q4"))

    @property
    def columns(self) -> tuple[str, ...]:
        """The outcomes that say whether it is met, and how it came about."""
        since = [self.outcome + suffix for suffix in SINCE] if self.counted else []
        return (self.outcome, *since, *([self.part] if self.part else []))


@dataclass(frozen=True)
class Sample:
    """Runs under one plan: ``seeds`` (runs,), and by column and a target's year what each came to
    in the quarter in which such a target is judged, (runs,)."""

    seeds: NDArray[np.int64]
    values: Mapping[tuple[str, int], Floats]

    def of(self, target: Target, suffix: str = "") -> Floats:
        """What the runs came to of a target's outcome. Raises KeyError where they don't tell."""
        return self.values[target.outcome + suffix, target.year]


@dataclass(frozen=True)
class Count:
    """Means over runs: how many there were at the policy start, were lost since, emerged, and are
    there now; the first less the second and with the third are the fourth."""

    start: float
    lost: float
    emerged: float
    now: float


@dataclass(frozen=True)
class Finding:
    """One target: mean and spread over runs with its chance, and what the plan changes."""

    target: Target
    mean: float
    spread: Spread
    effect: Difference | None
    """Paired, plan minus reference; None for the reference itself."""
    count: Count | None
    part: float
    """Mean of its first part; NaN where it has none."""


@dataclass(frozen=True)
class Together:
    """The share of runs that meet several targets at once, and what the plan changes of it."""

    spread: Spread
    effect: Difference | None


@dataclass(frozen=True)
class Verdict:
    """What is found of a plan."""

    runs: int
    findings: tuple[Finding, ...]
    question: Together | None
    """All targets of the question in one run; None where the city has none, or one without a
    figure."""
    everything: Together | None
    """These and what else the plan is known for; None where that is no more, or one has no
    figure."""


def with_figures(targets: Sequence[Target]) -> bool:
    """Whether the question asks for figures, so that there is a chance to meet them all."""
    asked = [target.value for target in targets if target.headline == QUESTION]
    return bool(asked) and not any(isnan(value) for value in asked)


def targets_of(city: City) -> tuple[Target, ...]:
    """The targets that the verdict names, the question's first; none where the city marks none."""
    rows = city.targets
    outcomes = {named.key: (o, named) for o in OUTCOMES for named in o.reported}
    found = []
    for row, key in enumerate(rows.outcome):
        headline = rows.headline[row]
        if not headline or key not in outcomes:
            continue
        outcome, named = outcomes[key]
        found.append(
            Target(
                outcome=key,
                name_zh=rows.name_zh[row],
                name_en=rows.name_en[row],
                unit=named.unit,
                value=float(rows.value[row]),
                year=int(rows.year[row]),
                headline=headline,
                counted=f"{key}{SINCE[0]}" in outcome.columns(city),
                part=_first_part(outcome, key),
            )
        )
    return tuple(sorted(found, key=lambda target: (QUESTION, PLAN).index(target.headline)))


def _first_part(outcome: Outcome, key: str) -> str:
    return outcome.parts[0] if outcome.parts and key == outcome.key else ""


def verdict(targets: Sequence[Target], plan: Sample, reference: Sample | None) -> Verdict | None:
    """What runs of a plan say, beside those of ``reference`` with the same seeds.

    A target of which the runs do not tell is left out. None where nothing is left.
    """
    told = [target for target in targets if (target.outcome, target.year) in plan.values]
    if not told or not len(plan.seeds):
        return None
    asked = [target for target in told if target.headline == QUESTION]
    whole = len(told) == len(targets)
    return Verdict(
        runs=len(plan.seeds),
        findings=tuple(_finding(target, plan, reference) for target in told),
        # Of targets that were not measured nobody knows whether they were met.
        question=_together(asked, plan, reference)
        if len(asked) == sum(t.headline == QUESTION for t in targets) > 0
        else None,
        everything=_together(told, plan, reference) if whole and len(told) > len(asked) else None,
    )


def _finding(target: Target, plan: Sample, reference: Sample | None) -> Finding:
    values = plan.of(target)
    part = plan.values.get((target.part, target.year))
    return Finding(
        target=target,
        mean=float(values.mean()),
        spread=spread(values, target.value),
        effect=_paired(plan, values, reference, lambda sample: sample.of(target)),
        count=_count(target, plan),
        part=float("nan") if part is None else float(part.mean()),
    )


def _count(target: Target, plan: Sample) -> Count | None:
    since = [(target.outcome + suffix, target.year) for suffix in SINCE]
    if not target.counted or any(column not in plan.values for column in since):
        return None
    start, lost, emerged = (float(plan.of(target, suffix).mean()) for suffix in SINCE)
    return Count(start, lost, emerged, float(plan.of(target).mean()))


def _together(targets: Sequence[Target], plan: Sample, reference: Sample | None) -> Together | None:
    if any(isnan(target.value) for target in targets):
        return None

    def met(sample: Sample) -> Floats:
        each = [sample.of(target) >= target.value for target in targets]
        return np.asarray(np.logical_and.reduce(each), dtype=np.float64)

    values = met(plan)
    return Together(spread(values, 1.0), _paired(plan, values, reference, met))


def _paired(
    plan: Sample, values: Floats, reference: Sample | None, of: Callable[[Sample], Floats]
) -> Difference | None:
    """Values of the plan's runs less what ``of`` gives of the reference's, over shared seeds."""
    if reference is None:
        return None
    _, mine, theirs = np.intersect1d(plan.seeds, reference.seeds, return_indices=True)
    return difference(values[mine] - of(reference)[theirs])


def rounded(count: Count, decimals: int) -> Count:
    """The same with numbers that still add up when each is shown with so many decimals."""
    start, emerged, now = (round(v, decimals) for v in (count.start, count.emerged, count.now))
    lost = round(start + emerged - now, decimals)
    if lost < 0.0:  # the roundings of the others met
        lost, emerged = 0.0, round(now - start, decimals)
    return Count(start, lost + 0.0, emerged + 0.0, now)


def sure(effect: Difference) -> bool:
    """Whether an effect goes beyond luck: its interval does not hold zero."""
    return not isnan(effect.low) and not effect.low <= 0.0 <= effect.high
