"""A design written by hand or by another program: a CSV file with a column a factor."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from experiments.runs.point import Point
from experiments.studies.designs.design import BaseDesign
from experiments.studies.factors import Factor


class TableDesign(BaseDesign):
    """The rows of ``file``; its header names the factors, so that ``factors`` stays empty."""

    kind: Literal["table"]
    file: Annotated[str, Field(min_length=1)]

    def count(self, factors: Sequence[Factor]) -> int:
        """The points stand in the file, which is read where the experiment is resolved."""
        raise ValueError("a table of points is read from its file")

    def points(self, factors: Sequence[Factor]) -> tuple[Point, ...]:
        """The points stand in the file, which is read where the experiment is resolved."""
        raise ValueError("a table of points is read from its file")
