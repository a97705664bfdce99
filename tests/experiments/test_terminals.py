"""Any terminal will do: other signs, a reader that leaves, no room for what is shown."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.command.main import main
from experiments.reports.streams import readable
from tests.experiments.commands import SOME, Said, line_of, some
from tests.littleton import ACTION, BASELINE, LITTLETON, setting, write_plan

Write = Callable[..., Path]
Swept = Callable[..., Path]
Yuanqu = Callable[..., Said]

TERMINALS = {
    "gbk": {"PYTHONIOENCODING": "gbk"},
    "ascii": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": ""},
}
FULL = Path("/dev/full")
WRITTEN = {"answer.csv", "paths.png", "ro-crate-metadata.json", "runs.parquet", "SHA256SUMS"}

SMALL = ("--city", LITTLETON, "--reference", BASELINE)
QUICK = ("--city", LITTLETON, "--plan", BASELINE, "--seeds", "1", "--until", "2018Q2")
FACTORS = """\
factors:
  - {name: demand.alpha_price, uniform: [2.0, 3.0]}
  - {name: entry.base, prior: log_uniform}
outcomes: [firms, output_plan]
tables: []
design: {kind: latin_hypercube, size: 60}
"""

COMMANDS: dict[str, tuple[object, ...]] = {
    "run": ("run", "small.yaml"),
    "sweep check": ("sweep", "check", "small.yaml"),
    "city show": ("city", "show", LITTLETON),
    "policies": ("policies",),
    "policies json": ("policies", "--json"),
    "policies show": ("policies", "show", "rd_subsidy"),
    "plan check": ("plan", "check", "few.yaml", "--city", LITTLETON),
    "plan scale": (
        *("plan", "scale", "few.yaml", "--like", "few.yaml", "--city", LITTLETON),
        *("--until", "2022Q1", "--seeds", 1),
    ),
    "score": ("score", "--seeds", 1, "--city", LITTLETON),
    "validate": ("validate", "--ablate", "entry", *QUICK),
    "docs": ("docs", "--check", "--out", "nowhere"),
    "compare": ("compare", ACTION, *SMALL, "--seeds", 2, "--until", "2022Q1"),
    "attribute": ("attribute", "few.yaml", *SMALL, "--seeds", 2, "--until", "2022Q1"),
    "alone": ("attribute", "few.yaml", "--alone", *SMALL, "--seeds", 2, "--until", "2022Q1"),
    "optimise": (
        *("optimise", "--budget", 0.2, "--target", "firms", *SMALL, "--until", "2022Q1"),
        *("--seeds", 2, "--trials", 2, "--instrument", "expo"),
    ),
    "sensitivity": ("sensitivity", "wide", "--outcome", "firms"),
    "discover": ("discover", "wide", "--when", f"firms > {SOME}"),
    "robust": ("robust", "wide", "--outcome", "firms"),
    "readings": ("readings", "out"),
    "verify": ("verify", "out", "--sample", 2),
    "rerun": ("rerun", "out", "--out", "again"),
    "report": ("report", "out"),
    "cite": ("cite", "out"),
    "help": ("--help",),
    "help of a command": ("attribute", "--help"),
    "version": ("--version",),
}
"""All that print tables or more than a line."""

READ = ("city show", "policies", "policies show", "robust", "cite", "help")


def typed(cwd: Path, *arguments: str | Path, **more: str) -> tuple[int, bytes, bytes]:
    """The command as a user types it; what it prints as it comes."""
    environment = {**os.environ, **more}
    line = line_of(*arguments)
    done = subprocess.run(line, cwd=cwd, env=environment, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("terminal", TERMINALS)
def test_run_on_other_terminals(write: Write, tmp_path: Path, terminal: str) -> None:
    """All files are there, the tables are shown in signs of the terminal, nothing is complained."""
    how = TERMINALS[terminal]
    code, out, error = typed(tmp_path, "run", write(), "--seeds", "2", **how)
    assert code == 0, error
    assert {entry.name for entry in (tmp_path / "out" / "small").iterdir()} >= WRITTEN
    shown = out.decode(terminal)
    assert "strong - no_policy" in shown
    assert ("≥ 35" if terminal == "gbk" else ">= 35") in shown
    assert ("产值" in shown) is (terminal == "gbk")
    # What stands in a cell and what is put around it are of one width.
    widths = {len(line) for line in shown.splitlines() if line.startswith(("|", "+"))}
    assert terminal == "gbk" or len(widths) == 1
    assert b"Traceback" not in error


@pytest.fixture
def prepared(write: Write, swept: Swept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What ``COMMANDS`` are about."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    write()
    swept(FACTORS, seeds=1, out="wide")
    swept()
    some = (setting("rd_subsidy", 0.15, "2022Q1"), setting("expo", 0.02, "2022Q1"))
    write_plan(tmp_path, *some, extends=BASELINE, key="few")


def left(arguments: tuple[object, ...], out: io.TextIOBase, error: io.TextIOBase) -> int:
    """The code of a command of this process whose channels are others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", error)
        with pytest.raises(SystemExit) as end:
            main(
                some(arguments, Path("wide")) if SOME in str(arguments) else [*map(str, arguments)]
            )
    return int(end.value.code or 0)


@pytest.mark.usefixtures("prepared")
@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.slow
def test_every_command_in_ascii(name: str) -> None:
    """In signs that such a terminal has, with nothing wrong; Latin-1 has a few more."""
    if name in READ:
        latin = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
        assert left(COMMANDS[name], latin, io.StringIO()) == 0
        latin.flush()
        assert latin.buffer.getvalue().decode("latin-1")
    out, error = (io.TextIOWrapper(io.BytesIO(), encoding="ascii") for _ in range(2))
    code = left(COMMANDS[name], out, error)
    for stream in (out, error):
        stream.flush()
    shown = out.buffer.getvalue().decode("ascii")
    assert code == (1 if name == "docs" else 0), error.buffer.getvalue()
    assert shown
    if name == "policies json":
        assert {"研发补贴"} <= {entry["name"]["zh"] for entry in json.loads(shown)}


def test_a_mistake_in_ascii() -> None:
    """One line, whatever the sign."""
    out, error = (io.TextIOWrapper(io.BytesIO(), encoding="ascii") for _ in range(2))
    assert left(("city", "show", "无\udcff"), out, error) == 2
    error.flush()
    said = error.buffer.getvalue()
    assert said.startswith(b"yuanqu: ") and b"expected" in said and said.count(b"\n") == 1


@pytest.mark.usefixtures("prepared")
@pytest.mark.parametrize("name", READ)
def test_a_reader_that_leaves(name: str) -> None:
    """As ``| head`` does: a quiet end, and nothing is wrong with it."""
    for buffering in (1, -1):
        reader, writer = os.pipe()
        os.close(reader)
        error = io.StringIO()
        with os.fdopen(writer, "w", buffering, encoding="utf-8") as pipe:
            code = left(COMMANDS[name], pipe, error)
        assert code == 0
        assert "yuanqu:" not in error.getvalue()


@pytest.mark.usefixtures("prepared")
@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
@pytest.mark.parametrize("name", READ)
def test_no_room_for_what_is_shown(name: str) -> None:
    """One line says so, with a code that a script notices."""
    error = io.StringIO()
    with FULL.open("w", encoding="utf-8") as full:
        code = left(COMMANDS[name], full, error)
    assert code == 2
    said = "yuanqu: what was to be shown can't be written: No space left on device\n"
    assert error.getvalue() == said


@pytest.mark.slow
@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
def test_run_into_a_closed_pipe_and_a_full_disk(write: Write, tmp_path: Path) -> None:
    """As a user types it: the files are complete, and of a quiet end nothing is heard."""
    line = line_of("run", write(), "--seeds", "1", "--out", tmp_path / "a")
    process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    error = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 0
    assert b"yuanqu:" not in error and b"Exception" not in error
    assert {entry.name for entry in (tmp_path / "a").iterdir()} >= WRITTEN
    line = line_of("run", tmp_path / "small.yaml", "--seeds", "1", "--out", tmp_path / "b")
    with FULL.open("wb") as full:
        done = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr.endswith(b"can't be written: No space left on device\n")
    assert b"Traceback" not in done.stderr and b"Exception" not in done.stderr
    assert {entry.name for entry in (tmp_path / "b").iterdir()} >= WRITTEN


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
def test_no_room_for_messages_either() -> None:
    """The code is all there is."""
    with FULL.open("w") as full:
        assert left(("city", "show", "nowhere"), full, full) == 2


def test_signs() -> None:
    """A sensible one where there is one."""
    assert readable("≥ 3 − 5 × 2 ± 1 … → “é²” 中", "ascii") == '>= 3 - 5 x 2 +- 1 ... -> "e2" ?'
    assert readable("┏━┳┓│─", "ascii") == "+-++|-"
    assert readable("≥ 3 − 中", "gbk") == "≥ 3 - 中"
    assert readable("≥ − 中", "utf-8") == "≥ − 中"
    assert readable("a\udcff", "utf-8") == "a?"
