"""The screen's processes: runs in them, and a pool that lives as long as the server.

A seed always goes to the same process, which keeps the state at its policy start (``runs.past``).
"""

from __future__ import annotations

from functools import lru_cache

from abm.city.city import city_cached
from abm.shipped import DEFAULT_CITY
from abm.simulation import RunSpec
from experiments.runs.call import Task, stopped
from experiments.runs.executors.processes import ProcessExecutor
from experiments.runs.machine import cores
from experiments.runs.past import Pasts
from experiments.runs.pool import Pool
from ui.runs import Run, run_once

MOST_PROCESSES = 8

pasts = lru_cache(maxsize=1)(Pasts)


def carry_out(spec: RunSpec) -> Run | None:
    """In a process of the pool: a run, or none where nobody waits for it any more."""
    return run_once(spec, pasts(), stopped)


def begin() -> None:
    """In a new process: what the first run would wait for."""
    city_cached(DEFAULT_CITY)


def task_of(spec: RunSpec) -> Task:
    """The run as a task of its seed."""
    return Task(carry_out, (spec,), spec.seed)


@lru_cache(maxsize=1)
def shared_pool() -> Pool:
    """The pool of this server; its processes start at the first call."""
    count = max(1, min(MOST_PROCESSES, cores()))
    pool = Pool(ProcessExecutor(count)).in_background()
    pool.submit([Task(begin, (), lane) for lane in range(count)], lambda task, found: None)
    return pool
