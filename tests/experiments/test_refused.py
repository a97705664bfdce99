"""What the system refuses: one line that says where and why, whatever the command writes."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.experiments.commands import SOME, Said, some
from tests.littleton import ACTION, BASELINE, LITTLETON

Write = Callable[..., Path]
Swept = Callable[..., Path]
Yuanqu = Callable[..., Said]

SMALL = ("--city", LITTLETON, "--reference", BASELINE, "--until", "2022Q1")
QUICK = ("--city", LITTLETON, "--plan", BASELINE, "--seeds", "1", "--until", "2018Q2")
FACTORS = """\
factors:
  - {name: demand.alpha_price, uniform: [2.0, 3.0]}
  - {name: entry.base, prior: log_uniform}
outcomes: [firms, output_plan]
tables: []
design: {kind: latin_hypercube, size: 60}
"""

WRITERS: dict[str, tuple[object, ...]] = {
    "run": ("run", "small.yaml"),
    "sweep": ("sweep", "small.yaml"),
    "compare": ("compare", ACTION, *SMALL, "--seeds", 2),
    "attribute": ("attribute", ACTION, *SMALL, "--seeds", 1),
    "alone": ("attribute", ACTION, "--alone", *SMALL, "--seeds", 1),
    "optimise": (
        *("optimise", "--budget", 0.2, "--target", "firms", *SMALL),
        *("--seeds", 1, "--trials", 2, "--instrument", "expo"),
    ),
    "plan scale": (
        *("plan", "scale", ACTION, "--like", ACTION, "--city", LITTLETON),
        *("--until", "2022Q1", "--seeds", 1, "--out", "scaled.yaml"),
    ),
    "score": ("score", "--seeds", 1, "--city", LITTLETON),
    "ablation": ("validate", "--ablate", "entry", *QUICK),
    "validate": ("validate", "--ablate", "entry", *QUICK, "--out", "report.md"),
    "docs": ("docs", "--out", "docs"),
    "sensitivity": ("sensitivity", "wide", "--outcome", "firms"),
    "discover": ("discover", "wide", "--when", f"firms > {SOME}"),
    "robust": ("robust", "wide", "--outcome", "firms"),
    "readings": ("readings", "wide"),
    "report": ("report", "wide"),
    "report elsewhere": ("report", "wide", "--out", "new/report.html"),
    "rerun": ("rerun", "wide", "--out", "again"),
}


@pytest.fixture
def prepared(write: Write, swept: Swept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write()
    swept(FACTORS, seeds=1, out="wide")


@pytest.mark.usefixtures("prepared")
@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS], ids=errno.errorcode.get)
@pytest.mark.slow
def test_a_disk_that_takes_nothing(
    yuanqu: Yuanqu, monkeypatch: pytest.MonkeyPatch, name: str, number: int
) -> None:
    """Full, or read-only: as it is found out when a file is to be kept."""

    def refuse(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    said = yuanqu(*some(WRITERS[name], Path("wide")))
    last = said.err.splitlines()[-1]
    assert said.code == 2, said.err
    assert last.startswith("yuanqu: ") and os.strerror(number).lower() in last
    assert not Path("yuanqu-error.log").exists()


@pytest.mark.usefixtures("prepared")
def test_a_report_below_a_file(yuanqu: Yuanqu) -> None:
    """Where not even root can write: the path, and why."""
    Path("file").write_text("")
    said = yuanqu("report", "wide", "--out", "file/report.html")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("yuanqu: file/report.html: --out: expected a file that can be")
    assert said.err.count("\n") == 1


def test_no_message_is_long(yuanqu: Yuanqu, write: Write, tmp_path: Path) -> None:
    """On the channel of errors, whatever is in it."""
    long = "x" * 3000
    for arguments in (
        ("run", long),
        ("run", write(), "--set", f"{long}=1"),
        ("run", write(), f"--{long}"),
        ("sweep", write(f"{long}: 1")),
        ("sweep", write(f"constants: {{{long}: 1}}")),
        ("city", "show", long),
        ("policies", "show", long),
        ("cite", tmp_path / "y" / long),
        ("report", tmp_path / long),
    ):
        said = yuanqu(*arguments)
        assert said.code == 2, arguments
        assert said.err.count("\n") == 1
        assert len(said.err) <= 401 and "yuanqu: " in said.err
