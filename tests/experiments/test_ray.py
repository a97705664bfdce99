"""Ray: the same bytes as one process, one session a sweep, and workers that die."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from experiments.runs import batch
from experiments.runs.executors import ray_executor
from experiments.runs.pool import ATTEMPTS
from tests.experiments import mortal
from tests.experiments.commands import Said, tables_of

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


@pytest.mark.timeout(300)  # Ray starts five times, and what else runs slows it
def test_a_worker_that_dies(
    yuanqu: Yuanqu, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One death costs a second attempt; after the second each group is tried by itself, and only
    the runs that kill become rows with an error."""
    deaths = tmp_path / "deaths"
    deaths.mkdir()

    path = write("runtime: {runs_per_batch: 4, executor: ray}\ntables: []", seeds=4)
    assert yuanqu("sweep", path, "--out", tmp_path / "whole").code == 0
    monkeypatch.setattr(batch, "carry_out_part", mortal.part)
    monkeypatch.setattr(batch, "carry_out_group", mortal.group)
    said = yuanqu("sweep", path, "--out", tmp_path / "out")
    assert said.code == 1
    assert "2 of 8 runs failed" in said.err and "the process died 2 times" in said.err
    assert len(list(deaths.glob("0 *"))) == ATTEMPTS
    assert len(list(deaths.glob("1 *"))) == 1
    runs = pl.read_parquet(tmp_path / "out" / "runs.parquet")
    assert runs["status"].to_list() == ["done"] * 2 + ["failed"] * 2 + ["done"] * 4
    metrics = pl.read_parquet(tmp_path / "whole" / "metrics.parquet")
    kept = metrics.filter(~pl.col("run").is_in([2, 3]))
    assert pl.read_parquet(tmp_path / "out" / "metrics.parquet").equals(kept)


def test_one_session_for_all_checkpoints(
    yuanqu: Yuanqu, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stopping rule that asks four times starts Ray once, and all is as in one process."""
    opened = []
    start = ray_executor.RayExecutor._open

    def counted(self: ray_executor.RayExecutor) -> object:
        opened.append(self)
        return start(self)

    monkeypatch.setattr(ray_executor.RayExecutor, "_open", counted)
    path = write(
        "runtime: {runs_per_batch: 2}\n"
        "stop: {outcome: output_plan, half_width: 1.0e-9, at_least: 3, every: 1}",
        seeds=6,
    )
    assert yuanqu("sweep", path, "--out", tmp_path / "ray", "--executor", "ray").code == 0
    assert len(opened) == 1
    assert yuanqu("sweep", path, "--out", tmp_path / "ray", "--resume").code == 0
    assert len(opened) == 1  # nothing is missing: nothing is started
    assert yuanqu("sweep", path, "--out", tmp_path / "serial").code == 0
    assert tables_of(tmp_path / "ray") == tables_of(tmp_path / "serial")
