"""What the identity of results holds of the libraries behind them."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from experiments.runs.environment import environment
from tests.experiments.commands import Said, signed


def test_what_the_project_stands_on_and_nothing_else() -> None:
    """Required by the project, or by what it requires; no tool of development."""
    found = environment()
    assert {"numpy", "polars", "mesa", "scipy", "pydantic"} <= found.keys()
    assert {"click", "contourpy", "pydantic-core"} <= found.keys()
    assert found.keys().isdisjoint({"pytest", "ruff", "mypy", "hypothesis", "duckdb", "yuanqu"})
    assert found["numpy"] == version("numpy")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"libraries": {"polars": "0.1"}}, "libraries.polars: 0.1 -> "),
        ({"columns": "0" * 64}, "columns: 0000000000… -> "),
    ],
)
@pytest.mark.slow
def test_a_folder_made_otherwise_is_not_gone_on_with(
    yuanqu: Callable[..., Said],
    write: Callable[..., Path],
    tmp_path: Path,
    change: dict[str, object],
    says: str,
) -> None:
    """With other libraries, or another list of outcomes: the difference is told."""
    out = tmp_path / "out"
    assert yuanqu("sweep", write(seeds=1), "--out", out).code == 0
    manifest = json.loads((out / "manifest.json").read_text())
    held = manifest["ingredients"]
    for name, value in change.items():
        held[name] = held[name] | value if isinstance(value, dict) else value
    manifest["identity"] = "another"
    (out / "manifest.json").write_text(json.dumps(manifest))
    signed(out, "manifest.json")
    said = yuanqu("sweep", write(seeds=1), "--out", out, "--resume")
    assert said.code == 2
    assert says in said.err
