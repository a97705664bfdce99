"""A small city, small experiments, one Ray."""

import os
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from engine.bits import ONE_THREAD
from experiments.command.main import main
from tests.experiments.commands import Said
from tests.littleton import LITTLETON

if TYPE_CHECKING:
    from ray.cluster_utils import Cluster

STRONG_PLAN = """\
key: strong
name: {zh: 强, en: Strong}
summary: {zh: 从第二个季度起补贴研发, en: Subsidises R&D from the second quarter on}
settings:
  - {instrument: rd_subsidy, from: 2018Q2, level: 0.4, label: assumed, source: a test}
"""


@pytest.fixture
def yuanqu(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Said]:
    """The command in this process, which has the model imported already."""
    # Codes of colour inside words would hide them.
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("YUANQU_CACHE", os.environ["YUANQU_CACHE"])  # --no-cache ends with the test

    def call(*arguments: str | Path) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Said(int(left.value.code or 0), said.out, said.err)

    return call


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write an experiment of the small city: three seeds, three quarters, and what is added."""
    (tmp_path / "strong.yaml").write_text(STRONG_PLAN, encoding="utf-8")

    def write_file(more: str = "", name: str = "small", seeds: int = 3) -> Path:
        path = tmp_path / f"{name}.yaml"
        lines = [
            f"name: {name}",
            f"city: {LITTLETON}",
            "plans: [no_policy, strong.yaml]",
            f"seeds: {{first: 1, count: {seeds}}}",
            dedent(more).strip(),
            "" if "until:" in more else "until: 2018Q3",
        ]
        path.write_text("\n".join(filter(None, lines)) + "\n", encoding="utf-8")
        return path

    return write_file


@pytest.fixture(scope="session")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For the folders of ``swept``."""
    return tmp_path_factory.mktemp("before")


@pytest.fixture
def swept(
    before: Path, write: Callable[..., Path], yuanqu: Callable[..., Said], tmp_path: Path
) -> Callable[..., Path]:
    """Give a test a folder of its own with the results of an experiment, as ``write`` writes it.

    The sweep is carried out for the first who asks; everybody has a copy.
    """

    def sweep(more: str = "", seeds: int = 3, out: str = "out") -> Path:
        kept = before / sha256(f"{seeds} {more}".encode()).hexdigest()
        if not kept.exists():
            said = yuanqu("sweep", write(more, seeds=seeds), "--out", kept)
            assert said.code == 0, said.err
        return copytree(kept, tmp_path / out)

    return sweep


@pytest.fixture(scope="session")
def ray_session() -> Iterator["Cluster"]:
    """One Ray for all tests: it takes many seconds to start. Nodes may join it."""
    ray = pytest.importorskip("ray")
    from ray.cluster_utils import Cluster

    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    head = {"num_cpus": 2, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    ray.init(address=cluster.address, log_to_driver=False, runtime_env={"env_vars": ONE_THREAD})
    yield cluster
    ray.shutdown()
    cluster.shutdown()
