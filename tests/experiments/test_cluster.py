"""A cluster: several nodes of Ray, one of them killed; and the files that start one elsewhere."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from engine.document import read_yaml
from experiments.threads import ONE_THREAD
from tests.experiments.commands import Said, tables_of

Write = Callable[..., Path]
Yuanqu = Callable[..., Said]

ROOT = Path(__file__).parents[2]
SEEDS = 24


@pytest.mark.ray
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_node_is_killed(write: Write, yuanqu: Yuanqu, tmp_path: Path) -> None:
    """Nothing is lost and nothing is wrong: the bytes are those of one process."""
    path = write("runtime: {runs_per_batch: 2}", seeds=SEEDS)
    script = Path(__file__).with_name("cluster_script.py")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "RAY_USAGE_STATS_ENABLED": "0"}
    done = subprocess.run(
        [sys.executable, str(script), str(path), str(tmp_path / "cluster")],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "lost while running: True" in done.stdout
    runs = pl.read_parquet(tmp_path / "cluster" / "runs.parquet")
    assert set(runs["status"]) == {"done"}
    assert yuanqu("sweep", path, "--out", tmp_path / "serial").code == 0
    assert tables_of(tmp_path / "cluster") == tables_of(tmp_path / "serial")


def test_the_manifest_for_kubernetes_sets_the_threads() -> None:
    """All variables that workers need, and a command that this version has."""
    job = read_yaml(ROOT / "deploy" / "rayjob.yaml").data
    assert (job["apiVersion"], job["kind"]) == ("ray.io/v1", "RayJob")
    environment = read_yaml_text(job["spec"]["runtimeEnvYAML"])["env_vars"]
    assert ONE_THREAD.items() <= environment.items()
    assert (
        "yuanqu sweep headline --out /results/headline --address auto"
        in (job["spec"]["entrypoint"])
    )


def test_the_script_for_slurm_is_a_script() -> None:
    """The shell reads it."""
    path = ROOT / "deploy" / "sweep.slurm"
    assert subprocess.run(["bash", "-n", str(path)], check=False).returncode == 0
    assert "--address auto" in path.read_text(encoding="utf-8")


def read_yaml_text(text: str) -> dict[str, dict[str, str]]:
    from ruamel.yaml import YAML

    return YAML(typ="safe").load(text)
