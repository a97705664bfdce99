"""The outcomes of a run, quarter by quarter."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from abm.outcomes import columns, measure_all, that_give
from abm.outcomes.definitions import Definitions
from agents.city import City
from agents.world import World
from engine.document import did_you_mean
from engine.light_mesa import mesa


class Record:
    """Numbers by quarter and column, grown by one row a quarter.

    Only outcomes with a ``wanted`` column are measured, all where none is named: measuring all
    takes a seventh of a run.
    """

    def __init__(
        self, city: City, definitions: Definitions, quarters: int, wanted: Collection[str] = ()
    ) -> None:
        self.outcomes = that_give(wanted, city)
        self.columns = columns(city, self.outcomes)
        self.widths = [len(outcome.columns(city)) for outcome in self.outcomes]
        self.definitions = definitions
        self.values = np.zeros((quarters, len(self.columns)))
        self.quarters = np.zeros(quarters, dtype=np.int64)
        self.count = 0

    def write(self, world: World) -> None:
        """Append the quarter's outcomes."""
        self._reserve(self.count + 1)
        found = measure_all(world, self.definitions, self.outcomes, self.widths)
        self.values[self.count] = found
        self.quarters[self.count] = world.quarter
        self.count += 1

    def _reserve(self, quarters: int) -> None:
        """Make room for so many quarters in all."""
        if quarters > len(self.values):
            room = quarters + max(8, self.count)
            values, names = np.zeros((room, len(self.columns))), np.zeros(room, dtype=np.int64)
            values[: self.count] = self.values[: self.count]
            names[: self.count] = self.quarters[: self.count]
            self.values, self.quarters = values, names

    def column(self, name: str) -> NDArray[np.float64]:
        """One outcome over the quarters so far, shape ``(quarters,)``. Raises KeyError."""
        if name not in self.columns:
            raise KeyError(f"no outcome {name!r} is measured{did_you_mean(name, self.columns)}")
        return self.values[: self.count, self.columns.index(name)]

    def table(self) -> dict[str, NDArray[np.float64]]:
        """All that is measured: column to values."""
        by_column = self.values[: self.count].T.copy()
        return dict(zip(self.columns, by_column, strict=True))

    def latest(self, name: str) -> float:
        """The last quarter's value; NaN before the first."""
        return float(self.column(name)[-1]) if self.count else float("nan")

    def collector(self) -> mesa.DataCollector:
        """The quarters so far as Mesa's collector: what ``mesa.batch_run`` looks for."""
        found = mesa.DataCollector(model_reporters={name: name for name in self.columns})
        found.model_vars = {name: self.column(name).tolist() for name in self.columns}
        # Mesa 3.5 looks for a step's row here.
        found._collection_steps = list(range(1, self.count + 1))
        return found

    def snapshot(self) -> Any:
        """Copy of the quarters so far, with the columns that they have."""
        return self.columns, self.values[: self.count].copy(), self.quarters[: self.count].copy()

    def restore(self, snapshot: Any) -> None:
        """Return to a snapshot. Raises ValueError for one of other outcomes."""
        columns, values, quarters = snapshot
        if columns != self.columns:
            raise ValueError(
                f"the snapshot holds {len(columns)} columns of outcomes and this model measures "
                f"{len(self.columns)} others: ask both for the same `outcomes`"
            )
        self.count = 0
        self._reserve(len(quarters))
        self.count = len(quarters)
        self.values[: self.count] = values
        self.quarters[: self.count] = quarters
