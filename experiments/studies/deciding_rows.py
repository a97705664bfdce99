"""Which rows of a city's data decide the answer: groups of rows as factors of one screening.

``python -m experiments.studies.deciding_rows`` scales every group of rows up in one half of the
runs and down in the other (``designs.two_level``) and prints, as Markdown, what the outcomes of the
city's main plan gain from the one to the other at the end of its question's year, with how well the
rows of the group are known. Luck and the world are the same in all runs of a seed; every second
seed has the design's mirror image, so that effects of pairs of groups fall out of those of one.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import t as student

from abm.city.city import city_cached
from abm.shipped import DEFAULT_CITY
from abm.simulation import RunSpec, simulate
from agents.city import LABELS
from experiments.studies.arrays import Floats
from experiments.studies.designs.two_level import paley
from experiments.studies.row_groups import GROUPS, labels_of, scaled_city
from experiments.studies.seeds import seeds_of
from policies.city_plans import main_plan_of

OUTCOMES = ("output_plan", "competitive_firms", "special_and_micro_parks", "products_in_scenarios")
"""The four of the plan's targets that are counted at its end."""

FACTOR = 1.15
"""A group is multiplied by it, or divided."""

CHANCE = 0.05
"""Chance that any group at all is called deciding for an outcome that none decides (Bonferroni)."""

NOTICEABLE = 0.05
"""Part of an outcome's mean from which on an effect is one that decides."""


@dataclass(frozen=True)
class Screening:
    """Effects on each outcome, as a part of its mean, ``(groups, outcomes)``, from divided to
    multiplied; what luck can make of them, and the means, ``(outcomes,)``."""

    effects: Floats
    least: Floats
    means: Floats

    @property
    def deciding(self) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        """What neither luck nor a small effect explains, ``(groups, outcomes)``."""
        found: np.ndarray[tuple[int, int], np.dtype[np.bool_]] = np.abs(self.effects) >= np.maximum(
            self.least, NOTICEABLE
        )
        return found


def screened(levels: Floats, values: Floats) -> Screening:
    """Main effects of a two-level design run once by seed.

    ``levels`` (seeds, points, groups) of −1 and 1, ``values`` (seeds, points, outcomes). A seed's
    effect is the difference of its two halves; its spread over seeds, pooled over the groups, of
    which each has the same error in such a design, gives the error.
    """
    seeds, points, groups = levels.shape
    by_seed = np.einsum("spg,spo->sgo", levels, values) * 2.0 / points
    effects = by_seed.mean(axis=0)
    spread = ((by_seed - effects) ** 2).sum(axis=(0, 1)) / (groups * (seeds - 1))
    factor = float(student.ppf(1.0 - CHANCE / (2.0 * groups), groups * (seeds - 1)))
    means = values.mean(axis=(0, 1))
    scale = np.where(means > 0.0, means, 1.0)
    return Screening(effects / scale, factor * np.sqrt(spread / seeds) / scale, means)


def copies_of(city: str, folder: Path) -> dict[tuple[int, int], str]:
    """Scaled copies of a city in ``folder``, by sign of the design and its point."""
    return {
        (sign, point): scaled_city(
            city,
            folder / f"{'up' if sign > 0 else 'down'}{point}",
            {
                group.key: FACTOR ** (sign * level)
                for group, level in zip(GROUPS, row.tolist(), strict=True)
            },
        )
        for sign in (1, -1)
        for point, row in enumerate(paley(len(GROUPS)))
    }


def run_seed(copies: Mapping[tuple[int, int], str], plan: str, seed: int, sign: int) -> Floats:
    """The outcomes of a plan in the last quarter at every point of the design or, with sign −1,
    of its mirror image, ``(points, outcomes)``, in the middle world."""
    rows = []
    for point in range(len(copies) // 2):
        spec = RunSpec(copies[sign, point], plan, seed, None, (), OUTCOMES, "middle")
        found = simulate(spec, tables=()).outcomes
        rows.append([float(found[name][-1]) for name in OUTCOMES])
    return np.array(rows)


def sign_of(place: int) -> int:
    """Of the seeds, one has the design, the next its mirror image."""
    return 1 if place % 2 == 0 else -1


def run_screening(city: str, seeds: Sequence[int], folder: Path) -> Screening:
    """Run the main plan in every scaled copy, in ``folder``."""
    copies, plan = copies_of(city, folder), main_plan_of(city_cached(city))
    values = [run_seed(copies, plan, seed, sign_of(place)) for place, seed in enumerate(seeds)]
    design = paley(len(GROUPS))
    levels = [sign_of(place) * design for place in range(len(seeds))]
    return screened(np.array(levels), np.array(values))


def table(found: Screening, city: str) -> list[str]:
    """Lines of a Markdown table, the group with the largest effect first."""
    labels = labels_of(city)
    lines = [
        f"| Group of rows | {' | '.join(OUTCOMES)} | {' | '.join(LABELS)} |",
        "|---" * (1 + len(OUTCOMES) + len(LABELS)) + "|",
    ]
    for row in np.argsort(-np.abs(found.effects / found.least).max(axis=1)).tolist():
        group, effects = GROUPS[row], found.effects[row]
        cells = [
            f"**{effect:+.1%}**" if decides else f"{effect:+.1%}"
            for effect, decides in zip(effects.tolist(), found.deciding[row], strict=True)
        ]
        counts = [str(labels[group.key][label]) for label in LABELS]
        lines.append(f"| {group.name_zh} {group.name_en} | {' | '.join([*cells, *counts])} |")
    least = " | ".join(f"± {value:.1%}" for value in found.least.tolist())
    means = " | ".join(f"{value:,.4g}" for value in found.means.tolist())
    lines.append(f"| 偶然所及 what luck can make | {least} |{' |' * len(LABELS)}")
    lines.append(f"| 全部运行均值 mean of all runs | {means} |{' |' * len(LABELS)}")
    return lines


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--city", default=DEFAULT_CITY)
    parser.add_argument("--seeds", type=int, default=6)
    given = parser.parse_args(arguments)
    if given.seeds < 2:
        parser.error("--seeds: expected two or more, for the spread over seeds")
    with tempfile.TemporaryDirectory() as folder:
        found = run_screening(given.city, seeds_of(given.seeds), Path(folder))
    print("\n".join(table(found, given.city)))


if __name__ == "__main__":
    main()
