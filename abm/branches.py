"""One past, many plans: a world that is brought back to where plans part, and goes on from there.

Plans are given as ``Plan`` objects, so that a subset of a plan's instruments or another level needs
no file. Every branch meets the same luck and equals a whole run under its plan bit for bit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from abm.model import IndustryModel
from agents.city import City
from policies.plan import Plan

Floats = NDArray[np.float64]


class Branches:
    """Runs of one city and seed that differ in their plan alone.

    Args:
        city: name or path of the city.
        reference: name or path of the plan of the shared past.
        seed: the luck.
        settings: a run's own values, as ``IndustryModel`` takes them.
        until: last quarter, absolute; None = the end of the city's data.
        check: assert the invariants after every quarter.
        outcomes: columns that have to be measured, as ``IndustryModel`` takes them.
    """

    def __init__(
        self,
        city: str,
        reference: str,
        seed: int,
        settings: str = "",
        until: int | None = None,
        check: bool = False,
        outcomes: str = "",
    ) -> None:
        self.model = IndustryModel(
            city=city, plan=reference, settings=settings, check=check, outcomes=outcomes, rng=seed
        )
        self.reference = self.model.plan
        self.last = self.city.end if until is None else until
        self._at: dict[int, Any] = {self.city.start: self.model.snapshot()}

    @property
    def city(self) -> City:
        """The city's data."""
        found: City = self.model.world.city
        return found

    def run(self, plan: Plan) -> dict[str, Floats]:
        """Outcomes of a whole run under ``plan``, column by name, a value a quarter."""
        start = self.city.start
        fork = min(self.reference.first_difference(plan, start, self.last), self.last + 1)
        self._return_to(fork)
        self.model.go_on_under(plan)
        self.model.run(until=self.last)
        return self.model.record.table()

    def _return_to(self, fork: int) -> None:
        """Bring the world to the beginning of quarter ``fork``, under the reference."""
        before = max(quarter for quarter in self._at if quarter <= fork)
        self.model.restore(self._at[before])
        if before < fork:
            self.model.go_on_under(self.reference)
            self.model.run(until=fork - 1)
            self._at[fork] = self.model.snapshot()
