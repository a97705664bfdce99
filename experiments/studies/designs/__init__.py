"""Designs: which points of the factors' space an experiment visits.

A new design is one class with a ``kind`` of its own, a ``Literal``, added to the union below: of
``CubeDesign``, with ``size_for`` and ``cube``, where it lays points in the unit cube, else of
``BaseDesign``, with ``count`` and ``points``. What it is called in a sentence stands in
``DESIGNS`` of ``experiments/reports/cite.py``.
"""

from typing import Annotated

from pydantic import Field

from experiments.studies.designs.grid import GridDesign
from experiments.studies.designs.one_at_a_time import OneAtATimeDesign
from experiments.studies.designs.screening import MorrisDesign, SaltelliDesign
from experiments.studies.designs.space_filling import LatinHypercubeDesign, SobolDesign
from experiments.studies.designs.table import TableDesign

Design = Annotated[
    GridDesign
    | OneAtATimeDesign
    | LatinHypercubeDesign
    | SobolDesign
    | SaltelliDesign
    | MorrisDesign
    | TableDesign,
    Field(discriminator="kind"),
]

__all__ = [
    "Design",
    "GridDesign",
    "LatinHypercubeDesign",
    "MorrisDesign",
    "OneAtATimeDesign",
    "SaltelliDesign",
    "SobolDesign",
    "TableDesign",
]
