"""What the server of processes does besides importing what they call: nothing is run there.

A process that is forked has all of it, and is as good as a new one: no run was made, no thread
started, Polars not used. What it computes with are the files of this moment, so they are noted now.
"""

import gc

import scipy.optimize  # noqa: F401

import experiments.runs.batch  # noqa: F401
from experiments.runs.sources import agreed

agreed()
gc.collect()
gc.freeze()  # no collection has to look at modules again, and memory stays shared
