"""A cluster: several nodes of Ray, one of them killed; and the files that start one elsewhere."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from engine.bits import ONE_THREAD
from engine.document import read_yaml
from tests.experiments.commands import Said, line_of, stored, tables_of

if TYPE_CHECKING:
    from ray.cluster_utils import Cluster

Write = Callable[..., Path]
Yuanqu = Callable[..., Said]

ROOT = Path(__file__).parents[2]
SEEDS = 24


@pytest.mark.ci
@pytest.mark.ray
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_node_is_killed(
    ray_session: "Cluster", write: Write, yuanqu: Yuanqu, tmp_path: Path
) -> None:
    """A second node joins and is killed while a sweep runs on both. Nothing is lost and nothing is
    wrong: the bytes are those of one process."""
    path = write("runtime: {runs_per_batch: 2}", seeds=SEEDS)
    out = tmp_path / "cluster"
    second = ray_session.add_node(num_cpus=1)
    sweep = subprocess.Popen(
        line_of("sweep", path, "--out", out, "--address", ray_session.address),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        while stored(out) < 3 and sweep.poll() is None:
            time.sleep(0.02)
    finally:
        ray_session.remove_node(second, allow_graceful=False)
    assert sweep.poll() is None
    _, error = sweep.communicate()
    assert sweep.returncode == 0, error
    runs = pl.read_parquet(out / "runs.parquet")
    assert set(runs["status"]) == {"done"}
    assert yuanqu("sweep", path, "--out", tmp_path / "serial").code == 0
    assert tables_of(out) == tables_of(tmp_path / "serial")


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
