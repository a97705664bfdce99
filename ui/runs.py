"""One run for the screen: what it measures, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from abm.city.city import city_cached
from abm.simulation import RunResult, RunSpec
from agents.city import City
from experiments.runs.past import Pasts
from experiments.studies.answer import COST
from experiments.studies.verdict import targets_of

FORGONE = "fiscal_tax_expenditure"
SPENDING = "spending_"


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


def run_once(
    spec: RunSpec, pasts: Pasts, stopped: Callable[[], bool] = lambda: False
) -> Run | None:
    """Carry a run out; None when ``stopped()`` became true. Raises InputError.

    A slider moves a level from the policy start on. The runs that it is compared with, of plans as
    they stand, come whole from the user's cache where they are there.
    """
    city = city_cached(spec.city)
    asked = replace(spec, outcomes=paths_of(city))
    found = pasts.run(asked, tables=("parks",), whole=not spec.overrides, stopped=stopped)
    return None if found is None else _kept_of(found, city)


def _kept_of(whole: RunResult, city: City) -> Run:
    shown = paths_of(city)
    named = len(city.parks)  # parks that opened later have no place on the map
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
