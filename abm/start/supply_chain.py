"""The parts of a world's arrays that tell what plants buy and where it came from at the start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.city import City
from agents.city.markets import Inputs, UseInputs

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Chain:
    """Needs and origins by use and component class; see ``agents.world.Static``."""

    city: City
    classes: Codes
    use_class: Codes
    class_part: Floats
    need: Floats
    origin: Floats
    other_import: Floats

    def by_class(self, column: Floats) -> Floats:
        """A column of ``sourcing.csv`` in the order of classes."""
        value = np.zeros(len(self.city.segments))
        value[self.city.sourcing.component] = column
        found: Floats = value[self.classes]
        return found


def chain_of(city: City, classes: Codes, use_segment: Codes, price: Floats) -> Chain:
    """Arrays of ``inputs.csv`` and ``use_inputs.csv``; a class that nobody buys is domestic."""
    size = len(city.segments)
    class_of = np.full(size, -1)
    class_of[classes] = np.arange(len(classes))
    rows = city.inputs
    buyer, component = rows.segment, rows.component
    share = rows.share_of_material_cost
    known = component >= 0
    cell = buyer[known], class_of[component[known]]
    need = np.zeros((size, len(classes)))
    origin = np.zeros((size, len(classes), 3))
    origin[:, :, 1] = 1.0
    need[cell] = share[known]
    origin[cell] = _origins(rows)[known]
    abroad_of_other = np.zeros(size)
    abroad_of_other[buyer[~known]] = rows.import_share[~known]
    by_use = need[use_segment]
    origin_by_use = origin[use_segment]
    own = city.use_inputs
    cell = own.use, class_of[own.component]
    by_use[cell] = own.share_of_material_cost
    origin_by_use[cell] = _origins(own)
    use_class = class_of[use_segment]
    return Chain(
        city,
        classes,
        use_class,
        _part(city, use_class, len(classes), price),
        by_use,
        origin_by_use,
        abroad_of_other[use_segment] * np.maximum(1.0 - by_use.sum(axis=1), 0.0),
    )


def _origins(rows: Inputs | UseInputs) -> Floats:
    """Shares by origin of every row, (rows, 3)."""
    local, abroad = rows.local_share, rows.import_share
    return np.stack([local, np.maximum(1.0 - local - abroad, 0.0), abroad], axis=-1)


def _part(city: City, use_class: Codes, classes: int, price: Floats) -> Floats:
    """Part of each use in the city's purchases of its class at the start, by value."""
    cells = city.cells
    home = np.array([d == "city" for d in cells.destination])
    value = np.zeros(len(use_class))
    value[cells.use[home]] = cells.units_per_year_start[home]
    value *= price
    sells = use_class >= 0
    total = np.bincount(use_class[sells], value[sells], classes)
    part = np.zeros(len(use_class))
    part[sells] = value[sells] / np.maximum(total[use_class[sells]], 1e-12)
    return part
