"""Ray: the same bytes as one process, and workers that die."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from experiments.executors import ray_executor
from experiments.job import Job
from tests.experiments.commands import Said, tables_of

if TYPE_CHECKING:
    from experiments.batch import BatchResult, End

Write = Callable[..., Path]
Yuanqu = Callable[..., Said]

pytestmark = [pytest.mark.ray, pytest.mark.slow, pytest.mark.usefixtures("ray_session")]


def test_ray_gives_the_bytes_of_one_process(yuanqu: Yuanqu, write: Write, tmp_path: Path) -> None:
    """Whatever the order in which batches end; a folder can change its executor half-way."""
    path = write("runtime: {runs_per_batch: 2}", seeds=6)
    assert yuanqu("sweep", path, "--out", tmp_path / "serial").code == 0
    said = yuanqu("sweep", path, "--out", tmp_path / "ray", "--executor", "ray", "--workers", "2")
    assert said.code == 0, said.err
    assert tables_of(tmp_path / "ray") == tables_of(tmp_path / "serial")


def test_a_worker_that_dies(
    yuanqu: Yuanqu, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One death costs a second attempt; after the third each group is tried by itself, and only
    the runs that kill become rows with an error."""
    deaths = tmp_path / "deaths"
    deaths.mkdir()

    def mortal(job: Job, batch: int) -> "BatchResult":
        before = len(list(deaths.glob(f"{batch} *")))
        if batch == 0 or (batch == 1 and not before):
            (deaths / f"{batch} {before}").touch()
            os._exit(1)
        # Only who survives waits for the model to be imported.
        from experiments.batch import carry_out

        return carry_out(job, batch)

    def mortal_group(job: Job, batch: int, group: int) -> "list[End]":
        if group == 1:
            os._exit(1)
        from experiments.batch import carry_out_group

        return carry_out_group(job, batch, group)

    path = write("runtime: {runs_per_batch: 4, executor: ray}\ntables: []", seeds=4)
    assert yuanqu("sweep", path, "--out", tmp_path / "whole").code == 0
    monkeypatch.setattr(ray_executor, "carry_out", mortal)
    monkeypatch.setattr(ray_executor, "carry_out_group", mortal_group)
    said = yuanqu("sweep", path, "--out", tmp_path / "out")
    assert said.code == 1
    assert "2 of 8 runs failed" in said.err and "the process died 3 times" in said.err
    assert len(list(deaths.glob("0 *"))) == ray_executor.ATTEMPTS
    assert len(list(deaths.glob("1 *"))) == 1
    runs = pl.read_parquet(tmp_path / "out" / "runs.parquet")
    assert runs["status"].to_list() == ["done"] * 2 + ["failed"] * 2 + ["done"] * 4
    metrics = pl.read_parquet(tmp_path / "whole" / "metrics.parquet")
    kept = metrics.filter(~pl.col("run").is_in([2, 3]))
    assert pl.read_parquet(tmp_path / "out" / "metrics.parquet").equals(kept)
