"""A folder of results is the same to the byte, whoever carries out its runs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.runs import batch, batches
from experiments.runs.pool import ATTEMPTS
from experiments.runs.runtime import Runtime, settled
from tests.experiments import mortal
from tests.experiments.commands import Said, tables_of

Write = Callable[..., Path]
Yuanqu = Callable[..., Said]
Swept = Callable[..., Path]

MORE = "runtime: {runs_per_batch: 2}\nuntil: 2018Q2"
SEALED = ("SHA256SUMS", "manifest.json")
THREADS = ("--executor", "futures", "--address", "concurrent.futures:ThreadPoolExecutor")


@pytest.mark.parametrize(
    "how",
    [("--executor", "serial"), ("--executor", "processes"), ("--workers", "3"), THREADS],
    ids=["serial", "processes", "three", "futures"],
)
@pytest.mark.parametrize("few", [0, 100], ids=["by batch", "by group"])
@pytest.mark.slow
def test_the_same_folder(
    yuanqu: Yuanqu,
    write: Write,
    swept: Swept,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    few: int,
    how: tuple[str, ...],
) -> None:
    """Every file that has a checksum, and the checksums, whatever is handed out."""
    monkeypatch.setattr(batches, "FEW", few)
    said = yuanqu("sweep", write(MORE, seeds=9), "--out", tmp_path / "some", *how)
    assert said.code == 0, said.err
    whole = swept(MORE, seeds=9)
    assert tables_of(tmp_path / "some") == tables_of(whole)
    for name in SEALED:
        assert (tmp_path / "some" / name).read_bytes() == (whole / name).read_bytes()


@pytest.mark.parametrize("how", [("processes",), THREADS[1:]], ids=["processes", "futures"])
@pytest.mark.slow
def test_a_folder_may_change_its_executor_half_way(
    yuanqu: Yuanqu,
    write: Write,
    swept: Swept,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    how: tuple[str, ...],
) -> None:
    """Stopped after a few batches in this process, and gone on with by others."""
    path, out = write(MORE, seeds=9), tmp_path / "some"
    carry_out = batch.carry_out

    def stops(job: object, number: int, *more: object) -> object:
        if number == 4:
            raise KeyboardInterrupt
        return carry_out(job, number, *more)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(batch, "carry_out", stops)
        assert yuanqu("sweep", path, "--out", out, "--executor", "serial").code == 130
    said = yuanqu("sweep", path, "--out", out, "--resume", "--executor", *how)
    assert said.code == 0, said.err
    assert "8 were there" in said.out
    whole = swept(MORE, seeds=9)
    assert tables_of(out) == tables_of(whole)
    for name in SEALED:
        assert (out / name).read_bytes() == (whole / name).read_bytes()


@pytest.mark.slow
def test_only_runs_that_kill_are_lost(
    yuanqu: Yuanqu, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch that kills is tried again, then group by group; one that killed once is whole."""
    deaths = tmp_path / "deaths"
    deaths.mkdir()
    path = write("runtime: {runs_per_batch: 4}\ntables: []", seeds=4)
    assert yuanqu("sweep", path, "--out", tmp_path / "whole", "--executor", "serial").code == 0
    monkeypatch.setattr(batches, "FEW", 0)
    monkeypatch.setattr(batch, "carry_out_part", mortal.part)
    monkeypatch.setattr(batch, "carry_out_group", mortal.group)
    said = yuanqu("sweep", path, "--out", tmp_path / "out", "--workers", "2")
    assert said.code == 1
    assert "2 of 8 runs failed" in said.err and "the process died 2 times" in said.err
    assert len(list(deaths.glob("0 *"))) == ATTEMPTS
    assert len(list(deaths.glob("1 *"))) == 1


@pytest.mark.slow
def test_what_is_said_of_who_carries_out(yuanqu: Yuanqu, write: Write, tmp_path: Path) -> None:
    path = write(seeds=2)
    for how, says in (
        ((), "on this process alone"),
        (("--workers", "2"), "on 2 processes"),
        (("--executor", "processes", "--workers", "5"), "on 2 processes"),
        (THREADS, "on concurrent.futures:ThreadPoolExecutor"),
    ):
        said = yuanqu("sweep", path, "--out", tmp_path / "out", "--force", *how)
        assert says in said.err, said.err
    said = yuanqu("sweep", path, "--out", tmp_path / "out", "--force", "--executor", "futures")
    assert said.code == 2 and "--address: expected what makes a pool" in said.err


@pytest.mark.parametrize(
    ("given", "size", "found"),
    [
        ({}, (7, 7, 86), ("serial", None)),  # too few
        ({}, (100, 10, 86), ("processes", 4)),
        ({}, (20, 2, 8), ("serial", None)),  # too small
        ({}, (2_000, 200, 8), ("processes", 4)),
        ({}, (100, 2, 86), ("processes", 2)),
        ({}, (100, 1, 86), ("serial", None)),
        ({"workers": 1}, (100, 10, 86), ("serial", 1)),
        ({"workers": 9}, (20, 10, 8), ("processes", 9)),
        ({"executor": "processes"}, (2, 2, 8), ("processes", 2)),
        ({"executor": "serial"}, (100, 10, 86), ("serial", None)),
        ({"executor": "ray"}, (100, 10, 86), ("ray", None)),
    ],
)
def test_every_core_where_it_pays(
    monkeypatch: pytest.MonkeyPatch,
    given: dict[str, object],
    size: tuple[int, int, int],
    found: tuple[str, int | None],
) -> None:
    """``size`` is runs, tasks, and firms of the city; four processors are there."""
    monkeypatch.setattr("experiments.runs.machine.cores", lambda: 4)
    runtime = settled(Runtime.model_validate(given), *size)
    assert (runtime.executor, runtime.workers) == found
