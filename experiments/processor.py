"""The processor's class, on which the last bits of exp, log and power depend in NumPy."""

import os
import platform
from collections.abc import Mapping

DISABLE = "NPY_DISABLE_CPU_FEATURES"

BEYOND_AVX2 = "X86_V4 AVX512_ICL AVX512_SPR"
"""Groups of instructions that NumPy leaves alone in portable runs."""


def make_portable() -> None:
    """Let NumPy use no instructions beyond AVX2, here and in processes started from here.

    To be called before NumPy is imported. With it every x86-64 processor of the last ten years
    gives the same bits.
    """
    os.environ[DISABLE] = BEYOND_AVX2


def portable_environment() -> Mapping[str, str]:
    """The variable to hand to workers elsewhere; empty where this process is not portable."""
    return {DISABLE: os.environ[DISABLE]} if DISABLE in os.environ else {}


def processor_class() -> str:
    """Which of NumPy's code paths is in use: ``x86_64 X86_V3`` and the like."""
    from numpy._core import _multiarray_umath as core

    features: Mapping[str, bool] = core.__cpu_features__
    dispatched = [name for name in core.__cpu_dispatch__ if features.get(name)]
    best = dispatched[-1] if dispatched else " ".join(core.__cpu_baseline__)
    return f"{platform.machine()} {best}"
