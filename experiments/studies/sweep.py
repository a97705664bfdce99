"""An experiment carried out: what is missing in its folder is run, stored and joined."""

import json
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from engine.calendar import quarter_text
from experiments.runs.batch import Tick
from experiments.runs.batches import carried_out
from experiments.runs.executors import make_pool
from experiments.runs.folder.made_on import made_on
from experiments.runs.folder.results import Results
from experiments.runs.folder.store import MACHINES, Opening, Store
from experiments.runs.folder.sums import TIMING
from experiments.runs.job import Job
from experiments.runs.machine import machine
from experiments.studies.enough import widest
from experiments.studies.kept import DRAWN, METADATA
from experiments.studies.resolve import Ready


@dataclass(frozen=True)
class Swept:
    """How a sweep went."""

    folder: Path
    runs: int
    """Runs in the folder."""
    carried_out: int
    """Runs of this call; the others were there."""
    failed: int
    first_error: str
    """The first failed run and its error, on one line; empty when none failed."""
    traceback: Path
    """The file with a failed run's traceback, if one failed."""
    seconds: float
    damaged: int
    """Batches in the folder that were damaged and have been run again."""
    ran_on: tuple[str, ...]
    """Kinds of processor that made the runs: ``experiments.runs.folder.made_on``."""


Watch = Callable[[int, int], Tick]
"""Called with all runs and those that are there already; returns whom to tell of further ones."""


def sweep(ready: Ready, folder: Path, opening: Opening, watch: Watch) -> Swept:
    """Carry out an experiment in ``folder``.

    Raises ``InputError`` for a folder that can't be used. An exception in the middle, such as
    ``KeyboardInterrupt``, leaves a folder that can be resumed.
    """
    clock = time.perf_counter()
    layout = (ready.job.groups_per_batch, ready.job.batches)
    store = Store.open(
        folder,
        ready.ingredients,
        ready.resolved,
        layout,
        opening,
        ready.files,
        ready.reads,
        (METADATA, *DRAWN),
    )
    with closing(store):
        job = replace(ready.job, groups_per_batch=store.groups_per_batch)
        done = store.done()
        there = sum(job.runs_of(batch) for batch in done)
        seeds = job.seeds if store.seeds is None else store.seeds
        if not store.finished:
            _note_machine(store.folder, ready)
            tick = watch(job.runs, there)
            seeds = _run_until_enough(ready, job, store, tick)
        job = replace(job, seeds=seeds)
        there = min(there, job.runs)
        store.finish(None if seeds == ready.job.seeds else seeds, job.runs)
    failures = Results(folder).failures().collect()
    first = "run {run} (seed {seed}, plan {plan}): {error}"
    return Swept(
        folder=folder,
        runs=job.runs,
        carried_out=job.runs - there,
        failed=len(failures),
        first_error=first.format(**failures.row(0, named=True)) if len(failures) else "",
        traceback=store.traceback,
        seconds=time.perf_counter() - clock,
        damaged=store.damaged,
        ran_on=made_on(folder),
    )


def _run_until_enough(ready: Ready, job: Job, store: Store, tick: Tick) -> int:
    """Run what is missing, as many seeds as the stopping rule asks for; how many those are."""
    stop = ready.experiment.stop
    with make_pool(ready.experiment.runtime) as pool:
        for seeds in (job.seeds,) if stop is None else stop.checkpoints(job.seeds):
            done = store.done()
            wanted = range(replace(job, seeds=seeds).batches)
            missing = [batch for batch in wanted if batch not in done]
            if missing:
                results = carried_out(pool, job, missing, tick)
                # Closed at once when the loop is left, so that nobody works for nothing.
                with closing(results):
                    for result in results:
                        store.put(result)
                store.flush()
            if stop is not None:
                quarter = quarter_text(job.until if stop.quarter is None else stop.quarter)
                width = widest(Results(store.folder), stop, quarter, job.seed(seeds - 1))
                if width <= stop.half_width:
                    return seeds
    return job.seeds


def _note_machine(folder: Path, ready: Ready) -> None:
    """Who was called; who computes may be others, as each batch notes."""
    note = {
        "began": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "runtime": ready.experiment.runtime.model_dump(mode="json"),
        "check": ready.job.check,
        **machine(),
    }
    with (folder / TIMING / MACHINES).open("a", encoding="utf-8") as file:
        file.write(json.dumps(note) + "\n")
