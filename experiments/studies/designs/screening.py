"""Designs for sensitivity: Saltelli's for Sobol indices, Morris's trajectories."""

from typing import Annotated, Literal

import numpy as np
from pydantic import Field, field_validator

from experiments.studies.arrays import Floats
from experiments.studies.designs.design import CubeDesign, DesignSeed, generator


class SaltelliDesign(CubeDesign):
    """Saltelli (2010): base points A and B, and A with one column from B at a time.

    2^power·(d + 2) points, or 2^power·(2d + 2) with ``second_order``, in the order in which SALib
    reads them: per base point A, then A with column 1 … d of B, then (second order) B with column
    1 … d of A, then B.
    """

    kind: Literal["saltelli"]
    power: Annotated[int, Field(ge=1, le=16)]
    second_order: bool = False
    seed: DesignSeed = 1

    def size_for(self, dimensions: int) -> int:
        return int(2**self.power) * (dimensions + 2 + self.second_order * dimensions)

    def cube(self, dimensions: int) -> Floats:
        from scipy.stats.qmc import Sobol

        base = np.asarray(Sobol(2 * dimensions, rng=generator(self.seed)).random_base2(self.power))
        a, b = base[:, None, :dimensions], base[:, None, dimensions:]
        own = np.eye(dimensions, dtype=bool)[None]
        blocks = [a, np.where(own, b, a)]
        if self.second_order:
            blocks.append(np.where(own, a, b))
        blocks.append(b)
        return np.concatenate(blocks, axis=1).reshape(-1, dimensions)


class MorrisDesign(CubeDesign):
    """Morris (1991): trajectories of d + 1 points on a grid; each step moves one factor by Δ.

    Δ = levels / (2·(levels − 1)). The order of factors and the direction of steps are by luck.
    """

    kind: Literal["morris"]
    trajectories: Annotated[int, Field(ge=2, le=100_000)]
    levels: Annotated[int, Field(ge=2, le=64)] = 4
    seed: DesignSeed = 1

    @field_validator("levels")
    @classmethod
    def _even(cls, levels: int) -> int:
        if levels % 2:
            raise ValueError("expected an even number of levels, got an odd one")
        return levels

    def size_for(self, dimensions: int) -> int:
        return self.trajectories * (dimensions + 1)

    def cube(self, dimensions: int) -> Floats:
        luck, step = generator(self.seed), self.levels // 2
        found = np.empty((self.trajectories, dimensions + 1, dimensions))
        for trajectory in found:
            low = luck.integers(0, self.levels - step, dimensions)
            up = luck.random(dimensions) < 0.5
            place = np.where(up, low, low + step)
            trajectory[0] = place
            for row, factor in enumerate(luck.permutation(dimensions), start=1):
                place = place.copy()
                place[factor] += step if up[factor] else -step
                trajectory[row] = place
        return found.reshape(-1, dimensions) / (self.levels - 1.0)
