"""What must stand in the environment before NumPy is imported, so that bits are the same anywhere.

The last bits of ``exp``, ``log`` and ``power`` follow the processor's instructions, those of sums
and products the number of threads. Every package of the project calls ``settle`` when it is
imported. A process that has imported NumPy before stays as it is, and so what it computes says
``processor_class``; processes that it starts are settled.
"""

import os
import platform
import sys
from collections.abc import Mapping, MutableMapping
from functools import cache
from importlib import import_module
from importlib.metadata import version

ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "POLARS_MAX_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}
"""Libraries read these once, when they are imported."""

DISABLE = "NPY_DISABLE_CPU_FEATURES"

NATIVE = "YUANQU_NATIVE"
"""Set to 1, it lets NumPy use all that the processor has; other processors may give other bits."""

_BEYOND_AVX2 = ("X86_V4", "AVX512_ICL", "AVX512_SPR")
_BEYOND_AVX2_BEFORE_NUMPY_2_4 = (
    *("AVX512F", "AVX512CD", "AVX512_KNL", "AVX512_KNM", "AVX512_SKX", "AVX512_CLX"),
    *("AVX512_CNL", "AVX512_ICL", "AVX512_SPR"),
)


def settle(environment: MutableMapping[str, str] = os.environ) -> None:
    """One thread a library, and on x86-64 no instruction beyond AVX2, which all have since 2015.

    What a user has switched off besides stays off. With ``YUANQU_NATIVE=1`` only the threads.
    """
    _late_for_threads()  # what was imported before now has read the variables as they were
    environment.update(ONE_THREAD)
    if platform.machine().lower() not in {"x86_64", "amd64"}:
        return
    words = environment.get(DISABLE, "").replace(",", " ").split()
    ours = beyond_avx2()
    others = [word for word in words if word not in ours]
    kept = others if environment.get(NATIVE) == "1" else [*others, *ours]
    if kept:
        environment[DISABLE] = " ".join(kept)
    else:
        environment.pop(DISABLE, None)


def leave_portable(environment: MutableMapping[str, str] = os.environ) -> None:
    """All that the processor has, here and in processes started from here; to be called before
    NumPy is imported."""
    environment[NATIVE] = "1"
    settle(environment)


def handed_on(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variables that workers elsewhere need before they import anything."""
    chosen = {name: environment[name] for name in (DISABLE, NATIVE) if name in environment}
    return {**ONE_THREAD, **chosen}


@cache
def beyond_avx2() -> tuple[str, ...]:
    """NumPy's names of the groups of instructions that other processors lack."""
    major, minor = (int(part) for part in version("numpy").split(".")[:2])
    return _BEYOND_AVX2 if (major, minor) >= (2, 4) else _BEYOND_AVX2_BEFORE_NUMPY_2_4


@cache
def processor_class() -> str:
    """Which of NumPy's code paths this process uses: ``x86_64 X86_V3`` and the like."""
    core = import_module("numpy._core._multiarray_umath")
    features: Mapping[str, bool] = core.__cpu_features__
    dispatched = [name for name in core.__cpu_dispatch__ if features.get(name)]
    best = dispatched[-1] if dispatched else " ".join(core.__cpu_baseline__)
    return f"{platform.machine()} {best}"


def ran_on() -> str:
    """What bits of this process may depend on: the class, and threads where they were not set.

    Two processes that say the same give the same bits.
    """
    return processor_class() + (", threads not set to one" if _late_for_threads() else "")


@cache
def _late_for_threads() -> bool:
    """Whether NumPy or Polars was imported before anybody had set the number of threads."""
    return any(
        module in sys.modules and os.environ.get(variable) != "1"
        for module, variable in (("numpy", "OMP_NUM_THREADS"), ("polars", "POLARS_MAX_THREADS"))
    )
