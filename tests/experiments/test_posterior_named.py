"""``--parameters posterior`` as a user types it: told where there is none, refused when stale."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from abm.city.city import city_cached
from abm.posterior import FILE, as_bytes, data_digest, posterior_of
from abm.version import MODEL_VERSION
from experiments.runs.folder.results import Results
from tests.experiments.commands import Said, typed
from tests.littleton import FOLDER

Yuanqu = Callable[..., Said]
NAMES = ("demand.alpha_price", "demand.alpha_quality")
SHORT = ("--until", "2018Q2", "--seeds", "3")


def town(folder: Path, model: str, highest: float = 3.0) -> str:
    shutil.copytree(FOLDER, folder)
    sets = np.column_stack([np.linspace(2.0, highest, 30), np.linspace(1.0, 2.0, 30)])
    made = {"model": model, "data": data_digest(city_cached(str(folder)))}
    (folder / FILE).write_bytes(as_bytes(NAMES, sets, made))
    return str(folder)


@pytest.mark.parametrize(
    "command",
    [
        ("run", *SHORT),
        ("compare", "action_plan_2022", "--seeds", "2"),
        ("attribute", "action_plan_2022", "--seeds", "2"),
        ("optimise", "--seeds", "2", "--budget", "1"),
        ("plan", "scale", "action_plan_2022", "--like", "no_policy", "--seeds", "2"),
    ],
    ids=lambda command: command[0],
)
def test_a_stale_one_is_refused_by_every_command(
    yuanqu: Yuanqu, tmp_path: Path, command: tuple[str, ...]
) -> None:
    name, out = town(tmp_path / "town", "0"), tmp_path / "out"
    said = yuanqu(*command, "--city", name, "--parameters", "posterior", "--out", out)
    assert said.code == 2 and said.err.count("\n") == 1, said.err
    assert "one of version 0: stale" in said.err and "yuanqu calibrate all --city" in said.err
    assert not out.exists()


def test_a_run_depends_on_the_posterior_it_drew_from(yuanqu: Yuanqu, tmp_path: Path) -> None:
    name, out = town(tmp_path / "town", MODEL_VERSION), tmp_path / "out"
    line = ("run", "--city", name, *SHORT, "--parameters", "posterior", "--out", out)
    assert yuanqu(*line).code == 0
    shutil.rmtree(tmp_path / "town")
    town(tmp_path / "town", MODEL_VERSION, highest=2.5)
    posterior_of.cache_clear()
    again = yuanqu(*line, "--resume")
    assert again.code == 2 and "posterior" in again.err, again.err
    fixed = yuanqu(*line[:-3], "fixed", "--out", tmp_path / "fixed")
    assert fixed.code == 0
    assert "posterior" not in Results(tmp_path / "fixed").manifest["ingredients"]


@pytest.mark.slow
def test_where_there_is_none_it_is_said_once(tmp_path: Path) -> None:
    """Not by every process."""
    line = ("run", "--city", "littleton", "--parameters", "posterior", "--seeds", "9")
    more = ("--until", "2018Q2", "--executor", "processes", "--workers", "2")
    said = typed(*line, *more, "--out", tmp_path / "out", cwd=tmp_path)
    assert said.code == 0 and said.err.count("no posterior.parquet") == 1, said.err
