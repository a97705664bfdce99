"""The full factorial: every combination of the factors' listed values."""

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import Literal

from experiments.runs.point import Point
from experiments.studies.designs.design import BaseDesign, listed
from experiments.studies.factors import Factor


class GridDesign(BaseDesign):
    """Every combination; the last factor changes fastest. Factors need listed values."""

    kind: Literal["grid"] = "grid"

    def count(self, factors: Sequence[Factor]) -> int:
        """The number of points, without laying them out."""
        return prod(factor.count for factor in factors)

    def points(self, factors: Sequence[Factor]) -> tuple[Point, ...]:
        """The design's points, each the values of all factors by name; one empty one if none."""
        names = [str(factor.name) for factor in factors]
        values = [listed(factor) for factor in factors]
        return tuple(tuple(zip(names, row, strict=True)) for row in product(*values))
