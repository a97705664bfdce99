"""Code of the current folder is not taken for the project's, whoever carries out the runs."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import pytest

from abm.city.city import city_cached
from experiments.runs import sources
from experiments.runs.executors import processes, ray_executor
from experiments.runs.executors.on_worker import REFUSED, enter
from experiments.runs.executors.processes import ProcessExecutor
from experiments.runs.pool import Pool
from tests.experiments.commands import Said, line_of, tables_of
from tests.littleton import BASELINE, LITTLETON
from ui.state import View
from ui.study import CHANGED, Cache, Ensemble, Study

if TYPE_CHECKING:
    from ray.cluster_utils import Cluster

Write = Callable[..., Path]
Yuanqu = Callable[..., Said]

ROOT = Path(__file__).parents[2]
OTHER = "abm/steps/accounts/sales.py"


def run(line: list[str], cwd: Path, **environment: str) -> None:
    """Run a command that must succeed."""
    done = subprocess.run(
        line,
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def own_modules(tmp_path: Path) -> Path:
    """A user's folder with modules and packages of the names that ours have."""
    folder = tmp_path / "own"
    folder.mkdir()
    for name in ("abm", "agents", "policies"):
        (folder / f"{name}.py").write_text("raise SystemError('a module of the user')\n")
    (folder / "engine").mkdir()
    (folder / "engine" / "__init__.py").write_text("raise SystemError('a package of the user')\n")
    return folder


@pytest.fixture
def changed_checkout(tmp_path: Path) -> Path:
    """A copy of the code in which a rule is another, and a user's module stands for a package."""
    folder = tmp_path / "checkout"
    for room in ("engine", "agents", "abm", "experiments"):
        shutil.copytree(
            ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__", "data")
        )
    (folder / "abm" / "data").symlink_to(ROOT / "abm" / "data")
    with (folder / "agents" / "pricing.py").open("a", encoding="utf-8") as rule:
        rule.write("\n\nraise SystemError('a rule of another version')\n")
    (folder / "policies.py").write_text("raise SystemError('a module of the user')\n")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("how", ["command", "module", "path"])
def test_a_user_may_have_modules_of_our_names(
    own_modules: Path, write: Write, tmp_path: Path, how: str
) -> None:
    """By the command, by ``python -m``, and with the folder on the path."""
    line = line_of("sweep", write(seeds=1), "--out", tmp_path / "out")
    if how == "module":
        line = [sys.executable, "-m", "experiments.command.main", *line[1:]]
    path = f".:{ROOT}" if how == "path" else str(ROOT) if how == "module" else ""
    run(line, own_modules, **({"PYTHONPATH": path} if path else {}))


@pytest.mark.slow
def test_processes_of_attribution_import_what_we_import(own_modules: Path, tmp_path: Path) -> None:
    """They inherit the path, and hold together what they import."""
    arguments = ("attribute", "action_plan_2022", "--city", "littleton", "--seeds", "2")
    arguments += ("--workers", "2", "--until", "2023Q1", "--out", str(tmp_path / "out"))
    run(line_of(*arguments), own_modules, PYTHONPATH=f".:{ROOT}")


@pytest.mark.ci
@pytest.mark.ray
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_workers_of_ray_import_what_we_import(
    changed_checkout: Path, ray_session: "Cluster", yuanqu: Yuanqu, write: Write, tmp_path: Path
) -> None:
    """The bytes of one process that stands elsewhere."""
    path = write(seeds=2)
    ray = ("--executor", "ray", "--address", ray_session.address)
    run(line_of("sweep", path, "--out", tmp_path / "ray", *ray), changed_checkout)
    assert yuanqu("sweep", path, "--out", tmp_path / "serial").code == 0
    assert tables_of(tmp_path / "ray") == tables_of(tmp_path / "serial")


@pytest.mark.ci
@pytest.mark.ray
@pytest.mark.slow
@pytest.mark.usefixtures("ray_session")
def test_a_worker_of_ray_with_other_files_refuses(
    yuanqu: Yuanqu, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The driver here claims to have another version of one file: one line names it."""
    claimed = {**sources.agreement(), OTHER: "0" * 12}
    monkeypatch.setattr(sources, "agreement", lambda: claimed)
    monkeypatch.setattr(ray_executor, "agreed", lambda: "0" * 64)
    said = yuanqu("sweep", write(seeds=1), "--out", tmp_path / "out", "--executor", "ray")
    assert said.code == 2
    (line,) = (line for line in said.err.splitlines() if line.startswith("yuanqu: "))
    assert "a worker of Ray: expected the files and libraries of this command" in line
    assert f"{OTHER} changed" in line
    assert "Traceback" not in said.err


def test_a_worker_says_what_it_has() -> None:
    """Also where the project is not there at all."""
    kind, there = enter([], "", "0" * 64, "nowhere:nothing", b"", b"")
    assert (kind, there) == (REFUSED, dict(sources.agreement()))
    refused = sources.refusal("a worker", sources.Refused("ModuleNotFoundError: no experiments"))
    assert "ModuleNotFoundError" in str(refused)


@pytest.mark.slow
def test_a_process_with_other_files_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that have changed since the command began: a new process would compute other things."""
    claimed = {**sources.agreement(), OTHER: "0" * 12}
    monkeypatch.setattr(sources, "agreement", lambda: claimed)
    monkeypatch.setattr(processes, "agreed", lambda: "0" * 64)
    with (
        Pool(ProcessExecutor(2)) as two,
        pytest.raises(sources.InputError, match=f"{OTHER} changed"),
    ):
        two.in_order(city_cached, [("littleton",), ("littleton",)])


def test_the_screen_says_that_its_files_have_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a process starts anew after the files were changed under a server."""
    monkeypatch.setattr(processes, "agreed", lambda: "0" * 64)
    shown: SimpleQueue[Ensemble] = SimpleQueue()
    with Pool(ProcessExecutor(1)).in_background() as pool:
        Study(View(city=LITTLETON, plan=BASELINE, seeds=1), pool, Cache(), shown.put)
        assert shown.get(timeout=60).error == CHANGED
