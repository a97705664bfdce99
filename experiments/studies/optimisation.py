"""The best mix of instruments for a budget: cost and gain weighed by a multi-objective search.

A trial is a mix: from the policy's start on each instrument stands at neutral + x·(high − neutral),
x from 0 to 1 in steps of a twentieth, or at neutral + x·(neutral − low), x down to −1, where its
range goes below neutral; it serves whom it serves in the reference, or else in the city's main
plan, with the reference's cap a firm and without a budget of its own. All trials meet the same
luck, that of the training seeds. Proposed by Optuna's multi-objective tree of Parzen estimators
(Ozaki et al. 2022, J. Artif. Intell. Res. 73: 1209–1250), with the budget as a constraint.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import optuna
from optuna.distributions import FloatDistribution
from optuna.samplers import TPESampler
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import TrialState

from abm.city.city import city_cached
from agents.city import City, Names
from engine.document import InputError, did_you_mean
from experiments.studies.arrays import Floats
from policies.city_plans import main_plan_of, plan_in
from policies.mixture import with_settings
from policies.plan import Dated, Plan
from policies.registry import INSTRUMENTS, instruments_of
from policies.setting import FIELDS

By = Literal["gain", "probability"]
Mix = dict[str, float]
"""x by instrument."""

STEP = 0.05
JOURNAL = "study.journal"
VALUES = "values"
SOURCE = "found by yuanqu optimise"


@dataclass(frozen=True)
class Trial:
    """A mix that was tried: outcome and cost by training seed, (seeds,)."""

    number: int
    mix: Mix
    outcome: Floats
    cost: Floats


@dataclass(frozen=True)
class Aim:
    """What is wanted of a mix."""

    by: By
    budget: float
    """Most mean cost, million yuan."""
    target: float
    """What of the outcome is enough; NaN where only the gain counts."""
    reference: Floats
    """The outcome under the reference by training seed."""

    def score(self, outcome: Floats) -> float:
        """Mean gain over the reference, or the part of the seeds that reach the target."""
        if self.by == "probability":
            return float((outcome >= self.target).mean())
        return float((outcome - self.reference).mean())

    def feasible(self, trial: Trial) -> bool:
        """Whether the budget bears it."""
        return bool(trial.cost.mean() <= self.budget)


def searched(keys: Sequence[str], city: str) -> tuple[str, ...]:
    """Instruments to mix, by default all with a range that the city has a use for.

    Raises InputError.
    """
    served = instruments_of(city_cached(city))
    known = [key for key, i in served.items() if i.high != i.neutral]
    for key in keys:
        if key not in known:
            expected = f"an instrument ({', '.join(known)}){did_you_mean(key, known)}"
            raise InputError("", 0, 0, "--instrument", expected, repr(key))
    return tuple(sorted(set(keys))) if keys else tuple(known)


def level_of(key: str, x: float) -> float:
    """The level at ``x``: neutral at 0, high at 1, low at −1."""
    i = INSTRUMENTS[key]
    level = i.neutral + x * (i.high - i.neutral if x >= 0.0 else i.neutral - i.low)
    return min(max(round(level, 9), i.low), i.high)


def range_of(key: str) -> FloatDistribution:
    """What is searched of an instrument."""
    i = INSTRUMENTS[key]
    return FloatDistribution(-1.0 if i.low < i.neutral else 0.0, 1.0, step=STEP)


def whom_of(city: City) -> dict[str, Dated]:
    """Whom each instrument serves in the city's main plan when its last setting begins."""
    main = plan_in(city, main_plan_of(city))
    found: dict[str, Dated] = {}
    for start in sorted({setting.start for setting in main.settings}):
        found |= main.at(start)
    return found


def plan_of(
    mix: Mapping[str, float], reference: Plan, start: int, whom: Mapping[str, Dated]
) -> Plan:
    """The plan that a mix stands for; ``whom`` tells whom what the reference has not serves."""
    levels = {key: level_of(key, x) for key, x in mix.items()}
    mixed = reference.with_levels(levels, start)
    kept = len(reference.settings)
    now = reference.at(start)
    found = []
    for setting in mixed.settings[kept:]:
        update: dict[str, object] = {"budget": None, "source": SOURCE}
        if setting.instrument not in now and setting.instrument in whom:
            update |= {name: getattr(whom[setting.instrument], name) for name in FIELDS}
        found.append(setting.model_copy(update=update))
    plan = with_settings(mixed, (*reference.settings, *found))
    summary = "A mix of instruments found by a search under a budget, from the policy's start on."
    return replace(
        plan,
        key="optimised",
        name=Names(zh="优化组合", en="Optimised mix"),
        summary=Names(zh="在预算约束下搜索得到的政策工具组合。", en=summary),
    )


def mix_of(plan: Plan, keys: Sequence[str], start: int) -> Mix:
    """The mix nearest to what a plan does at ``start``."""
    now, found = plan.at(start), {}
    for key in keys:
        i = INSTRUMENTS[key]
        away = now[key].level - i.neutral if key in now else 0.0
        x = away / (i.high - i.neutral if away >= 0.0 else i.neutral - i.low)
        found[key] = round(round(x / STEP) * STEP, 9)
    return found


class Search:
    """A study in a folder's journal: killed and gone on with, it proposes the same trials."""

    def __init__(self, folder: Path, keys: Sequence[str], aim: Aim, seed: int) -> None:
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self.keys = tuple(keys)
        self.aim = aim
        self.seed = seed
        storage = JournalStorage(JournalFileBackend(str(folder / JOURNAL)))
        self.study = optuna.create_study(
            storage=storage,
            study_name="yuanqu",
            directions=["minimize", "maximize"],
            load_if_exists=True,
        )
        for stale in self.study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            # What a killed process left; it must not count as tried.
            self.study.tell(stale.number, state=TrialState.FAIL)

    def trials(self) -> list[Trial]:
        """The trials that ended, numbered from 0."""
        ended = self.study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
        return [
            Trial(number, dict(t.params), *np.array(t.user_attrs[VALUES]).T)
            for number, t in enumerate(ended)
        ]

    def go_on(
        self,
        trials: int,
        first: Sequence[Mix],
        evaluate: Callable[[Mix], tuple[Floats, Floats]],
    ) -> Iterator[None]:
        """Try mixes until there are ``trials``, those of ``first`` first; yields after each."""
        done = len(self.trials())
        for number in range(done, trials):
            if number < len(first):
                self._add(first[number], evaluate)
            else:
                self._propose(number, evaluate)
            yield

    def _propose(self, number: int, evaluate: Callable[[Mix], tuple[Floats, Floats]]) -> None:
        # A sampler of its own for each trial: what it proposes follows from the trials that ended
        # and its number, whatever interrupted the search.
        seed = int(np.random.SeedSequence([self.seed, number]).generate_state(1)[0])
        self.study.sampler = TPESampler(seed=seed, constant_liar=False)
        trial = self.study.ask()
        mix = {
            key: round(trial.suggest_float(key, range_of(key).low, 1.0, step=STEP), 9)
            for key in self.keys
        }
        outcome, cost = evaluate(mix)
        trial.set_user_attr(VALUES, _values(outcome, cost))
        trial.set_constraint("budget", self._over(cost))
        self.study.tell(trial, [float(cost.mean()), self.aim.score(outcome)])

    def _add(self, mix: Mix, evaluate: Callable[[Mix], tuple[Floats, Floats]]) -> None:
        outcome, cost = evaluate(mix)
        self.study.add_trial(
            optuna.trial.create_trial(
                values=[float(cost.mean()), self.aim.score(outcome)],
                params=mix,
                distributions={key: range_of(key) for key in self.keys},
                user_attrs={VALUES: _values(outcome, cost)},
                constraints={"budget": self._over(cost)},
            )
        )

    def _over(self, cost: Floats) -> float:
        return float(cost.mean()) - self.aim.budget


def _values(outcome: Floats, cost: Floats) -> list[list[float]]:
    return [list(pair) for pair in zip(outcome.tolist(), cost.tolist(), strict=True)]


def frontier(trials: Sequence[Trial], aim: Aim) -> list[Trial]:
    """Trials that none beats in both cost and score, the cheapest first."""
    found: list[Trial] = []
    for trial in sorted(trials, key=lambda t: (t.cost.mean(), -aim.score(t.outcome), t.number)):
        if not found or aim.score(trial.outcome) > aim.score(found[-1].outcome):
            found.append(trial)
    return found


def winner(trials: Sequence[Trial], aim: Aim) -> Trial | None:
    """The best that the budget bears; the cheaper of equals; none where it bears none."""
    borne = [t for t in frontier(trials, aim) if aim.feasible(t)]
    return borne[-1] if borne else None
