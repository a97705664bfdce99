"""A sweep that is killed or stopped goes on as if nothing had been."""

import os
import random
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.experiments.commands import Said, line_of, stored, tables_of

Write = Callable[..., Path]
Yuanqu = Callable[..., Said]
Swept = Callable[..., Path]

ROOT = Path(__file__).parents[2]
SEEDS = 20
MORE = "runtime: {runs_per_batch: 2}\nuntil: 2018Q2"
LATER = 0.2
"""Seconds within which a kill falls, from the part on that it waits for: beginning, some batches,
or the joining at the end."""


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
    while stored(folder) < parts:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.005)


class Forking:
    """``forking_script.py``: commands that start at once."""

    def __init__(self, errors: Path) -> None:
        script = Path(__file__).with_name("forking_script.py")
        pipe = subprocess.PIPE
        self.errors = errors
        self.process = subprocess.Popen(
            [sys.executable, str(script)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=pipe,
            stdout=pipe,
            stderr=errors.open("wb"),
            text=True,
            bufsize=1,
        )

    def start(self, *arguments: str | Path) -> int:
        """Start a command; the id of its process group."""
        assert self.process.stdin is not None
        self.process.stdin.write(shlex.join(map(str, arguments)) + "\n")
        return self._number()

    def ended(self) -> int:
        """Wait for the command's end; its code, or minus the signal that ended it."""
        return os.waitstatus_to_exitcode(self._number())

    def close(self) -> None:
        self.process.communicate(timeout=60)

    def _number(self) -> int:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.errors.read_text(encoding="utf-8")
        return int(line)


@pytest.fixture
def forking(tmp_path: Path) -> Iterator[Forking]:
    found = Forking(tmp_path / "errors")
    yield found
    found.close()


@pytest.mark.slow
@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGINT], ids=lambda kill: kill.name)
def test_killed_and_resumed(
    kill: signal.Signals, yuanqu: Yuanqu, write: Write, swept: Swept, tmp_path: Path
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
    there = stored(tmp_path / "killed")
    assert 3 <= there < SEEDS

    said = yuanqu("sweep", path, "--out", tmp_path / "killed", "--resume")
    assert said.code == 0, said.err
    assert f"{2 * there} were there" in said.out
    assert tables_of(tmp_path / "killed") == tables_of(swept(MORE, seeds=SEEDS))


@pytest.mark.slow
def test_killed_at_five_random_moments(
    forking: Forking, yuanqu: Yuanqu, write: Write, swept: Swept, tmp_path: Path
) -> None:
    """One process, killed with its group again and again; then the bytes of an undisturbed one."""
    killed_five_times(forking, yuanqu, write, swept, tmp_path)


@pytest.mark.slow
@pytest.mark.ci
@pytest.mark.ray
@pytest.mark.timeout(300)
@pytest.mark.usefixtures("ray_session")
def test_killed_at_five_random_moments_with_two_workers(
    forking: Forking, yuanqu: Yuanqu, write: Write, swept: Swept, tmp_path: Path
) -> None:
    """The same while two workers of the tests' Ray are at work."""
    import ray

    address = ray.get_runtime_context().gcs_address
    how = ("--address", address, "--workers", "2")
    killed_five_times(forking, yuanqu, write, swept, tmp_path, *how)


def killed_five_times(
    forking: Forking, yuanqu: Yuanqu, write: Write, swept: Swept, tmp_path: Path, *how: str
) -> None:
    """Kill, resume, and so on; the moments are others each time, and a failure shows their seed."""
    seed = int(os.environ.get("KILLED_SEED", random.SystemRandom().randrange(2**32)))
    print(f"KILLED_SEED={seed}")
    luck = random.Random(seed)
    path, killed = write(MORE, seeds=SEEDS), tmp_path / "killed"
    for parts in [0, *sorted(luck.sample(range(1, SEEDS - 2), 4))]:
        resume = ["--resume"] * (killed / "manifest.json").exists()
        group = forking.start("sweep", path, "--out", killed, *how, *resume)
        end = time.monotonic() + 60
        while stored(killed) < parts:
            assert time.monotonic() < end, forking.errors.read_text(encoding="utf-8")
            time.sleep(0.005)
        time.sleep(luck.uniform(0.0, LATER))
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
        code = forking.ended()
        assert code in (0, -signal.SIGKILL), forking.errors.read_text(encoding="utf-8")
        if code == 0:
            break  # it was faster than this process
    said = yuanqu("sweep", path, "--out", killed, *how, "--resume")
    assert said.code == 0, said.err
    whole = swept(MORE, seeds=SEEDS)
    assert tables_of(killed) == tables_of(whole)
    for name in ("SHA256SUMS", "manifest.json"):
        assert (killed / name).read_bytes() == (whole / name).read_bytes()
