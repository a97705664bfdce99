"""Results say on what kind of processor they were made, and whoever mixes them is told."""

import json
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.bits import DISABLE, NATIVE, beyond_avx2, ran_on
from experiments.runs.folder.made_on import made_on, may_differ
from experiments.runs.folder.store import BATCHES, TIMING
from tests.experiments.commands import Said, typed

Write = Callable[..., Path]
Yuanqu = Callable[..., Said]
Swept = Callable[..., Path]

ROOT = Path(__file__).parents[2]
OTHER = "x86_64 AVX512_OF_ANOTHER"


def claim(folder: Path, kind: str, lines: int) -> None:
    """Have the first batches of a folder made on another kind of processor."""
    path = folder / TIMING / BATCHES
    batches = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for batch in batches[:lines]:
        batch["ran_on"] = [kind]
    path.write_text("".join(json.dumps(batch) + "\n" for batch in batches), encoding="utf-8")


@pytest.mark.slow
@pytest.mark.skipif(platform.machine() != "x86_64", reason="a matter of x86-64")
def test_portable_unless_asked(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As typed, without any variable set before; ``--portable`` of old scripts does nothing."""
    monkeypatch.delenv(DISABLE)
    monkeypatch.delenv(NATIVE, raising=False)
    found = {}
    for option in ("--portable", "--native"):
        out = tmp_path / option
        said = typed("sweep", write(seeds=1), "--out", out, option, cwd=tmp_path)
        assert said.code == 0, said.err
        (found[option],) = made_on(out)
    assert found["--portable"] == ran_on()
    assert found["--portable"].split()[-1] not in beyond_avx2()
    native = "from engine.bits import ran_on; print(ran_on())"
    line = [sys.executable, "-c", f"import os; os.environ['{NATIVE}'] = '1'; {native}"]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True)
    assert found["--native"] == done.stdout.strip()


@pytest.mark.slow
def test_a_folder_of_two_kinds_is_told(yuanqu: Yuanqu, write: Write, tmp_path: Path) -> None:
    """Gone on with on another processor, it says so whenever it is asked for."""
    path = write("runtime: {runs_per_batch: 2}", seeds=2)
    out = tmp_path / "out"
    assert "processors" not in yuanqu("sweep", path, "--out", out).err
    claim(out, OTHER, lines=1)
    said = yuanqu("sweep", path, "--out", out, "--resume")
    assert said.code == 0
    assert f"{OTHER} and {ran_on()} may give other last bits" in said.err


@pytest.mark.slow
def test_verify_and_rerun_tell_of_another_processor(
    yuanqu: Yuanqu, swept: Swept, tmp_path: Path
) -> None:
    """Which of two folders is of which, before anybody wonders about last bits."""
    folder = swept(seeds=2)
    said = yuanqu("verify", folder, "--sample", "1")
    assert said.code == 0
    assert "another processor" not in said.out
    claim(folder, OTHER, lines=1)
    said = yuanqu("verify", folder, "--sample", "1")
    assert f"Made on another processor: {OTHER} and {ran_on()}" in said.out
    said = yuanqu("rerun", folder, "--out", tmp_path / "again")
    assert f"Made on several processors: {OTHER} and {ran_on()}" in said.out


def test_nothing_is_said_of_one_kind() -> None:
    assert may_differ(OTHER, OTHER) == may_differ() == ""
