"""Copying the state and bringing it back."""

from __future__ import annotations

from abm.model import IndustryModel
from benchmarks.clock import typical
from benchmarks.row import Row
from benchmarks.run import CITY, PLAN


def measure(quick: bool) -> list[Row]:
    """At the middle of a run."""
    model = IndustryModel(CITY, PLAN, rng=1)
    for _ in range(14):
        model.step()
    state = model.snapshot()
    repeats = 20 if quick else 100
    return [
        Row("snapshot", typical(model.snapshot, repeats) * 1e3, "ms", at_most=1.0),
        Row("restore", typical(lambda: model.restore(state), repeats) * 1e3, "ms", at_most=1.0),
    ]
