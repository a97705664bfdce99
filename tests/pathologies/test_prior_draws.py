"""Any parameters within their prior ranges give a run that ends well.

Latin hypercube over the ranges of ``parameters.yaml``, every floating-point error raised, the
invariants asserted in every quarter (money, goods, stocks, floor space, no number that is not
finite). Where a draw fails the rule is to be mended, not the symptom clipped. Twenty draws of each
city are run; ``YUANQU_PRIOR_DRAWS=200`` in the environment runs all.
"""

from __future__ import annotations

import os
from functools import lru_cache

import numpy as np
import pytest
from scipy.stats import qmc

from abm.model import IndustryModel
from abm.parameters import defaults
from abm.settings import as_text
from tests.littleton import BASELINE, LITTLETON

pytestmark = pytest.mark.timeout(600)

DRAWS = 200
CHUNK = 20
SEED = 20220701

PLANS = {"shanghai": "action_plan_2022", LITTLETON: BASELINE}
YEAR = 4


@lru_cache
def draws(city: str) -> list[dict[str, float]]:
    """Points of a Latin hypercube over the prior ranges; what has no range stays at its value."""
    entries, _ = defaults(city)
    names = [name for name, entry in entries.items() if entry.high > entry.low]
    unit = qmc.LatinHypercube(len(names), rng=np.random.default_rng(SEED)).random(DRAWS)
    points = qmc.scale(unit, [entries[n].low for n in names], [entries[n].high for n in names])
    return [dict(zip(names, point, strict=True)) for point in points.tolist()]


def run(city: str, draw: int) -> str:
    """Run a draw to the end; what is wrong with it, empty if nothing."""
    settings = as_text(draws(city)[draw])
    try:
        with np.errstate(all="raise"):
            model = IndustryModel(city, PLANS[city], settings, check=True, rng=draw).run()
    except (ArithmeticError, AssertionError, RuntimeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    output = model.record.column("output_plan")[YEAR - 1 :]  # the first full year is the start
    firms = model.record.column("firms")
    found = []
    if not (0.05 * output[0] <= output.min() and output.max() <= 20.0 * output[0]):
        found.append(f"output goes from {output[0]:.4g} to {output.min():.4g}…{output.max():.4g}")
    if not (0.3 * firms[0] <= firms.min() and firms.max() <= 6.0 * firms[0]):
        found.append(f"firms go from {firms[0]:.0f} to {firms.min():.0f}…{firms.max():.0f}")
    if (model.record.column("jobs") <= 0.0).any():
        found.append("a quarter without jobs")
    return "; ".join(found)


CHUNKS = [
    pytest.param(first, marks=[pytest.mark.slow] if first else [], id=f"from{first}")
    for first in range(0, int(os.environ.get("YUANQU_PRIOR_DRAWS", str(CHUNK))), CHUNK)
]
"""First draws of chunks; all but the first chunk are slow."""


def faults(city: str, first: int) -> dict[int, str]:
    found = {draw: run(city, draw) for draw in range(first, first + CHUNK)}
    return {draw: fault for draw, fault in found.items() if fault}


@pytest.mark.parametrize("first", CHUNKS)
@pytest.mark.slow
def test_littleton_at_any_prior(first):
    assert faults(LITTLETON, first) == {}


@pytest.mark.slow
@pytest.mark.parametrize("first", CHUNKS)
def test_shanghai_at_any_prior(first):
    assert faults("shanghai", first) == {}
