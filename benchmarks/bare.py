"""A bare process that simulates: ``python -m benchmarks.bare RUNS FIRST_SEED QUARTERS``.

It says that it is ready, waits for a line, simulates, and says how many seconds that took.
"""

from __future__ import annotations

import sys
from time import perf_counter

from engine.bits import settle
from experiments.studies.seeds import seeds_of


def main() -> None:
    """Talk by standard input and output."""
    settle()
    from abm.city.city import city_cached
    from abm.simulation import RunSpec, simulate
    from benchmarks.run import CITY, PLAN

    runs, first, quarters = (int(text) for text in sys.argv[1:4])
    until = city_cached(CITY).start + quarters - 1
    simulate(RunSpec(CITY, PLAN, first - 1, until), tables=())
    print("ready", flush=True)
    sys.stdin.readline()
    began = perf_counter()
    for seed in seeds_of(runs, first):
        simulate(RunSpec(CITY, PLAN, seed, until), tables=())
    print(perf_counter() - began, flush=True)


if __name__ == "__main__":
    main()
