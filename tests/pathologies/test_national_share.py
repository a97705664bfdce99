"""The city's share of national new-energy vehicles can fall as well as rise."""

from __future__ import annotations

import numpy as np
import pytest

from abm.city.city import city_cached
from abm.simulation import RunSpec, simulate

SHARE = "nev_share_of_national"


def change(seed: int, trend: float) -> float:
    """Share in the last year over that before the policy, by the trend of outside makers."""
    overrides = (("national.rivals_trend", trend),)
    spec = RunSpec("shanghai", "baseline", seed, None, overrides, world="middle")
    share = simulate(spec).outcomes[SHARE]
    city = city_cached("shanghai")
    return float(share[-1] / share[city.policy_start - city.start - 3])


@pytest.mark.slow
def test_it_falls_far_where_outside_makers_rise():
    assert np.mean([change(seed, 0.6) for seed in range(2)]) < 0.5


@pytest.mark.slow
def test_it_holds_or_rises_where_they_do_not():
    assert np.mean([change(seed, 0.0) for seed in range(2)]) > 0.8
