"""What ``experiments.studies.readings`` finds: readings × plans, and who changes places."""

from dataclasses import dataclass

from experiments.studies.answer import Difference, Spread
from experiments.studies.declared_readings import Reading
from experiments.studies.verdict import Target


@dataclass(frozen=True)
class Cell:
    """One plan under one reading."""

    plan: str
    mean: float
    spread: Spread
    gain: Difference | None
    """Paired, plan minus reference; None for the reference."""
    rank: int
    """By mean, 1 the highest; equal means share one."""


@dataclass(frozen=True)
class Between:
    """The paired difference of two plans under one reading, first minus second."""

    first: str
    second: str
    difference: Difference
    sure: bool
    """Whether it is beyond luck, with allowance for the number of looks."""

    def turned(self) -> "Between":
        """Second minus first."""
        d = self.difference
        back = Difference(
            *(d.pairs, -d.mean, -d.high, -d.low, d.detectable, d.seeds),
            (-d.states[1], -d.states[0]),
        )
        return Between(self.second, self.first, back, self.sure)


@dataclass(frozen=True)
class Row:
    """All plans under one reading."""

    reading: Reading
    figure: float
    """What is asked for, in the outcome's unit; NaN where there is no figure."""
    cells: tuple[Cell, ...]
    """The reference's first."""
    between: tuple[Between, ...]
    """Every pair of plans once, in the order of ``cells``."""

    @property
    def leaders(self) -> tuple[str, ...]:
        """The plans with the highest mean, several where they tie."""
        return tuple(cell.plan for cell in self.cells if cell.rank == 1)

    def leads(self, plan: str) -> bool:
        """Whether a plan has the highest mean, and no other has the same."""
        return self.leaders == (plan,)

    def leads_surely(self, plan: str) -> bool:
        """Whether each other plan is behind it beyond luck."""
        return all(b.sure and b.difference.mean > 0.0 for b in self._of(plan))

    def surely_behind(self, plan: str) -> bool:
        """Whether some other plan is ahead of it beyond luck."""
        return any(b.sure and b.difference.mean < 0.0 for b in self._of(plan))

    def _of(self, plan: str) -> list[Between]:
        """A plan's differences, it less each other."""
        mine = [b for b in self.between if plan in (b.first, b.second)]
        return [b if b.first == plan else b.turned() for b in mine]


@dataclass(frozen=True)
class Flip:
    """Two plans that change places: ``own`` is positive, ``other`` negative, both beyond luck."""

    reading: Reading
    own: Between
    other: Between


@dataclass(frozen=True)
class TargetGrid:
    """One headline target under all its readings."""

    target: Target
    quarter: str
    source: str
    """Of the target's figure, as the city's table has it."""
    rows: tuple[Row, ...]
    """The headline's own first."""
    not_kept: tuple[Reading, ...]
    """Readings of which these runs do not tell."""

    @property
    def leader(self) -> str:
        """The plan that leads by the headline's own reading; empty where several tie."""
        leaders = self.rows[0].leaders
        return leaders[0] if len(leaders) == 1 else ""

    @property
    def flips(self) -> tuple[Flip, ...]:
        """Pairs of plans that change places, by reading."""
        found = []
        for row in self.rows[1:]:
            for own, other in zip(self.rows[0].between, row.between, strict=True):
                opposite = own.difference.mean * other.difference.mean < 0.0
                if opposite and own.sure and other.sure:
                    up = own.difference.mean > 0.0
                    both = (own, other) if up else (own.turned(), other.turned())
                    found.append(Flip(row.reading, *both))
        return tuple(found)


@dataclass(frozen=True)
class Readings:
    """The whole grid."""

    grids: tuple[TargetGrid, ...]
    plans: tuple[str, ...]
    """The reference first."""
    runs: int
    """Of each plan."""
    seeds: int
    states: int
    left_out: int
    """Pairs of seed and state in which a plan has no result."""
