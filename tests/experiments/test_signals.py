"""Whatever ends a command: one line that says what is safe and how to go on, and nobody is left."""

import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from experiments.runs.ending import Lost, Terminated, code_of, words_on
from tests.experiments.commands import Said, line_of, stored, tables_of

Write = Callable[..., Path]
Yuanqu = Callable[..., Said]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

CITY = ("--city", "littleton")
SOON = 120.0


class Command:
    """A command in a session of its own, which Ctrl-C reaches as on a terminal."""

    def __init__(self, *arguments: str | Path, cwd: Path) -> None:
        self.arguments = [str(argument) for argument in arguments]
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            self.process = subprocess.Popen(
                line_of(*arguments),
                cwd=cwd,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
        finally:
            signal.signal(signal.SIGINT, before)
        self.children: list[psutil.Process] = []

    def wait_for(self, there: Callable[[], bool]) -> None:
        """Wait until something is there; what has been started until then is looked at later."""
        end = time.monotonic() + SOON
        while not there():
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < end
            time.sleep(0.02)
        self.children = psutil.Process(self.process.pid).children(recursive=True)

    def named(self, name: str) -> psutil.Process:
        """A process that it has started."""
        return next(child for child in self.children if child.name() == name)

    def ended(self) -> tuple[int, str]:
        """Its code, and the one line that it has said at its end; all that it started is gone."""
        _, error = self.process.communicate(timeout=SOON)
        said = [line for line in error.splitlines() if line.strip()]
        assert "Traceback" not in error
        (line,) = [line for line in said if line.startswith("yuanqu: ")]
        assert said[-1] == line and len(said) <= 2, error  # before it only what is carried out
        _, alive = psutil.wait_procs(self.children, timeout=20)
        assert [child.name() for child in alive if child.is_running()] == []
        return self.process.returncode, line

    def kill(self) -> None:
        """Whatever is left of it."""
        for child in self.children:
            if child.is_running():
                child.kill()
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate()


@pytest.fixture
def command(tmp_path: Path) -> Iterator[Callable[..., Command]]:
    """Starts commands in the test's folder."""
    started: list[Command] = []

    def start(*arguments: str | Path) -> Command:
        started.append(Command(*arguments, cwd=tmp_path))
        return started[-1]

    yield start
    for some in started:
        some.kill()


def parts(folder: Path) -> Callable[[], bool]:
    """Whether some batches are there."""
    return lambda: stored(folder) >= 3


def answers(folder: Path) -> Callable[[], bool]:
    """Whether a seed is there."""
    return lambda: any((folder / "seeds").glob("[0-9]*.json"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("executor", ["serial", "processes"])
def test_a_sweep_that_is_asked_to_end(
    command: Callable[..., Command],
    yuanqu: Yuanqu,
    write: Write,
    tmp_path: Path,
    executor: str,
    number: signal.Signals,
) -> None:
    """As by a scheduler, or with all its group by a terminal: what is done is kept, the lock is
    free, and the processes are gone."""
    path = write(f"runtime: {{runs_per_batch: 2, executor: {executor}}}", seeds=80)
    out = tmp_path / "out"
    sweep = command("sweep", path, "--out", out)
    sweep.wait_for(parts(out))
    if number == signal.SIGTERM:
        os.kill(sweep.process.pid, number)
    else:
        os.killpg(sweep.process.pid, number)
    code, line = sweep.ended()
    assert code == 128 + number
    how = "stopped" if number == signal.SIGINT else f"stopped by {number.name}"
    assert line == (
        f"yuanqu: {how}; what is done is kept, go on with: "
        + shlex.join(["yuanqu", "sweep", str(path), "--out", str(out), "--resume"])
    )
    assert not (out / ".lock").exists()
    assert yuanqu("sweep", path, "--out", out, "--resume").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("compare", "action_plan_2022", *CITY, "--seeds", "400"),
        ("attribute", "action_plan_2022", *CITY, "--seeds", "40", "--workers", "2"),
        ("optimise", *CITY, "--budget", "5", "--seeds", "2", "--workers", "2", "--trials", "500"),
        ("score", *CITY, "--seeds", "400"),
        ("validate", *CITY, "--seeds", "40"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_any_command_that_is_asked_to_end(
    command: Callable[..., Command], tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """And the processes that it has started, at once: nobody waits for what they work at."""
    some = command(*arguments)
    keeps = arguments[0] in {"compare", "attribute", "optimise"}
    began = time.monotonic()
    if keeps:
        out = tmp_path / "out"
        some.wait_for(lambda: any(out.glob("*/*/*.*")) or any(out.glob("*/study.journal")))
    else:
        some.wait_for(lambda: time.monotonic() - began > 12.0)
    os.kill(some.process.pid, signal.SIGTERM)
    asked = time.monotonic()
    code, line = some.ended()
    assert code == 143
    assert ("what is done is kept, go on with: yuanqu " in line) is keeps
    assert ("nothing is kept, start again with: yuanqu " in line) is not keeps
    assert time.monotonic() - asked < 15.0


def working(some: Command) -> list[psutil.Process]:
    """The processes that a command's server has forked for it."""
    servers = psutil.Process(some.process.pid).children()
    return [child for server in servers for child in server.children()]


def test_a_process_that_is_killed(
    command: Callable[..., Command], yuanqu: Yuanqu, write: Write, tmp_path: Path
) -> None:
    """As by the system when memory is short: another one does its work, and nobody hears of it."""
    path = write("runtime: {runs_per_batch: 2, executor: processes, workers: 2}", seeds=40)
    out = tmp_path / "out"
    sweep = command("sweep", path, "--out", out)
    sweep.wait_for(parts(out))
    max(working(sweep), key=lambda child: child.cpu_times().user).kill()
    _, error = sweep.process.communicate(timeout=SOON)
    assert sweep.process.returncode == 0, error
    assert yuanqu("sweep", path, "--out", tmp_path / "whole", "--executor", "serial").code == 0
    assert tables_of(out) == tables_of(tmp_path / "whole")


def test_processes_that_are_killed_whenever_they_work(
    command: Callable[..., Command], tmp_path: Path
) -> None:
    """Told, and what is done is kept."""
    arguments = ("attribute", "action_plan_2022", *CITY, "--seeds", "40", "--workers", "2")
    out = tmp_path / "out" / "attribute-action_plan_2022"
    some = command(*arguments)
    some.wait_for(answers(out))
    end = time.monotonic() + SOON
    while some.process.poll() is None and time.monotonic() < end:
        with suppress(psutil.Error):
            for child in working(some):
                child.kill()
        time.sleep(0.1)
    code, line = some.ended()
    assert code == 1
    assert line == (
        "yuanqu: a process that carried out runs was killed; what is done is kept, go on with: "
        + shlex.join(["yuanqu", *arguments])
    )


@pytest.mark.ray
@pytest.mark.parametrize(
    "how",
    [
        "SIGTERM",
        *(pytest.param(how, marks=pytest.mark.ci) for how in ("raylet", "gcs_server", "Ctrl-C")),
    ],
)
def test_the_end_of_a_sweep_on_ray(
    command: Callable[..., Command], yuanqu: Yuanqu, write: Write, tmp_path: Path, how: str
) -> None:
    """A part of Ray is killed, or the command is told to end, alone or with all its group."""
    path = write("runtime: {runs_per_batch: 2, executor: ray, workers: 2}", seeds=150)
    out = tmp_path / "out"
    sweep = command("sweep", path, "--out", out)
    sweep.wait_for(parts(out))
    lost = how in {"raylet", "gcs_server"}
    if lost:
        sweep.named(how).kill()
    elif how == "SIGTERM":
        os.kill(sweep.process.pid, signal.SIGTERM)
    else:
        os.killpg(sweep.process.pid, signal.SIGINT)
    code, line = sweep.ended()
    assert code == {"SIGTERM": 143, "Ctrl-C": 130}.get(how, 1)
    resume = shlex.join(["yuanqu", "sweep", str(path), "--out", str(out), "--resume"])
    assert line.endswith(f"; what is done is kept, go on with: {resume}")
    assert ("Ray is gone (what it said last is in " in line) is lost
    if not lost:
        return
    Path(line.split(" is in ")[1].split(")")[0]).unlink()
    if how != "raylet":
        return
    said = yuanqu("sweep", path, "--out", out, "--resume", "--executor", "serial")
    assert said.code == 0, said.err
    assert yuanqu("sweep", path, "--out", tmp_path / "whole", "--executor", "serial").code == 0
    assert tables_of(out) == tables_of(tmp_path / "whole")


def test_codes_and_words() -> None:
    """What shells expect; and only commands that keep something say so."""
    terminated = Terminated(signal.SIGTERM)
    assert [code_of(why) for why in (Lost("x"), KeyboardInterrupt(), terminated)] == [1, 130, 143]
    assert words_on(KeyboardInterrupt(), ["sweep", "a b.yaml", "--force"]) == (
        "stopped; what is done is kept, go on with: yuanqu sweep 'a b.yaml' --resume"
    )
    for arguments in (["sweep", "check", "x"], ["city"], []):
        assert "nothing is kept" in words_on(terminated, arguments)
