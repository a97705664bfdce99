"""The same bits in a process of its own, whatever the order of Python's sets."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from abm.simulation import RunResult, RunSpec, simulate
from tests.bits import leaves
from tests.littleton import ACTION, LITTLETON

SPEC = RunSpec(LITTLETON, ACTION, 12)


def digest(run: RunResult) -> str:
    """Over every bit of outcomes, firms and parks."""
    found = hashlib.sha256()
    for path, bits in leaves((run.outcomes, run.firms, run.parks)):
        found.update(path.encode() + bits)
    return found.hexdigest()


def elsewhere(hash_seed: str) -> str:
    """The digest found by a new process."""
    code = "from tests.abm.test_processes import *; print(digest(simulate(SPEC)))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    return done.stdout.strip()


@pytest.mark.slow
def test_another_process_gives_the_same_bits() -> None:
    here = digest(simulate(SPEC))
    assert elsewhere("4021") == here
    assert digest(simulate(RunSpec(LITTLETON, ACTION, 13))) != here
