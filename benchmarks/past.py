"""What is saved by states that are kept, and by measuring only what is asked."""

from __future__ import annotations

import os
from collections.abc import Callable
from tempfile import TemporaryDirectory

from abm.city.city import city_cached
from abm.simulation import RunSpec, simulate
from benchmarks.clock import middle, seconds
from benchmarks.row import Row
from benchmarks.run import CITY, PLAN
from experiments.runs.cache import VARIABLE, entries
from experiments.runs.past import Pasts
from ui.runs import paths_of


def measure(quick: bool) -> list[Row]:
    """A run of the screen: an instrument moved from the policy start on, seed after seed."""
    repeats = 3 if quick else 9
    asked = RunSpec(CITY, PLAN, 0, outcomes=paths_of(city_cached(CITY)))
    moved = RunSpec(
        CITY, PLAN, 0, overrides=(("instruments.rd_subsidy", 0.3),), outcomes=asked.outcomes
    )
    everything = RunSpec(CITY, PLAN, 0)
    memory = Pasts()

    def new(spec: RunSpec, whole: bool = False) -> None:
        Pasts().run(spec, tables=("parks",), whole=whole)

    def old(spec: RunSpec, whole: bool = False) -> None:
        memory.run(spec, tables=("parks",), whole=whole)

    ways: dict[str, tuple[Callable[[RunSpec, bool], None], RunSpec, bool]] = {
        "whole run, all measured": (lambda spec, _: _simulate(spec), everything, False),
        "whole run, what is asked": (lambda spec, _: _simulate(spec), moved, False),
        "cold: run, and kept on disk": (new, asked, True),
        "new process, past on disk": (new, moved, False),
        "same process, past on disk": (old, moved, False),
        "same process, past in memory": (old, moved, False),
        "new process, whole run on disk": (new, asked, True),
    }
    before = os.environ.get(VARIABLE)
    with TemporaryDirectory() as folder:
        os.environ[VARIABLE] = folder
        new(everything)  # the city is loaded, and the code's digest known
        old(RunSpec(CITY, PLAN, repeats, outcomes=asked.outcomes))  # a world is there
        found: dict[str, list[float]] = {name: [] for name in ways}
        for seed in range(repeats):
            for name, (way, spec, whole) in ways.items():
                mine = RunSpec(CITY, PLAN, seed, None, spec.overrides, spec.outcomes)
                found[name].append(
                    seconds(lambda way=way, mine=mine, whole=whole: way(mine, whole))
                )
        largest = max(size for _, size, _ in entries())
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before
    whole = middle(found["whole run, what is asked"])
    rows = [Row("a state on disk", largest / 1e6, "MB")]
    for name, spent in found.items():
        rows.append(Row(name, middle(spent) * 1e3, "ms"))
        rows.append(Row(f"{name}, by the whole run", middle(spent) / whole, ""))
    return rows


def _simulate(spec: RunSpec) -> None:
    simulate(spec, tables=("parks",))
