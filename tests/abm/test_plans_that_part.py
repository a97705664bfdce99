"""Branches of one past equal whole runs, whatever was run before them."""

import numpy as np

from abm.branches import Branches
from abm.simulation import RunSpec, simulate
from policies.plan import read_plan
from tests.littleton import ACTION, LITTLETON
from tests.littleton import BASELINE as BASE


def test_branches_equal_whole_runs() -> None:
    """In any order, also one that parts earlier than a branch before it."""
    branches = Branches(str(LITTLETON), BASE, 5)
    until = branches.last
    for plan in (ACTION, BASE, "no_policy", ACTION):
        found = branches.run(read_plan(plan))
        whole = simulate(RunSpec(str(LITTLETON), plan, 5, until)).outcomes
        assert found.keys() == whole.keys()
        for name, values in whole.items():
            assert np.array_equal(found[name], values, equal_nan=True), (plan, name)


def test_a_branch_may_end_early() -> None:
    """At a quarter of its own."""
    branches = Branches(str(LITTLETON), BASE, 5)
    short = Branches(str(LITTLETON), BASE, 5, until=branches.city.start + 3)
    found = short.run(read_plan(ACTION))
    whole = branches.run(read_plan(ACTION))
    for name, values in found.items():
        assert np.array_equal(values, whole[name][:4], equal_nan=True)
