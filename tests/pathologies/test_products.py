"""A count of products that can tell plans apart: a plain count of what is on sale can't."""

from __future__ import annotations

import numpy as np
import pytest

from abm.city.city import city_cached
from abm.simulation import RunSpec, simulate

COUNT = "products_in_scenarios"
STRONG = (("instruments.rd_subsidy", 0.4), ("instruments.purchase_voucher", 0.3))
SEEDS = 2


def counts(
    plan: str, seed: int, overrides: tuple[tuple[str, float], ...] = ()
) -> dict[str, np.ndarray]:
    return dict(simulate(RunSpec("shanghai", plan, seed, None, overrides)).outcomes)


def test_the_count_starts_at_zero_and_is_no_count_of_all_products():
    found = counts("baseline", 4)
    city = city_cached("shanghai")
    before = city.policy_start - city.start
    assert (found[COUNT][:before] == 0).all()
    assert 0 < found[COUNT][-1] < 0.1 * found["products"][-1]
    assert found["products"][0] > 1000
    strict, plain, loose = (found[f"{COUNT}{x}"][-1] for x in ("_strict", "", "_loose"))
    assert strict < plain < loose


@pytest.mark.slow
def test_it_tells_a_strong_plan_from_none():
    """More in every seed; the count of all that is on sale does not even see the sign."""
    gain, plain = [], []
    for seed in range(SEEDS):
        none, strong = counts("no_policy", seed), counts("baseline", seed, STRONG)
        gain.append(strong[COUNT][-1] / none[COUNT][-1] - 1.0)
        plain.append(strong["products"][-1] / none["products"][-1] - 1.0)
    assert min(gain) > 0.0
    assert np.mean(gain) > 0.04 > max(plain)
