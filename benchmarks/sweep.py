"""Runs a second by the clock: bare processes and the project's executors, start-up apart.

Everybody makes the same numbers of a run: all outcomes of every quarter, no tables of firms.
"""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from time import perf_counter

from abm.city.city import city_cached
from abm.simulation import RunSpec, simulate
from benchmarks.clock import middle
from benchmarks.row import Row
from benchmarks.run import CITY, PLAN
from benchmarks.storage import make_job
from experiments.runs.batches import carried_out
from experiments.runs.executors import ExecutorName, make_pool
from experiments.runs.pool import Pool
from experiments.runs.runtime import Runtime
from experiments.studies.seeds import FIRST_SEED, seeds_of

PROCESSES = 2
QUARTERS = 4
"""Of a run: short ones, so that there are a thousand of them and what a batch costs shows."""
BATCH = 15
"""Runs: about a second."""
PAIR = ("baseline", PLAN)
"""Plans that share their past until the policy starts."""


def measure(quick: bool) -> list[Row]:
    """Rates, and ratios of what was done in turn: on one core batch by batch, on two cores over
    a thousand runs and more."""
    return _on_one_core(quick) + ([] if quick else _on_two_cores())


def _on_one_core(quick: bool) -> list[Row]:
    """The same seeds again and again in this process; the fastest turn of each counts, which
    other programs have disturbed least."""
    turns, seeds, pairs = (2, BATCH, 2) if quick else (24, BATCH, 6)
    rates: dict[str, list[float]] = {name: [] for name in ("loop", "serial", "mesa", "both")}
    rates["mesa both"] = []
    pool = make_pool(Runtime(executor="serial"))
    _rate(pool, BATCH)
    for turn in range(turns):
        rates["loop"].append(_loop(seeds))
        rates["serial"].append(_rate(pool, seeds))
        rates["mesa"].append(_mesa(seeds, (PLAN,), QUARTERS))
        if turn % 3 == 0:
            rates["mesa both"].append(_mesa(pairs, PAIR, None))
            rates["both"].append(_rate(pool, pairs, PAIR, None))
    loop, serial, mesa, both, mesa_both = (
        max(rates[name]) for name in ("loop", "serial", "mesa", "both", "mesa both")
    )
    return [
        Row("one core: a bare loop", loop, "runs/s"),
        Row("one core: serial executor", serial, "runs/s"),
        Row("one core: mesa.batch_run", mesa, "runs/s"),
        Row("serial executor, by a bare loop", serial / loop, "times", at_least=0.95),
        Row("serial executor, by mesa.batch_run", serial / mesa, "times", at_least=1.0),
        Row("two plans, all quarters: the same", both / mesa_both, "times", at_least=1.0),
    ]


def _on_two_cores() -> list[Row]:
    """In turn over some 700 runs each; medians."""
    runs, turns = 24 * BATCH, 4  # of one process in a turn: whole batches for each worker
    executors: dict[str, ExecutorName] = {"our processes": "processes", "Ray": "ray"}
    bare: list[float] = []
    rates: dict[str, list[float]] = {name: [] for name in executors}
    with ExitStack() as pools:
        there = {
            name: pools.enter_context(make_pool(Runtime(executor=executor, workers=PROCESSES)))
            for name, executor in executors.items()
        }
        for pool in there.values():
            _rate(pool, 4 * PROCESSES * BATCH)  # both workers import
        for _ in range(turns):
            bare.append(_bare(PROCESSES, runs))
            for name, pool in there.items():
                rates[name].append(_rate(pool, PROCESSES * runs))
    rows = [Row("two cores: bare processes", middle(bare), "runs/s")]
    for name, found in rates.items():
        ratios = [a / b for a, b in zip(found, bare, strict=True)]
        rows += [
            Row(f"two cores: {name}", middle(found), "runs/s"),
            Row(f"{name}, by two bare processes", middle(ratios), "times", at_least=0.95),
            Row("the same, the worst turn", min(ratios), "times"),
        ]
    return rows


def _loop(seeds: int) -> float:
    """Rate of a loop that does nothing but simulate, in this process."""
    until = city_cached(CITY).start + QUARTERS - 1
    began = perf_counter()
    for seed in seeds_of(seeds):
        simulate(RunSpec(CITY, PLAN, seed, until), tables=())
    return seeds / (perf_counter() - began)


def _bare(processes: int, runs: int) -> float:
    """Rate of bare processes that start at the same moment, each with ``runs`` runs."""
    command = [sys.executable, "-m", "benchmarks.bare", str(runs)]
    pipe = subprocess.PIPE
    started = [
        subprocess.Popen(
            [*command, str(FIRST_SEED + runs * place), str(QUARTERS)],
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
        named = {"iterations": None, "rng": list(seeds_of(seeds))}
    else:
        parameters["rng"] = list(seeds_of(seeds))
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


def _rate(
    pool: Pool,
    seeds: int,
    plans: Sequence[str] = (PLAN,),
    quarters: int | None = QUARTERS,
) -> float:
    """Of a pool over a job in batches of about a second and more."""
    job = make_job(seeds, BATCH, quarters, tuple(plans))
    began = perf_counter()
    for _ in carried_out(pool, job, range(job.batches), lambda done, failed: None):
        pass
    return job.runs / (perf_counter() - began)
