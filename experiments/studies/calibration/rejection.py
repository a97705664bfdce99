"""The posterior by rejection with regression: the second way, that shares nothing with the first.

Simulations whose figures come nearest to the published ones are kept and set right for what is left
of the distance by a weighted linear regression (Beaumont, Zhang and Balding 2002, Genetics 162:
2025–2035). Distance is measured in what a linear regression says of the parameters (Fearnhead and
Prangle 2012, JRSS B 74: 419–474), so that a figure that tells nothing keeps nobody away.
"""

from __future__ import annotations

import numpy as np

from experiments.studies.arrays import Floats

EACH = 25
"""Simulations that are kept at least, for each coefficient of the last regression: with a few of
them its posterior would be too narrow (assumed)."""
RIDGE = 1e-3
"""Of the regression, by the number of simulations: figures hang together."""


def abc(z: Floats, x: Floats, seen: Floats, share: float, draws: int, seed: int) -> Floats:
    """Draws of the posterior, (draws, parameters).

    Args:
        z: parameters of the simulations, standard normal by prior, (runs, parameters).
        x: what would be seen of each, (runs, figures).
        seen: what is, (figures,).
        share: of the runs, the nearest that are kept.
        draws: how many to give; one run may be given more than once.
        seed: of that choice.
    """
    middle, spread = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-9)
    design = np.column_stack([np.ones(len(x)), (x - middle) / spread])
    at = np.concatenate([[1.0], (seen - middle) / spread])
    penalty = RIDGE * len(x) * np.eye(design.shape[1])
    penalty[0, 0] = 0.0
    coefficients = np.linalg.solve(design.T @ design + penalty, design.T @ z)
    summary, target = design @ coefficients, at @ coefficients
    scale = np.maximum(summary.std(axis=0), 1e-9)
    # A summary that hardly varies says nothing of its parameter: its distance is no distance.
    told = np.minimum(scale / z.std(axis=0), 1.0)
    distance = np.sqrt(np.square((summary - target) / scale * told).sum(axis=1))
    least = EACH * (1 + z.shape[1])
    kept = np.argsort(distance, kind="stable")[: max(int(share * len(x)), least)]
    widest = max(float(distance[kept].max()), 1e-12)
    weight = np.maximum(1.0 - np.square(distance[kept] / widest), 1e-6)
    near = np.column_stack([np.ones(len(kept)), summary[kept] - target])
    root = np.sqrt(weight)[:, None]
    local = np.linalg.lstsq(root * near, root * z[kept], rcond=None)[0]
    set_right = z[kept] - (summary[kept] - target) @ local[1:]
    luck = np.random.Generator(np.random.Philox(seed))
    return np.asarray(set_right[luck.choice(len(kept), draws, p=weight / weight.sum())])
