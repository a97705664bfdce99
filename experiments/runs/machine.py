"""The machine that computes: for the reader of timings and provenance, no part of results."""

import os
import platform
import sys
from functools import cache
from importlib.metadata import version
from typing import Any

from engine.bits import ran_on
from experiments.runs.environment import COMPUTING


@cache
def machine() -> dict[str, Any]:
    """What this process runs on and with."""
    return {
        "host": platform.node(),
        "machine": platform.machine(),
        "processor": ran_on(),
        "cpus": os.cpu_count(),
        "system": platform.platform(),
        "python": sys.version.split()[0],
        "libraries": {name: version(name) for name in ("yuanqu", *COMPUTING, "polars")},
    }


def cores() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
