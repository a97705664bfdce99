"""A sweep that is killed or stopped goes on as if nothing had been."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.experiments.commands import Said, line_of, tables_of

Write = Callable[..., Path]
Yuanqu = Callable[..., Said]

SEEDS = 20
MORE = "runtime: {runs_per_batch: 2}\nuntil: 2018Q2"


def start(*arguments: str | Path) -> "subprocess.Popen[str]":
    """Start a command that Ctrl-C reaches even where this process was told to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            line_of(*arguments), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
    finally:
        signal.signal(signal.SIGINT, before)


def wait_for_parts(process: "subprocess.Popen[str]", folder: Path, parts: int) -> None:
    """Wait until so many batches are there."""
    end = time.monotonic() + 60
    while len(list((folder / "runs").glob("part-*.parquet"))) < parts:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.mark.slow
@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGINT], ids=lambda kill: kill.name)
def test_killed_and_resumed(
    kill: signal.Signals, yuanqu: Yuanqu, write: Write, tmp_path: Path
) -> None:
    """The same bytes as a sweep that nothing happened to, and nothing is run twice."""
    path = write(MORE, seeds=SEEDS)
    process = start("sweep", path, "--out", tmp_path / "killed")
    wait_for_parts(process, tmp_path / "killed", parts=3)
    os.kill(process.pid, kill)
    _, error = process.communicate(timeout=60)
    if kill == signal.SIGKILL:
        assert process.returncode == -signal.SIGKILL
    else:
        assert process.returncode == 130
        last = error.splitlines()[-1]
        assert f"yuanqu sweep {path} --out {tmp_path / 'killed'} --resume" in last
        assert "Traceback" not in error
    there = len(list((tmp_path / "killed" / "runs").glob("part-*.parquet")))
    assert 3 <= there < SEEDS

    said = yuanqu("sweep", path, "--out", tmp_path / "killed", "--resume")
    assert said.code == 0, said.err
    assert f"{2 * there} were there" in said.out
    assert yuanqu("sweep", path, "--out", tmp_path / "whole").code == 0
    assert tables_of(tmp_path / "killed") == tables_of(tmp_path / "whole")
