"""Every library that is required has a version below which it is not tried."""

from __future__ import annotations

import tomllib
from importlib.metadata import version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_dependency_has_a_lower_bound_and_is_there_above_it() -> None:
    """``.ci/test_lowest`` runs the quick tests with just these versions."""
    unbound, below = [], []
    for text in PROJECT["dependencies"]:
        wanted = Requirement(text)
        lowest = [s.version for s in wanted.specifier if s.operator in {">=", "==", "~="}]
        if not lowest:
            unbound.append(wanted.name)
        elif Version(version(wanted.name)) < max(map(Version, lowest)):
            below.append(wanted.name)
    assert not unbound
    assert not below
