"""Seconds of the processor."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from statistics import median
from time import process_time
from typing import Any


def seconds(call: Callable[[], Any]) -> float:
    """Processor time of one call."""
    gc.collect()
    began = process_time()
    call()
    return process_time() - began


def typical(call: Callable[[], Any], repeats: int) -> float:
    """Median over repeats."""
    return median(seconds(call) for _ in range(repeats))


def middle(values: Sequence[float]) -> float:
    """Median."""
    return float(median(values))
