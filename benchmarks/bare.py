"""A bare process that simulates: ``python -m benchmarks.bare RUNS FIRST_SEED``.

It says that it is ready, waits for a line, simulates, and says how many seconds that took.
"""

from __future__ import annotations

import sys
from time import perf_counter

from experiments.threads import use_one_thread


def main() -> None:
    """Talk by standard input and output."""
    use_one_thread()
    from abm.simulation import RunSpec, simulate
    from benchmarks.run import CITY, PLAN

    runs, first = int(sys.argv[1]), int(sys.argv[2])
    simulate(RunSpec(CITY, PLAN, first - 1))
    print("ready", flush=True)
    sys.stdin.readline()
    began = perf_counter()
    for seed in range(first, first + runs):
        simulate(RunSpec(CITY, PLAN, seed))
    print(perf_counter() - began, flush=True)


if __name__ == "__main__":
    main()
