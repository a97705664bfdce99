"""Runs a second by the clock: bare processes and the project's executors, start-up apart.

Everybody makes the same numbers of a run: all outcomes of every quarter, no tables of firms.
"""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Sequence
from time import perf_counter

from abm.city import city_cached
from benchmarks.clock import middle
from benchmarks.row import Row
from benchmarks.run import CITY, PLAN
from benchmarks.storage import make_job
from experiments.executors import make_executor
from experiments.experiment import Runtime

PROCESSES = 2
QUARTERS = 4
"""Of a run: short ones, so that there are a thousand of them and what a batch costs shows."""
BATCH = 15
"""Runs: about a second."""
PAIR = ("baseline", PLAN)
"""Plans that share their past until the policy starts."""


def measure(quick: bool) -> list[Row]:
    """Everything in turn, several times; medians of rates and of the turns' ratios."""
    # Of one process in a turn; whole batches for each worker. Three turns: 2,000 runs on Ray.
    runs, turns = (BATCH, 1) if quick else (12 * BATCH, 3)
    rates: dict[str, list[float]] = {}

    def note(what: str, rate: float) -> None:
        rates.setdefault(what, []).append(rate)

    _executor("serial", BATCH)
    if not quick:
        import ray

        ray.init(num_cpus=PROCESSES, include_dashboard=False, log_to_driver=False)
        _executor("ray", 4 * PROCESSES * BATCH)  # both workers import
    for _ in range(turns):
        note("mesa.batch_run, one process", _mesa(runs, (PLAN,), QUARTERS))
        note("one bare process", _bare(1, runs))
        note("serial executor", _executor("serial", runs))
        note("two bare processes at once", _bare(PROCESSES, 2 * runs))
        if not quick:
            note("Ray, two workers", _executor("ray", 2 * PROCESSES * runs))
    if not quick:
        ray.shutdown()
    seeds = 2 if quick else 30
    for _ in range(turns):
        note("two plans, all quarters: mesa.batch_run", _mesa(seeds, PAIR, None))
        note("two plans, all quarters: serial executor", _executor("serial", seeds, PAIR, None))
    rows = [Row(what, middle(found), "runs/s") for what, found in rates.items()]

    def ratio(above: str, below: str, least: float, what: str = "") -> None:
        pairs = zip(rates[above], rates[below], strict=True)
        value = middle([a / b for a, b in pairs])
        rows.append(Row(what or f"{above}, by {below}", value, "times", at_least=least))

    ratio("serial executor", "one bare process", 0.95)
    ratio("serial executor", "mesa.batch_run, one process", 1.0)
    plans = "two plans, all quarters: "
    ratio(plans + "serial executor", plans + "mesa.batch_run", 1.0, plans + "serial by Mesa's")
    if not quick:
        ratio("Ray, two workers", "two bare processes at once", 0.95)
    return rows


def _bare(processes: int, runs: int) -> float:
    """Rate of bare processes that start at the same moment, each with ``runs`` runs."""
    command = [sys.executable, "-m", "benchmarks.bare", str(runs)]
    pipe = subprocess.PIPE
    started = [
        subprocess.Popen(
            [*command, str(1 + runs * place), str(QUARTERS)],
            stdin=pipe,
            stdout=pipe,
            text=True,
            bufsize=1,
        )
        for place in range(processes)
    ]
    for process in started:
        assert process.stdout is not None
        process.stdout.readline()
    began = perf_counter()
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        assert process.stdout is not None
        process.stdout.readline()
    spent = perf_counter() - began
    for process in started:
        process.communicate()
    return processes * runs / spent


def _mesa(seeds: int, plans: Sequence[str], quarters: int | None) -> float:
    """Rate of Mesa's own batch runner."""
    import mesa

    from abm.model import IndustryModel

    newer = "rng" in inspect.signature(mesa.batch_run).parameters
    parameters: dict[str, list[str] | list[int]] = {"plan": list(plans)}
    named: dict[str, object] = {"iterations": 1}
    if newer:
        named = {"iterations": None, "rng": list(range(1, seeds + 1))}
    else:
        parameters["rng"] = list(range(1, seeds + 1))
    city = city_cached(CITY)
    whole = city.end - city.start + 1
    began = perf_counter()
    rows = mesa.batch_run(
        IndustryModel,
        parameters=parameters,
        # Mesa 3.3 steps until this number is exceeded.
        max_steps=(quarters or whole) - (not newer),
        number_processes=1,
        data_collection_period=1,
        display_progress=False,
        **named,
    )
    spent = perf_counter() - began
    if len(rows) != seeds * len(plans) * (quarters or whole):
        raise AssertionError(f"{len(rows)} rows of {seeds} seeds and {len(plans)} plans")
    return seeds * len(plans) / spent


def _executor(
    name: str, seeds: int, plans: Sequence[str] = (PLAN,), quarters: int | None = QUARTERS
) -> float:
    """Rate of an executor over a job in batches of about a second and more."""
    job = make_job(seeds, BATCH, quarters, tuple(plans))
    runtime = Runtime(executor=name, workers=PROCESSES)  # type: ignore[arg-type]
    executor = make_executor(runtime)
    began = perf_counter()
    for _ in executor.execute(job, range(job.batches), lambda done, failed: None):
        pass
    return job.runs / (perf_counter() - began)
