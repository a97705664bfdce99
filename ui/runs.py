"""One run for the screen. Plans that share their past start from where it ended.

Most runs of the screen differ only from the policy start on: a slider moves a level from there.
So the state at the policy start is kept by seed and by the settings of all quarters before it, and
a run starts from there. It equals the whole run bit for bit.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from abm.city.city import city_cached
from abm.model import IndustryModel
from abm.settings import as_text
from abm.simulation import RunSpec, result
from agents.city import City
from experiments.studies.answer import COST
from experiments.studies.verdict import targets_of
from policies.plan import Plan

FORGONE = "fiscal_tax_expenditure"
SPENDING = "spending_"
MOST_PASTS = 64
"""States kept by a process; one of a city of 2,000 firms takes 2.5 MB."""


@dataclass(frozen=True, eq=False)
class Run:
    """What the screen keeps of a run: a few kilobytes."""

    start: int
    """The first quarter of the paths, an absolute index."""
    paths: dict[str, NDArray[np.float64]]
    """Outcome to values by quarter."""
    jobs: NDArray[np.float64]
    """Jobs by park at the end, in the order of the city's parks; new ones left out."""
    specialty: tuple[str, ...]
    """By park the segment that makes it a specialty park at the end, or an empty text."""


def paths_of(city: City) -> tuple[str, ...]:
    """The outcomes that the screen shows, beside spending by instrument: what the verdict needs,
    and what policy costs."""
    asked = [column for target in targets_of(city) for column in target.columns]
    return tuple(dict.fromkeys([*asked, COST, FORGONE]))


class Pasts:
    """States at the policy start, the latest used ones."""

    def __init__(self, most: int = MOST_PASTS) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def run(self, spec: RunSpec, stopped: Callable[[], bool] = lambda: False) -> Run | None:
        """Carry a run out; None when ``stopped()`` became true. Raises InputError."""
        model = IndustryModel(
            city=spec.city,
            plan=spec.plan,
            settings=as_text(dict(spec.overrides)),
            outcomes=", ".join(paths_of(city_cached(spec.city))),
            rng=spec.seed,
        )
        city = model.world.city
        last = city.end if spec.until is None else spec.until
        fork = min(city.policy_start, last)
        key = (spec.city, spec.seed, fork, _settings_before(model.plan, city.start, fork))
        past = self._kept.get(key)
        if past is None:
            if not _go(model, fork - 1, stopped):
                return None
            self._kept[key] = model.snapshot()
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
            model.restore(past)
        return _kept_of(spec, model) if _go(model, last, stopped) else None


def _go(model: IndustryModel, until: int, stopped: Callable[[], bool]) -> bool:
    """Step to the end of quarter ``until``; False when stopped before."""
    while model.world.quarter <= until:
        if stopped():
            return False
        model.step()
    return True


def _settings_before(plan: Plan, start: int, end: int) -> Hashable:
    return tuple(tuple(plan.at(quarter).items()) for quarter in range(start, end))


def _kept_of(spec: RunSpec, model: IndustryModel) -> Run:
    whole = result(spec, model, tables=("parks",))
    shown = paths_of(model.world.city)
    named = len(model.world.city.parks)  # parks that opened later have no place on the map
    return Run(
        int(whole.quarters[0]),
        {
            name: values
            for name, values in whole.outcomes.items()
            if name in shown or name.startswith(SPENDING)
        },
        np.asarray(whole.parks["jobs"], dtype=np.float64)[:named],
        tuple(str(segment) for segment in whole.parks["specialty"][:named]),
    )
