"""Designs that fill the space of the factors: Latin hypercube and Sobol's sequence."""

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from experiments.studies.arrays import Floats
from experiments.studies.designs.design import CubeDesign, DesignSeed, generator


class LatinHypercubeDesign(CubeDesign):
    """Each factor's range cut into as many equal parts as there are points, each used once."""

    kind: Literal["latin_hypercube"]
    size: Annotated[int, Field(ge=1, le=1_000_000)]
    seed: DesignSeed = 1

    def size_for(self, dimensions: int) -> int:
        return self.size

    def cube(self, dimensions: int) -> Floats:
        from scipy.stats.qmc import LatinHypercube

        return np.asarray(LatinHypercube(dimensions, rng=generator(self.seed)).random(self.size))


class SobolDesign(CubeDesign):
    """Sobol's sequence, scrambled (Owen 1998): 2^m points that are even in every projection."""

    kind: Literal["sobol"]
    power: Annotated[int, Field(ge=0, le=20)]
    """m of 2^m points."""
    seed: DesignSeed = 1

    def size_for(self, dimensions: int) -> int:
        return int(2**self.power)

    def cube(self, dimensions: int) -> Floats:
        from scipy.stats.qmc import Sobol

        return np.asarray(Sobol(dimensions, rng=generator(self.seed)).random_base2(self.power))
