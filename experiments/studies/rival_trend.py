"""The trend μ of rivals behind the cut that keeps a city's share of a market where it was known.

``python -m experiments.studies.rival_trend 0.16`` prints it for Shanghai's NEVs: the value of
``national.rivals_trend`` at which the share of the last quarter is 0.16 in the median world under
the plan that the paths contain. Facts known at the cut settle the share; no target and no later
year does.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
from scipy.optimize import brentq

from abm.city.city import city_cached
from abm.cut import known_set
from abm.shipped import DEFAULT_CITY
from abm.simulation import RunSpec
from experiments.runs.past import Pasts
from experiments.studies.seeds import seeds_of

SHARE = "nev_share_of_national"
TREND = "national.rivals_trend"
LEAST, MOST = -0.2, 1.0
CLOSE = 0.005
"""A trend a year, to which it is solved: luck moves it more."""


def share_at(city: str, trend: float, seeds: Sequence[int], pasts: Pasts) -> float:
    """Mean share of the last quarter over seeds in the median world."""
    data = city_cached(city)
    plan = data.path_sets.reference_plan[data.path_sets.index[known_set(data)]]
    found = []
    for seed in seeds:
        spec = RunSpec(city, plan, seed, None, ((TREND, trend),), (SHARE,), "middle")
        run = pasts.run(spec, on_disk=False)
        assert run is not None  # nobody stops it
        found.append(float(run.outcomes[SHARE][-1]))
    return float(np.mean(found))


def rival_trend(city: str, share: float, seeds: Sequence[int]) -> float:
    """The trend at which the share is met. Raises ValueError where none of ``LEAST`` … ``MOST``
    does."""
    pasts = Pasts()
    return float(
        brentq(lambda trend: share_at(city, trend, seeds, pasts) - share, LEAST, MOST, xtol=CLOSE)
    )


if __name__ == "__main__":
    print(f"{TREND}: {rival_trend(DEFAULT_CITY, float(sys.argv[1]), seeds_of(16)):.3f}")
