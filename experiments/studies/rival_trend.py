"""The trend μ of rivals behind a cut that keeps a city's share of a market where it was known.

``python -m experiments.studies.rival_trend 0.16`` prints it for Shanghai's NEVs: the value of
``national.rivals_trend`` at which the share of the last quarter is 0.16 in the median world under
the plan that the paths contain. ``python -m experiments.studies.rival_trend kept shanghai@2030``
prints that of the later cut, ``national.rivals_trend_later``, at which the share is in the end what
it was in the model before the policy: of runs that miss the last facts by a part this keeps the
part, and no more is known. A third argument is the number of seeds. Facts known at the cut settle
the share; no target and no later year does.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
from scipy.optimize import newton

from abm.city.city import city_cached
from abm.cut import known_set, known_sets
from abm.shipped import DEFAULT_CITY
from abm.simulation import RunSpec
from experiments.runs.past import Pasts
from experiments.studies.seeds import seeds_of

SHARE = "nev_share_of_national"
TREND, LATER = "national.rivals_trend", "national.rivals_trend_later"
KEPT = "kept"
"""In place of a share: what the model has in the quarter before the policy."""
FIRST, SECOND = 0.0, 0.1
"""Trends that the search begins with: ln of the share falls nearly in line with the trend."""
CLOSE = 0.005
"""A trend a year, to which it is solved: luck moves it more."""


def trend_of(city: str) -> str:
    """The parameter that is the trend behind the last cut that a run knows."""
    return TREND if len(known_sets(city_cached(city))) == 1 else LATER


def shares(city: str, trend: float, seeds: Sequence[int], pasts: Pasts) -> tuple[float, float]:
    """Mean share of the quarter before the policy and of the last over seeds, median world."""
    data = city_cached(city)
    plan = data.path_sets.reference_plan[data.path_sets.index[known_set(data)]]
    found = []
    for seed in seeds:
        own = ((trend_of(city), trend),)
        run = pasts.run(RunSpec(city, plan, seed, None, own, (SHARE,), "middle"), on_disk=False)
        assert run is not None  # nobody stops it
        found.append(run.outcomes[SHARE][[data.policy_start - 1 - data.start, -1]])
    before, last = np.mean(found, axis=0).tolist()
    return before, last


def rival_trend(city: str, share: float | None, seeds: Sequence[int]) -> float:
    """The trend at which the share is met; None asks for that of the quarter before the policy.

    Raises RuntimeError where the search finds none.
    """
    pasts = Pasts()

    def missed(trend: float) -> float:
        before, last = shares(city, float(trend), seeds, pasts)
        return last - (before if share is None else share)

    return float(newton(missed, FIRST, x1=SECOND, tol=CLOSE))


def main(share: str, city: str = DEFAULT_CITY, seeds: str = "16") -> None:
    """Print the trend."""
    asked = None if share == KEPT else float(share)
    print(f"{trend_of(city)}: {rival_trend(city, asked, seeds_of(int(seeds))):.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
