"""A job: everything a process needs to carry out any batch of an experiment's runs.

Runs are numbered by seed, then design point, then plan, so that more seeds only add runs at the
end. A group is the runs of one seed and point: they share the past until their plans differ. A
batch is a fixed number of whole groups.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from abm.parameter_sets import DEFAULT_SET
from abm.settings import for_plan
from abm.simulation import RunSpec
from abm.worlds import DEFAULT_WORLD
from experiments.runs.point import Point, SomePoints


@dataclass(frozen=True)
class Run:
    """One run of the model; ``number`` is its key in every table."""

    number: int
    seed: int
    point: int
    plan: int


@dataclass(frozen=True)
class Job:
    """An experiment made ready: names found, values checked, points listed. Picklable."""

    city: str
    plans: tuple[str, ...]
    """Where the plans are: names or paths."""
    plan_keys: tuple[str, ...]
    first_seed: int
    seeds: int
    until: int
    constants: Point
    factors: tuple[str, ...]
    points: Sequence[Point]
    columns: tuple[str, ...]
    """The outcomes to keep."""
    tables: tuple[str, ...]
    check: bool
    groups_per_batch: int
    seconds_per_run: float | None = None
    world: str = DEFAULT_WORLD
    parameters: str = DEFAULT_SET
    chosen: tuple[int, ...] = ()
    """The seeds where they are not those from ``first_seed`` on, one by one."""

    def seed(self, place: int) -> int:
        """The seed at a place among the job's."""
        return self.chosen[place] if self.chosen else self.first_seed + place

    @property
    def groups(self) -> int:
        """The number of groups."""
        return self.seeds * len(self.points)

    @property
    def runs(self) -> int:
        """The number of runs."""
        return self.groups * len(self.plans)

    @property
    def batches(self) -> int:
        """The number of batches."""
        return -(-self.groups // self.groups_per_batch)

    def groups_of(self, batch: int) -> Iterator[list[Run]]:
        """The runs of each group of a batch, in order."""
        first = batch * self.groups_per_batch
        for group in range(first, min(first + self.groups_per_batch, self.groups)):
            seed, point = divmod(group, len(self.points))
            yield [
                Run(group * len(self.plans) + plan, self.seed(seed), point, plan)
                for plan in range(len(self.plans))
            ]

    def only(self, points: Sequence[Point]) -> Self:
        """The job with a part of its points: those of one batch, or of none."""
        return replace(self, points=points)

    def points_of(self, batch: int) -> SomePoints:
        """The points of a batch's runs."""
        return SomePoints(self.points, (group[0].point for group in self.groups_of(batch)))

    def runs_of(self, batch: int) -> int:
        """How many runs a batch has."""
        first = batch * self.groups_per_batch
        return min(self.groups_per_batch, self.groups - first) * len(self.plans)

    def spec(self, seed: int, point: int, plan: int) -> RunSpec:
        """Everything that decides the run of a seed, design point and plan."""
        settings = for_plan(self.settings_at(point), self.plan_keys[plan])
        return RunSpec(
            self.city,
            self.plans[plan],
            seed,
            self.until,
            settings,
            self.columns,
            self.world,
            self.parameters,
        )

    def settings_at(self, point: int) -> Point:
        """The values of a point's runs that differ from the city's and the plans', by name."""
        return tuple(sorted((dict(self.constants) | dict(self.points[point])).items()))
