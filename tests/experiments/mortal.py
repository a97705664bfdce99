"""What processes call in a test in place of a batch: some batches and groups kill them."""

import os
from collections.abc import Sequence
from pathlib import Path

from experiments.runs.batch import BatchResult, End, carry_out_group, carry_out_part
from experiments.runs.job import Job
from experiments.runs.point import Point


def part(job: Job, points: Sequence[Point], number: int) -> BatchResult:
    """The first batch kills always, the second once; they leave a file for each death."""
    deaths = Path(job.plans[-1]).parent / "deaths"
    before = len(list(deaths.glob(f"{number} *")))
    if number == 0 or (number == 1 and not before):
        (deaths / f"{number} {before}").touch()
        os._exit(1)
    return carry_out_part(job, points, number)


def group(job: Job, number: int, place: int) -> list[End]:
    """Of a batch that was cut: the second one kills."""
    if place == 1:
        os._exit(1)
    return carry_out_group(job, number, place)
