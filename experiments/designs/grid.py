"""The full factorial: every combination of the factors' values."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Literal

from pydantic import BaseModel, ConfigDict

Point = tuple[tuple[str, float], ...]


class GridDesign(BaseModel):
    """Every combination; the last factor changes fastest."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["grid"] = "grid"

    def points(self, grids: Mapping[str, Sequence[float]]) -> tuple[Point, ...]:
        """The design's points, each the values of all factors by name; one empty one if none."""
        return tuple(tuple(zip(grids, values, strict=True)) for values in product(*grids.values()))
