"""One thread per library: Polars' sums and BLAS' products depend on the number of threads."""

import os
from collections.abc import MutableMapping

ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "POLARS_MAX_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}
"""Environment variables; libraries read them once, when they are imported."""


def use_one_thread(environment: MutableMapping[str, str] = os.environ) -> None:
    """Set the variables; call it before NumPy or Polars is imported."""
    environment.update(ONE_THREAD)
