"""The report of a discovery: the box of states in which something happens."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from engine.document import counted
from experiments.reports.canvas import canvas
from experiments.reports.cells import asked_in_words
from experiments.reports.report import Data, Figure, Part, Report, Table
from experiments.studies.discovery import Condition, Discovery
from experiments.studies.factor_facts import FactorFact
from experiments.studies.table_of_points import Question, luck_of


@dataclass(frozen=True)
class Looked:
    """What was looked for and among which runs: one row a run with ``factors`` and ``value``."""

    asked: Question
    when: str
    """The condition as it was asked."""
    condition: Condition
    runs: pl.DataFrame
    factors: tuple[str, ...]

    @property
    def title(self) -> str:
        """What happens where, and in how many states and seeds it was looked for."""
        points, seeds = (self.runs[name].n_unique() for name in ("point", "seed"))
        many = f"{counted(points, 'point')} × {counted(seeds, 'seed')}"
        return f"{asked_in_words(self.asked, self.when)}, {many}"


def discovery_report(
    found: Discovery, looked: Looked, facts: Mapping[str, FactorFact], name: str
) -> Report:
    """The box, what is to be said of it, the picture and the path, both called ``name``."""
    luck = luck_of(looked.runs["seed"].n_unique())
    said: list[Part] = [luck] if luck else []
    picture = Figure(f"{name}.png", partial(_draw, found, looked))
    data = Data(name, _path(found), parquet=False)
    return Report([_table(found, looked, facts), *said, data, picture])


def _table(found: Discovery, looked: Looked, facts: Mapping[str, FactorFact]) -> Table:
    box = found.box
    rows = []
    for name, limits in box.limits.items():
        ends = looked.runs[name].min(), looked.runs[name].max()
        shown = (
            f"({limit:.4g})" if limit == end else f"{limit:.4g}"
            for limit, end in zip(limits, ends, strict=True)
        )
        unit = facts[name].unit if name in facts else ""
        rows.append([name, *shown, unit, f"{box.p_values[name]:.2g}"])
    return Table(
        title=f"{looked.title}: {found.cases} of {found.points} runs. The box holds "
        f"{box.coverage:.0%} of them (coverage); {box.density:.0%} of its runs are cases "
        f"(density); mass {box.mass:.0%}",
        caption="(in brackets: no limit, the end of the factor's values); p: chance that leaving "
        "the limits of a factor out would give such a density by luck (several runs of a point "
        "count for what they tell; the same runs chose the box, so it is no test of it)",
        heads=["Factor", "from", "to", "unit", "p"],
        align="lrrlr",
        rows=rows or [["no limit: the whole space"]],
    )


def _path(found: Discovery) -> pl.DataFrame:
    """The boxes of the peeling, the proposed one marked."""
    boxes = found.boxes
    return pl.DataFrame(
        {
            "box": list(range(len(boxes))),
            "chosen": [number == found.chosen for number in range(len(boxes))],
            **{
                name: [getattr(box, name) for box in boxes]
                for name in ("coverage", "density", "mass")
            },
            "limits": [
                "; ".join(f"{n} {low:.6g}…{high:.6g}" for n, (low, high) in box.limits.items())
                for box in boxes
            ],
        }
    )


def _draw(found: Discovery, looked: Looked, path: Path) -> None:
    """Left: coverage against density along the path. Right: runs on the two strongest limits."""
    asked = looked.condition
    strongest = sorted(found.box.limits, key=lambda name: found.box.p_values[name])
    axes = [*strongest, *(name for name in looked.factors if name not in strongest)][:2]
    values = looked.runs.select(axes).to_numpy()
    across, down = values[:, 0], values[:, 1] if len(axes) > 1 else np.zeros(len(values))
    hit = asked.holds(looked.runs["value"].to_numpy())
    with canvas(path, (10, 4.4), columns=2) as (figure, (left, right)):
        ends = [b.coverage for b in found.boxes], [b.density for b in found.boxes]
        left.plot(*ends, "o-", color="#8fa3b3")
        left.plot(found.box.coverage, found.box.density, "o", color="#d1495b", markersize=10)
        left.set_xlabel("coverage")
        left.set_ylabel("density")
        left.set_title("path of the peeling (red: proposed)", fontsize=9)
        for flag, colour, label in ((False, "#b8c4ce", "no"), (True, "#2e86ab", "yes")):
            mine = hit == flag
            right.scatter(across[mine], down[mine], s=10, color=colour, label=label)
        for axis, name in zip((right.axvline, right.axhline), axes, strict=False):
            for limit in found.box.limits.get(name, ()):
                axis(limit, color="#d1495b", linewidth=1)
        right.set_xlabel(axes[0])
        right.set_ylabel(axes[1] if len(axes) > 1 else "")
        right.legend(title=f"{asked.outcome} {asked.sign} {asked.value:g}", fontsize=8)
        figure.suptitle(looked.title, fontsize=10)
