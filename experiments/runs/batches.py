"""The batches of a job, carried out by a pool."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from experiments.runs import batch as of_batch
from experiments.runs.batch import BatchResult, End, Tick
from experiments.runs.call import DIED, Failure, Task
from experiments.runs.executors.serial import SerialExecutor
from experiments.runs.job import Job
from experiments.runs.point import SomePoints
from experiments.runs.pool import ATTEMPTS, Pool

DEATH = f"the process died {ATTEMPTS} times, and again with this run"


def carried_out(pool: Pool, job: Job, batches: Sequence[int], tick: Tick) -> Generator[BatchResult]:
    """Yield each batch's result once, in any order; ``tick`` hears of runs as they end.

    A batch that kills its process whenever it is tried is cut into its groups, so that only the
    runs that kill become rows with an error. Raises what ``Pool.each`` raises.
    """
    if isinstance(pool.executor, SerialExecutor):
        for batch in batches:
            yield of_batch.carry_out(job, batch, tick)
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
            deadly.append(batches[place])
            _check(found)
            continue
        yield _told(job, found, tick)
    for batch in deadly:
        yield _told(job, _in_groups(pool, job, batch), tick)


def _in_groups(pool: Pool, job: Job, batch: int) -> BatchResult:
    common = (job.only(job.points_of(batch)), batch)
    count = sum(1 for _ in job.groups_of(batch))
    tasks = [Task(of_batch.carry_out_group, (group,), common=common) for group in range(count)]
    ends: dict[int, list[End] | str] = {}
    for group, found in pool.ends(tasks):
        if isinstance(found, Failure):
            _check(found)
        ends[group] = DEATH if isinstance(found, Failure) else found
    return of_batch.put_together(job, batch, [ends[group] for group in range(count)])


def _told(job: Job, result: BatchResult, tick: Tick) -> BatchResult:
    tick(job.runs_of(result.batch), len(result.timing["failures"]))
    return result


def _check(failure: Failure) -> None:
    """Runs catch their own faults: any but a death is a fault of the program, or a refusal."""
    if failure.how != DIED:
        raise failure.raised()
