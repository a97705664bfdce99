"""Designs: which points of the factors' space an experiment visits.

A new design is one module with one class (a ``kind`` of its own and ``points``), added to the
union below.
"""

from typing import Annotated

from pydantic import Field

from experiments.designs.grid import GridDesign, Point
from experiments.designs.one_at_a_time import OneAtATimeDesign

Design = Annotated[GridDesign | OneAtATimeDesign, Field(discriminator="kind")]

__all__ = ["Design", "GridDesign", "OneAtATimeDesign", "Point"]
