"""What a design is: a list of points of the factors' space, the same on every machine."""

from collections.abc import Sequence
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from experiments.runs.point import Point
from experiments.studies.arrays import Floats
from experiments.studies.factors import Factor

DesignSeed = Annotated[int, Field(ge=0, lt=2**62)]
"""Of the design alone; the model's runs have seeds of their own."""


class BaseDesign(BaseModel):
    """Common settings of designs: unknown keys are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CubeDesign(BaseDesign):
    """A design that lays points in the unit cube; each factor stretches its axis."""

    def cube(self, dimensions: int) -> Floats:
        """Points in [0, 1]^d, shape ``(points, dimensions)``."""
        raise NotImplementedError

    def size_for(self, dimensions: int) -> int:
        """How many points the cube holds."""
        raise NotImplementedError

    def count(self, factors: Sequence[Factor]) -> int:
        """The number of points, without laying them out."""
        return self.size_for(len(factors))

    def points(self, factors: Sequence[Factor]) -> tuple[Point, ...]:
        """The design's points, each the values of all factors by name."""
        if not factors:
            raise ValueError("a design of this kind needs one factor or more")
        unit = self.cube(len(factors))
        axes = [factor.at(unit[:, column]).tolist() for column, factor in enumerate(factors)]
        names = [str(factor.name) for factor in factors]
        return tuple(tuple(zip(names, row, strict=True)) for row in zip(*axes, strict=True))


def listed(factor: Factor) -> tuple[float, ...]:
    """The listed values of a factor. Raises ``ValueError`` where it has a range."""
    if factor.values is None:
        raise ValueError(
            f"{factor.name} has a range, and this design needs listed values (grid, choice)"
        )
    return factor.values


def generator(seed: int) -> np.random.Generator:
    """The stream of a design's luck."""
    return np.random.Generator(np.random.Philox(seed))
