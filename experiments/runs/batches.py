"""The batches of a job, carried out by a pool."""

from __future__ import annotations

import platform
import time
from collections import defaultdict
from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import Any

from experiments.runs import batch as of_batch
from experiments.runs.batch import BatchResult, End, Tick
from experiments.runs.call import DIED, Failure, Task
from experiments.runs.executors.serial import SerialExecutor
from experiments.runs.job import Job
from experiments.runs.machine import machine
from experiments.runs.point import SomePoints
from experiments.runs.pool import ATTEMPTS, Pool

FEW = 8
"""With fewer batches a process, their groups are handed out, so that none is idle at the end."""
DEATH = f"the process died {ATTEMPTS} times with this run"


def carried_out(pool: Pool, job: Job, batches: Sequence[int], tick: Tick) -> Generator[BatchResult]:
    """Yield each batch's result once, in any order; ``tick`` hears of runs as they end.

    A batch that kills its process whenever it is tried is cut into its groups, so that only the
    runs that kill become rows with an error. Raises what ``Pool.each`` raises.
    """
    if isinstance(pool.executor, SerialExecutor):
        for batch in batches:
            yield of_batch.carry_out(job, batch, tick)
        return
    if len(batches) < FEW * pool.executor.lanes:  # processes of this machine
        yield from _by_groups(pool, job, batches, tick, {"host": platform.node(), "by": machine()})
        return
    deadly = []
    # A process gets the points of its batch, not a million of them.
    bare = (job.only(SomePoints(job.points, ())),)
    tasks = [
        Task(of_batch.carry_out_part, (job.points_of(batch), batch), common=bare)
        for batch in batches
    ]
    for place, found in pool.ends(tasks):
        if isinstance(found, Failure):
            _check(found)
            deadly.append(batches[place])
        else:
            tick(job.runs_of(found.batch), len(found.timing["failures"]))
            yield found
    yield from _by_groups(pool, job, deadly, tick, {})


def _by_groups(
    pool: Pool, job: Job, batches: Sequence[int], tick: Tick, note: dict[str, Any]
) -> Generator[BatchResult]:
    """The same files; ``note`` is what is known of who carries the groups out."""
    began = time.time()
    size = {batch: sum(1 for _ in job.groups_of(batch)) for batch in batches}
    pieces = [(batch, group) for batch in batches for group in range(size[batch])]
    common = {batch: (job.only(job.points_of(batch)),) for batch in batches}
    tasks = [Task(of_batch.carry_out_group, piece, common=common[piece[0]]) for piece in pieces]
    there: dict[int, dict[int, Sequence[End] | str]] = defaultdict(dict)
    for place, found in pool.ends(tasks):
        batch, group = pieces[place]
        dead = isinstance(found, Failure)
        if isinstance(found, Failure):
            _check(found)
        there[batch][group] = DEATH if dead else found
        lost = len(job.plans) if dead else sum(isinstance(end, Failure) for end in found)
        tick(len(job.plans), lost)
        if len(there[batch]) == size[batch]:
            ends = there.pop(batch)
            result = of_batch.put_together(job, batch, [ends[group] for group in sorted(ends)])
            times = {"began": round(began, 3), "seconds": round(time.time() - began, 6)}
            more = {**times, **note} if note else {}
            yield replace(result, timing={**result.timing, **more})


def _check(failure: Failure) -> None:
    """Runs catch their own faults: any but a death is a fault of the program, or a refusal."""
    if failure.how != DIED:
        raise failure.raised()
