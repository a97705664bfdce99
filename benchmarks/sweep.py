"""Runs a second by the clock: bare processes and the project's executors, start-up apart."""

from __future__ import annotations

import inspect
import subprocess
import sys
from time import perf_counter

from benchmarks.clock import middle
from benchmarks.row import Row
from benchmarks.storage import make_job
from experiments.executors import make_executor
from experiments.experiment import Runtime

PROCESSES = 2
QUARTERS = 4
"""Of a run: short ones, so that there are a thousand of them and what a batch costs shows."""
BATCH = 15
"""Runs: about a second."""


def measure(quick: bool) -> list[Row]:
    """Everything in turn, several times; medians."""
    # Of a process in a turn; whole batches for each worker. Three turns: more than 1,000 on Ray.
    runs, turns = (BATCH, 1) if quick else (12 * BATCH, 3)
    one, two, serial, on_ray = [], [], [], []
    _executor("serial", BATCH)
    if not quick:
        import ray

        ray.init(num_cpus=PROCESSES, include_dashboard=False, log_to_driver=False)
        _executor("ray", 4 * PROCESSES * BATCH)  # both workers import
    batch_run = []
    for _ in range(turns):
        batch_run.append(_mesa(runs))
        one.append(_bare(1, runs))
        two.append(_bare(PROCESSES, runs))
        serial.append(_executor("serial", runs))
        if not quick:
            on_ray.append(_executor("ray", PROCESSES * runs))
    rows = [
        Row("one bare process", middle(one), "runs/s"),
        Row("two bare processes at once", middle(two), "runs/s"),
        Row("two by one", middle(two) / middle(one), "times"),
        Row("serial executor by one bare", middle(serial) / middle(one), "times", at_least=0.95),
    ]
    rows.append(Row("mesa.batch_run, one process", middle(batch_run), "runs/s"))
    ratio = middle([a / b for a, b in zip(serial, batch_run, strict=True)])
    rows.append(Row("serial executor by mesa.batch_run", ratio, "times", at_least=1.0))
    if not quick:
        ray.shutdown()
        ratio = middle([a / b for a, b in zip(on_ray, two, strict=True)])
        rows.append(Row("Ray, two workers", middle(on_ray), "runs/s"))
        rows.append(Row("Ray by two bare processes", ratio, "times", at_least=0.95))
    return rows


def _bare(processes: int, runs: int) -> float:
    """Rate of bare processes that start at the same moment."""
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


def _mesa(runs: int) -> float:
    """Rate of Mesa's own batch runner on the same runs."""
    import mesa

    from abm.model import IndustryModel

    known = inspect.signature(mesa.batch_run).parameters
    seeds = {"rng": list(range(1, runs + 1))}
    given = seeds if "rng" in known else {"parameters": seeds}
    began = perf_counter()
    mesa.batch_run(
        IndustryModel,
        **({"parameters": {}} | given),
        iterations=None if "rng" in known else 1,
        # It steps until this number is exceeded.
        max_steps=QUARTERS - 1,
        number_processes=1,
        display_progress=False,
    )
    return runs / (perf_counter() - began)


def _executor(name: str, runs: int) -> float:
    """Rate of an executor over a job in batches of two runs."""
    job = make_job(runs, BATCH, QUARTERS)
    runtime = Runtime(executor=name, workers=PROCESSES)  # type: ignore[arg-type]
    executor = make_executor(runtime)
    began = perf_counter()
    for _ in executor.execute(job, range(job.batches), lambda done, failed: None):
        pass
    return runs / (perf_counter() - began)
