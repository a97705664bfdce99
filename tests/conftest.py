"""What every test shares: the same bits anywhere and, in rooms that compute, no silent NaN."""

import os

# Before any import of NumPy, Polars or Numba: it settles what they read once, the threads and the
# processor's instructions.
import engine  # noqa: F401

os.environ["MPLBACKEND"] = "Agg"
os.environ["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] = "false"

import atexit
import shutil
import tempfile

if "PYTEST_XDIST_WORKER" not in os.environ:  # the processes of one session share the folder
    # Not the user's cache, which tests would fill, and which knows nothing of what they patch.
    os.environ["YUANQU_CACHE"] = tempfile.mkdtemp(prefix="yuanqu-tests-")
    atexit.register(shutil.rmtree, os.environ["YUANQU_CACHE"], ignore_errors=True)

from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

# How long an example may take is a matter of the machine and of what else runs on it.
settings.register_profile("any_machine", deadline=None)
settings.load_profile("any_machine")

TESTS = Path(__file__).parent

STRICT_ROOMS = {"engine", "agents", "policies", "abm"}
"""Rooms whose arithmetic must not overflow, underflow, divide by zero or make a NaN."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first.

    Spread over processes file by file, a long one that came last would leave the other cores idle.
    """
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Run the tests of the rooms that compute with every floating-point error raised."""
    room = item.path.relative_to(TESTS).parts[0] if item.path.is_relative_to(TESTS) else ""
    if room in STRICT_ROOMS:
        with np.errstate(all="raise"):
            return (yield)
    return (yield)
