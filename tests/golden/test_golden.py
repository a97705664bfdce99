"""Outcomes are what they were, or the model has a new version."""

from __future__ import annotations

import json

import pytest

from abm.version import MODEL_VERSION
from tests.golden.make import FILE, RUNS, outcomes

pytestmark = pytest.mark.golden
GOLDEN = json.loads(FILE.read_text(encoding="utf-8"))


def test_the_file_is_of_this_version() -> None:
    assert GOLDEN["model_version"] == MODEL_VERSION, (
        "golden outcomes are of another model version: python -m tests.golden.make"
    )


@pytest.mark.parametrize("name", RUNS)
def test_outcomes_are_what_they_were(name: str) -> None:
    kept, now = GOLDEN["runs"][name], outcomes(name)
    assert list(now) == list(kept), "columns come, go or move: python -m tests.golden.make"
    off = {
        column: (kept[column], value)
        for column, value in now.items()
        if value != pytest.approx(kept[column], rel=1e-6, abs=1e-9)
    }
    assert off == {}, (
        "changed outcomes need a new MODEL_VERSION (abm/version.py), a line in CHANGELOG.md and "
        "python -m tests.golden.make"
    )
