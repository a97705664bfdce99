"""The posterior by a neural network that has learned what parameters go with what is seen.

Neural posterior estimation: a normalising flow q(z | x) is trained on simulations by maximum
likelihood, so that it is the posterior for any x at once (Papamakarios and Murray 2016; Radev et
al. 2020, IEEE TNNLS 33: 1452–1466), by BayesFlow (Radev et al. 2023, JOSS 8: 5702) on JAX. The two
are an optional part of the installation and imported by whoever trains.
"""

from __future__ import annotations

import logging
import os
from importlib import import_module
from importlib.metadata import version
from typing import Any

import numpy as np

from engine.document import InputError
from experiments.studies.arrays import Floats

LIBRARIES = ("bayesflow", "jax", "keras")
EPOCHS, PATIENCE = 200, 15
"""Passes through the simulations at most, and how many without a gain on those held back for
that."""
BATCH = 128
RATE = 1e-3
"""Learning rate at the start; it falls with the cosine of the epochs."""
DEPTH, WIDTH = 4, 64
"""Layers of the flow, and of the networks within; assumed: enough for a dozen parameters."""
LEAST_FOR_STOPPING, PART_FOR_STOPPING = 20, 10
"""Simulations that tell when to stop: every tenth, twenty at least."""


def require() -> dict[str, str]:
    """Versions of the libraries, which are imported. Raises InputError where they are missing."""
    os.environ["KERAS_BACKEND"] = "jax"
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    os.environ.setdefault("TQDM_DISABLE", "1")  # the command has a bar of its own
    try:
        for name in ("keras", "bayesflow"):
            import_module(name)
    except ImportError as missing:
        expected = "BayesFlow on JAX for this command (make calibrate, or pip install 'yuanqu["
        expected += "calibrate]')"
        raise InputError("", 0, 0, "calibrate", expected, f"no {missing.name}") from None
    for name in ("bayesflow", "jax"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return {name: version(name) for name in LIBRARIES}


class Flow:
    """A flow that is trained: ``draws`` are those of its posterior."""

    def __init__(self, z: Floats, x: Floats, seed: int, epochs: int = EPOCHS) -> None:
        """Train on simulations: ``z`` (runs, parameters), standard normal by prior, and ``x``
        (runs, figures). The same numbers with the same ``seed`` on one kind of processor.

        Raises InputError where the libraries are missing.
        """
        require()
        bayesflow: Any = import_module("bayesflow")
        keras: Any = import_module("keras")
        keras.utils.set_random_seed(seed)
        self.middle, self.spread = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
        apart = max(len(x) // PART_FOR_STOPPING, min(LEAST_FOR_STOPPING, len(x) // 2))
        order = np.random.Generator(np.random.Philox(seed)).permutation(len(x))
        stop, train = order[:apart], order[apart:]
        network = bayesflow.networks.CouplingFlow(
            depth=DEPTH, subnet_kwargs={"widths": (WIDTH, WIDTH)}
        )
        batch = min(BATCH, len(train))
        steps = epochs * -(-len(train) // batch)
        rate = keras.optimizers.schedules.CosineDecay(RATE, steps)
        self.workflow = bayesflow.BasicWorkflow(
            inference_network=network,
            inference_variables=["z"],
            inference_conditions=["x"],
            optimizer=keras.optimizers.Adam(rate, clipnorm=1.0),
            standardize=None,
        )
        best = keras.callbacks.EarlyStopping(patience=PATIENCE, restore_best_weights=True)
        history = self.workflow.fit_offline(
            self._data(x[train], z[train]),
            epochs=epochs,
            batch_size=batch,
            validation_data=self._data(x[stop], z[stop]),
            verbose=0,
            callbacks=[best],
        )
        self.loss = float(min(history.history["val_loss"]))

    def draws(self, seen: Floats, count: int) -> Floats:
        """Draws of the posteriors of what is ``seen``, (cases, figures): (cases, count,
        parameters)."""
        found = self.workflow.sample(conditions=self._data(seen), num_samples=count)
        return np.asarray(found["z"], dtype=float)

    def _data(self, x: Floats, z: Floats | None = None) -> dict[str, Any]:
        data = {"x": ((x - self.middle) / self.spread).astype(np.float32)}
        return data if z is None else {**data, "z": z.astype(np.float32)}
