"""What a sweep costs in the process that drives it: an empty model, a million runs, one kill.

Simulated: what a worker does. Each batch's files are made here of random numbers, and that time
is taken off; all else (handing out points, storing in groups, joining, sums) is what a sweep
does. ``python -m benchmarks.driver FOLDER RUNS`` carries one on by itself.
"""

from __future__ import annotations

import json
import pickle
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time, sleep

import numpy as np
import polars as pl

from benchmarks.row import Row
from benchmarks.run import CITY, PLAN
from experiments.runs.batch import DONE, BatchResult
from experiments.runs.folder.store import Opening, Store
from experiments.runs.frames import METRICS, RUNS, metrics_schema, parquet, runs_schema
from experiments.runs.job import Job

COLUMNS = tuple(f"outcome_{number}" for number in range(30))
QUARTERS = 28
BATCH = 100
"""Runs: one or two seconds of a real batch on sixty cores of a node."""
GROUP = 200
"""Batches that are made at a time, while the clock stands."""
FACTORS = ("demand.alpha_price", "entry.base")


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


def results(job: Job, batches: Sequence[int]) -> Iterator[BatchResult]:
    """Batches as workers would send them."""
    quarters = [f"{2019 + q // 4}Q{q % 4 + 1}" for q in range(QUARTERS)]
    for batch in batches:
        # Its own: numbers that come again are packed to nothing when parts are joined.
        luck = np.random.default_rng(batch)
        first, count = batch * BATCH, job.runs_of(batch)
        numbers = list(range(first, first + count))
        rows = {"run": np.repeat(numbers, QUARTERS), "quarter": quarters * count}
        rows |= {n: luck.normal(size=count * QUARTERS).astype(np.float32) for n in COLUMNS}
        points = [dict(job.points[n]) for n in numbers]
        runs = {
            "run": numbers,
            "seed": [1] * count,
            "point": numbers,
            "plan": [PLAN] * count,
            **{name: [point[name] for point in points] for name in FACTORS},
            "status": [DONE] * count,
            "error": [None] * count,
        }
        files = {
            METRICS: parquet(pl.DataFrame(rows, schema=metrics_schema(COLUMNS))),
            RUNS: parquet(pl.DataFrame(runs, schema=runs_schema(FACTORS))),
        }
        yield BatchResult(batch, files, {"batch": batch, "runs": count, "failures": {}})


def drive(folder: Path, runs: int) -> dict[str, float]:
    """Store what is missing, join, and say what it took."""
    job = job_of(runs)
    ingredients = {"benchmark": "driver", "runs": runs}
    layout = (job.groups_per_batch, job.batches)
    store = Store.open(folder, ingredients, {}, layout, Opening(resume=True))
    done = store.done()
    missing = [batch for batch in range(job.batches) if batch not in done]
    stored = cpu_stored = 0.0
    for first in range(0, len(missing), GROUP):
        group = list(results(job, missing[first : first + GROUP]))
        clock, cpu = perf_counter(), process_time()
        for result in group:
            pickle.dumps(job.points_of(result.batch))  # what goes to a worker
            store.put(result)
        store.flush()
        stored += perf_counter() - clock
        cpu_stored += process_time() - cpu
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
    runs = 20_000 if quick else 200_000
    with TemporaryDirectory() as place:
        whole, cut = Path(place, "whole"), Path(place, "cut")
        told = _in_process(whole, runs)
        process = _start(cut, runs)
        while process.poll() is None and len(list(cut.glob("runs/part-*"))) < runs // BATCH // 8:
            sleep(0.2)
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


def _start(folder: Path, runs: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.driver", str(folder), str(runs)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _in_process(folder: Path, runs: int) -> dict[str, float]:
    told: dict[str, float] = json.loads(_start(folder, runs).communicate()[0])
    return told


if __name__ == "__main__":
    print(json.dumps(drive(Path(sys.argv[1]), int(sys.argv[2]))))
