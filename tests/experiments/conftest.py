"""A small city, small experiments, and the command as a user types it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import pytest

from experiments.command_line import main
from experiments.threads import ONE_THREAD

LITTLETON = Path(__file__).parents[1] / "cities" / "littleton"


class Said(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture
def yuanqu(capsys: pytest.CaptureFixture[str]) -> Command:
    """The command in this process, which has the model imported already."""

    def call(*arguments: str | Path) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Said(int(left.value.code or 0), said.out, said.err)

    return call


def command(*arguments: str | Path) -> list[str]:
    """The command in a process of its own, as a list for ``subprocess``."""
    return [sys.executable, "-m", "experiments.command_line", *map(str, arguments)]


def typed(*arguments: str | Path, cwd: Path) -> Said:
    """Run the installed command from another folder, as a user does."""
    installed = Path(sys.executable).with_name("yuanqu")
    line = [str(installed), *map(str, arguments)] if installed.exists() else command(*arguments)
    done = subprocess.run(line, cwd=cwd, capture_output=True, text=True, check=False)
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write an experiment of the small city: three seeds, three quarters, and what is added."""

    def write_file(more: str = "", name: str = "small", seeds: int = 3) -> Path:
        path = tmp_path / f"{name}.yaml"
        lines = [
            f"name: {name}",
            f"city: {LITTLETON}",
            "plans: [baseline, action_plan_2022]",
            f"seeds: {{first: 1, count: {seeds}}}",
            dedent(more).strip(),
        ]
        text = "\n".join(line for line in lines if line) + "\n"
        if "until:" not in text:
            text += "until: 2018Q3\n"
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


@pytest.fixture(scope="session")
def ray_session() -> Iterator[None]:
    """One Ray for all tests: it takes many seconds to start."""
    ray = pytest.importorskip("ray")
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray.init(
        num_cpus=2,
        include_dashboard=False,
        log_to_driver=False,
        runtime_env={"env_vars": ONE_THREAD},
    )
    yield
    ray.shutdown()


def tables_of(folder: Path) -> dict[str, bytes]:
    """All Parquet files of a results folder, and what says what they are."""
    names = [*folder.rglob("*.parquet"), folder / "experiment.yaml", folder / "manifest.json"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(names)}
