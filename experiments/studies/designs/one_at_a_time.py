"""One factor at a time: each value of each factor with all others at their defaults."""

from collections.abc import Sequence
from typing import Literal

from experiments.runs.point import Point
from experiments.studies.designs.design import BaseDesign, listed
from experiments.studies.factors import Factor


class OneAtATimeDesign(BaseDesign):
    """The defaults first, then each listed value (or both ends of a range) of each factor alone."""

    kind: Literal["one_at_a_time"]

    def count(self, factors: Sequence[Factor]) -> int:
        """The number of points, without laying them out."""
        return 1 + sum(factor.count or len(factor.ends) for factor in factors)

    def points(self, factors: Sequence[Factor]) -> tuple[Point, ...]:
        """The design's points: a factor that a point does not name has its default."""
        alone = [
            ((str(factor.name), value),)
            for factor in factors
            for value in (listed(factor) if factor.values else factor.ends)
        ]
        return ((), *alone)
