"""An experiment carried out: what is missing in its folder is run, stored and joined."""

import json
import os
import platform
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from experiments.batch import Tick
from experiments.executors import make_executor
from experiments.resolve import Ready
from experiments.results import Results
from experiments.store import TIMING, Opening, Store


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
    seconds: float


Watch = Callable[[int, int], Tick]
"""Called with all runs and those that are there already; returns whom to tell of further ones."""


def sweep(ready: Ready, folder: Path, opening: Opening, watch: Watch) -> Swept:
    """Carry out an experiment in ``folder``.

    Raises ``InputError`` for a folder that can't be used. An exception in the middle, such as
    ``KeyboardInterrupt``, leaves a folder that can be resumed.
    """
    clock = time.perf_counter()
    layout = (ready.job.groups_per_batch, ready.job.batches)
    store = Store.open(folder, ready.ingredients, ready.resolved, layout, opening)
    with closing(store):
        job = replace(ready.job, groups_per_batch=store.groups_per_batch)
        done = store.done()
        missing = [batch for batch in range(job.batches) if batch not in done]
        there = sum(job.runs_of(batch) for batch in done)
        if missing:
            _note_machine(store.folder, ready)
            tick = watch(job.runs, there)
            results = make_executor(ready.experiment.runtime).execute(job, missing, tick)
            # Closed at once when the loop is left, so that an executor stops what it has started.
            with closing(results):  # type: ignore[type-var]
                for result in results:
                    store.put(result)
        store.finish()
    failures = Results(folder).failures().collect()
    first = "run {run} (seed {seed}, plan {plan}): {error}"
    return Swept(
        folder=folder,
        runs=job.runs,
        carried_out=job.runs - there,
        failed=len(failures),
        first_error=first.format(**failures.row(0, named=True)) if len(failures) else "",
        seconds=time.perf_counter() - clock,
    )


def _note_machine(folder: Path, ready: Ready) -> None:
    """Who computes: for the reader of timings, not part of the results."""
    note = {
        "began": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "runtime": ready.experiment.runtime.model_dump(mode="json"),
        "check": ready.job.check,
        "host": platform.node(),
        "machine": platform.machine(),
        "system": platform.platform(),
        "python": sys.version.split()[0],
        "cpus": os.cpu_count(),
    }
    with (folder / TIMING / "machines.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(note) + "\n")
