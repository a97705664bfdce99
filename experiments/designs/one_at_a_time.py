"""One factor at a time: each value of each factor with all others at their defaults."""

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

Point = tuple[tuple[str, float], ...]


class OneAtATimeDesign(BaseModel):
    """The defaults first, then each value of each factor alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["one_at_a_time"]

    def points(self, grids: Mapping[str, Sequence[float]]) -> tuple[Point, ...]:
        """The design's points: a factor that a point does not name has its default."""
        alone = [((name, value),) for name, values in grids.items() for value in values]
        return ((), *alone)
