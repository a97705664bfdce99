"""A count of products that can tell plans apart: a plain count of what is on sale can't."""

from __future__ import annotations

import numpy as np

from abm.city import city_cached
from abm.simulation import RunSpec, simulate

COUNT = "products_in_scenarios"
STRONG = (
    ("instruments.rd_subsidy", 0.4),
    ("instruments.purchase_voucher", 0.3),
    ("instruments.park_rent_subsidy", 0.6),
)


def counts(plan: str, overrides: tuple[tuple[str, float], ...] = ()) -> dict[str, np.ndarray]:
    return dict(simulate(RunSpec("shanghai", plan, 4, None, overrides)).outcomes)


def test_the_count_starts_at_zero_and_is_no_count_of_all_products():
    found = counts("baseline")
    city = city_cached("shanghai")
    before = city.policy_start - city.start
    assert (found[COUNT][:before] == 0).all()
    assert 0 < found[COUNT][-1] < 0.1 * found["products"][-1]
    assert found["products"][0] > 1000
    strict, plain, loose = (found[f"{COUNT}{x}"][-1] for x in ("_strict", "", "_loose"))
    assert strict < plain < loose


def test_it_tells_a_strong_plan_from_none():
    none, strong = counts("no_policy"), counts("baseline", STRONG)
    gain = strong[COUNT][-1] / none[COUNT][-1]
    plain = strong["products"][-1] / none["products"][-1]
    assert gain > 1.1
    assert gain > plain
