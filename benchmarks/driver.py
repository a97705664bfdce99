"""What a sweep costs in the process that drives it: an empty model, a million runs, one kill.

All is what a sweep does (points handed to two processes, batches stored in bundles, joined,
summed) but for the model: a process answers with random numbers. ``python -m benchmarks.driver
FOLDER RUNS`` carries one on by itself.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time, sleep
from unittest.mock import patch

import numpy as np
import polars as pl

from benchmarks.row import Row
from benchmarks.run import CITY, PLAN
from experiments.runs import batch as of_batch
from experiments.runs.batch import DONE, BatchResult
from experiments.runs.batches import carried_out
from experiments.runs.executors import make_pool
from experiments.runs.folder.bundles import bundles_of
from experiments.runs.folder.parts import parts_of
from experiments.runs.folder.store import Opening, Store
from experiments.runs.frames import METRICS, RUNS, metrics_schema, piece, runs_schema
from experiments.runs.job import Job
from experiments.runs.point import Point
from experiments.runs.runtime import Runtime

COLUMNS = tuple(f"outcome_{number}" for number in range(30))
QUARTERS = 28
BATCH = 10
"""Runs, as of an experiment that says nothing of them."""
FACTORS = ("demand.alpha_price", "entry.base")
PROCESSES = 2


def job_of(runs: int) -> Job:
    """A job of as many design points as runs."""
    values = np.linspace(0.0, 1.0, runs).tolist()
    return Job(
        city=CITY,
        plans=(PLAN,),
        plan_keys=(PLAN,),
        first_seed=1,
        seeds=1,
        until=0,
        constants=(),
        factors=FACTORS,
        points=[tuple((name, value) for name in FACTORS) for value in values],
        columns=COLUMNS,
        tables=(),
        check=False,
        groups_per_batch=BATCH,
    )


@cache
def _quarters(runs: int) -> pl.Series:
    texts = [f"{2019 + q // 4}Q{q % 4 + 1}" for q in range(QUARTERS)]
    return pl.Series("quarter", texts * runs)


def empty_batch(job: Job, points: Sequence[Point], batch: int) -> BatchResult:
    """A batch of the empty model, in one of the processes."""
    # Its own: numbers that come again are packed to nothing when batches are joined.
    luck = np.random.default_rng(batch)
    count = job.runs_of(batch)
    numbers = list(range(batch * BATCH, batch * BATCH + count))
    values = luck.random((len(COLUMNS), count * QUARTERS), dtype=np.float32)
    rows = {"run": np.repeat(numbers, QUARTERS), "quarter": _quarters(count)}
    rows |= dict(zip(COLUMNS, values, strict=True))
    at = [dict(points[number]) for number in numbers]
    runs = {
        "run": numbers,
        "seed": [1] * count,
        "point": numbers,
        "plan": [PLAN] * count,
        **{name: [point[name] for point in at] for name in FACTORS},
        "status": [DONE] * count,
        "error": [None] * count,
    }
    files = {
        METRICS: piece(pl.DataFrame(rows, schema=metrics_schema(COLUMNS))),
        RUNS: piece(pl.DataFrame(runs, schema=runs_schema(FACTORS))),
    }
    timing = {"batch": batch, "runs": count, "first": numbers[0], "failures": {}}
    return BatchResult(batch, files, timing)


def drive(folder: Path, runs: int) -> dict[str, float]:
    """Store what is missing, join, and say what it took."""
    job = job_of(runs)
    ingredients = {"benchmark": "driver", "runs": runs}
    layout = (job.groups_per_batch, job.batches)
    clock, cpu = perf_counter(), process_time()
    store = Store.open(folder, ingredients, {}, layout, Opening(resume=True))
    done = store.done()
    missing = [batch for batch in range(job.batches) if batch not in done]
    with make_pool(Runtime(executor="processes", workers=PROCESSES)) as pool:
        with (
            patch.object(of_batch, "carry_out_part", empty_batch),
            closing(carried_out(pool, job, missing, lambda done, failed: None)) as results,
        ):
            for result in results:
                store.put(result)
        store.flush()
    stored, cpu_stored = perf_counter() - clock, process_time() - cpu
    clock, cpu = perf_counter(), process_time()
    store.finish(None, runs)
    store.close()
    return {
        "batches": len(missing),
        "seconds": stored,
        "cpu_ms_a_batch": 1e3 * cpu_stored / max(1, len(missing)),
        "join_seconds": perf_counter() - clock,
        "join_cpu": process_time() - cpu,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
    }


def measure(quick: bool) -> list[Row]:
    """One whole, and one that is killed when a part of it is there."""
    runs = 20_000 if quick else 100_000
    with TemporaryDirectory() as place:
        whole, cut = Path(place, "whole"), Path(place, "cut")
        told = _in_process(whole, runs)
        process = _start(cut, runs)
        while process.poll() is None and _stored(cut) < runs // BATCH // 8:
            sleep(0.5)
        process.kill()
        process.wait()
        again = _in_process(cut, runs)
        same = all(
            (whole / name).read_bytes() == (cut / name).read_bytes()
            for name in (f"{METRICS}.parquet", f"{RUNS}.parquet")
        )
        size = sum(path.stat().st_size for path in whole.glob("*.parquet")) / runs
        clock = perf_counter()
        frame = pl.scan_parquet(whole / f"{METRICS}.parquet").filter(pl.col("quarter") == "2025Q4")
        frame.select(
            pl.col(COLUMNS[0]).quantile(q).alias(str(q)) for q in (0.1, 0.5, 0.9)
        ).collect()
        asked = perf_counter() - clock
    return [
        Row(f"driver, {runs:,} runs", told["cpu_ms_a_batch"], "ms of processor a batch", at_most=1),
        Row("its memory at most", told["memory_mb"], "MB"),
        Row("joining in the end", told["join_seconds"], "s"),
        Row("killed and resumed: batches run again", again["batches"] / (runs / BATCH), "share"),
        Row("the same bytes", float(same), "1 = yes", at_least=1.0),
        Row("bytes a run, random numbers", size / 1e3, "kB"),
        Row("quantiles of one outcome", asked, "s", at_most=1.0),
    ]


def _stored(folder: Path) -> int:
    """How many batches are there, about: by the names of files that come and go."""
    in_parts = sum(len(part.batches) for part in parts_of(folder, RUNS))
    return in_parts + sum(bundle.count for bundle in bundles_of(folder))


def _start(folder: Path, runs: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.driver", str(folder), str(runs)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _in_process(folder: Path, runs: int) -> dict[str, float]:
    told: dict[str, float] = json.loads(_start(folder, runs).communicate()[0])
    return told


def main() -> None:
    """Carry on the sweep that the command line names."""
    print(json.dumps(drive(Path(sys.argv[1]), int(sys.argv[2]))))


if __name__ == "__main__":
    # Processes import what they call by the name of its module, which here is another one.
    import_module("benchmarks.driver").main()
