"""How the test of a specialty park agrees with official designation, and how its level decides.

`python -m experiments.studies.special_parks` prints both errors and the number of parks at the
policy start, under the baseline alone: no policy is run. The table is told, never used to choose
thresholds, since floor space and focus of the data follow designation in part.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from abm.model import IndustryModel
from abm.outcomes.definitions import SpecialtyPark, of_city
from abm.outcomes.specialty import profile, qualifies
from abm.shipped import DEFAULT_CITY
from agents import kinds
from agents.parks import chains
from agents.world import World
from experiments.studies.seeds import seeds_of

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

OUTPUTS, TENANTS = (0.5, 1.0, 2.0), (1.0, 2.5)
"""Thresholds by those of the default level."""


def agreement(passed: Flags, designated: Flags) -> tuple[float, float]:
    """Part of ``designated`` parks that did not pass, and of the others that did, (parks,)."""
    missed = float((designated & ~passed).sum()) / max(float(designated.sum()), 1.0)
    beyond = float((~designated & passed).sum()) / max(float((~designated).sum()), 1.0)
    return missed, beyond


def levels(default: SpecialtyPark) -> list[SpecialtyPark]:
    """The default at other thresholds of output and tenants."""
    return [
        default.model_copy(
            update={
                "output_floor": output * default.output_floor,
                "tenants": round(tenants * default.tenants),
            }
        )
        for output, tenants in product(OUTPUTS, TENANTS)
    ]


def streaks(model: IndustryModel, asked: Sequence[SpecialtyPark], until: int) -> Flags:
    """Which named parks pass for the asked quarters in a row at ``until``, (levels, parks)."""
    world = model.world
    found = np.zeros((len(asked), len(world.parks)), dtype=np.int64)
    while world.quarter <= until:
        model.step()
        now = profile(world)
        for level, streak in zip(asked, found, strict=True):
            streak[:] = np.where(qualifies(world, now, level), streak + 1, 0)
    quarters = np.array([level.quarters for level in asked])
    passed: Flags = found >= quarters[:, None]
    return passed[:, named(world)]


def named(world: World) -> Flags:
    """Parks that are no rest of a district."""
    found: Flags = world.parks.alive & (world.parks.kind != kinds.REMAINDER)
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--city", default=DEFAULT_CITY)
    parser.add_argument("--seeds", type=int, default=16)
    given = parser.parse_args(arguments)
    counts, errors, asked = [], [], []
    suppliers = np.zeros(0)
    for seed in seeds_of(given.seeds):
        model = IndustryModel(city=given.city, rng=seed, outcomes="specialty_parks")
        asked = levels(of_city(model.world.city).specialty_parks.default)
        passed = streaks(model, asked, model.world.city.policy_start - 1)
        designated = model.world.parks.designated[named(model.world)]
        counts.append(passed.sum(axis=1))
        errors.append([agreement(row, designated) for row in passed])
        world = model.world
        suppliers = chains(world.static.component_need, world.segments.is_component).sum(axis=1)
    count, error = np.array(counts, dtype=np.float64), np.array(errors)
    print(f"{given.seeds} seeds; classes in a chain with its own segment: {suppliers.tolist()}\n")
    heads = (
        "output, million yuan",
        "tenants",
        "parks",
        "±",
        "designated that fail",
        "others that pass",
    )
    print(f"| {' | '.join(heads)} |")
    print("|---|---|---|---|---|---|")
    for row, level in enumerate(asked):
        half = 1.96 * float(count[:, row].std(ddof=1)) / np.sqrt(given.seeds)
        missed, beyond = error[:, row].mean(axis=0).tolist()
        print(
            f"| {level.output_floor:g} | {level.tenants} | {count[:, row].mean():.2f} | {half:.2f} "
            f"| {missed:.0%} | {beyond:.0%} |"
        )


if __name__ == "__main__":
    main()
