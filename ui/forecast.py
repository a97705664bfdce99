"""What an ensemble will be, while its runs come in.

A few runs alone would mislead: one run has no spread, and its chance is 0 or 1. So a seed whose
run is still to come is shown as it was under the view before, shifted by the mean change of the
seeds that are done. The curve is near its place after the first run and does not jump from there;
when all runs are there, nothing of this is left.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from abm.outcomes import OUTCOMES
from experiments.studies.seeds import seeds_of
from ui.runs import Run
from ui.study import Ensemble

WHOLE: Final = ("firms", "parks", "products", "scenarios")
"""Units of outcomes that stay whole numbers, as targets are met by whole firms and parks."""
COUNTS: Final = tuple(
    named.key for outcome in OUTCOMES for named in outcome.reported if named.unit in WHOLE
)


def forecast(ensemble: Ensemble, before: Ensemble | None) -> Ensemble:
    """The pairs that are there, and those of ``before`` shifted in place of missing ones.

    Without a complete ``before`` of the same city, or before a first run, the pairs alone.
    """
    paired = ensemble.paired()
    if before is None or before.view.city != ensemble.view.city:
        return paired
    both = sorted(ensemble.own.keys() & before.own.keys())
    wanted = before.own.keys() & set(seeds_of(ensemble.view.seeds, city=ensemble.view.city))
    missing = sorted((wanted - ensemble.own.keys()) & ensemble.reference.keys())
    if not both or not missing:
        return paired
    change = _mean_change([(ensemble.own[seed], before.own[seed]) for seed in both])
    # A run whose pair is still to come has told its change; beside the pairs it would have none.
    own = {seed: run for seed, run in ensemble.own.items() if seed in ensemble.reference}
    own |= {seed: _shifted(before.own[seed], change) for seed in missing}
    own = {seed: own[seed] for seed in sorted(own)}
    return replace(ensemble, own=own, reference={seed: ensemble.reference[seed] for seed in own})


Change = tuple[dict[str, NDArray[np.float64]], NDArray[np.float64]]


def _mean_change(pairs: list[tuple[Run, Run]]) -> Change:
    """Mean of new minus old, by path, and of jobs by park."""
    names = sorted({name for new, old in pairs for name in (*new.paths, *old.paths)})
    paths = {
        name: np.mean([_path(new, name) - _path(old, name) for new, old in pairs], axis=0)
        for name in names
    }
    return paths, np.mean([new.jobs - old.jobs for new, old in pairs], axis=0)


def _shifted(run: Run, change: Change) -> Run:
    paths, jobs = change
    moved = {name: np.maximum(_path(run, name) + shift, 0.0) for name, shift in paths.items()}
    moved |= {name: np.rint(moved[name]) for name in COUNTS if name in moved}
    return replace(run, paths=moved, jobs=np.maximum(run.jobs + jobs, 0.0))


def _path(run: Run, name: str) -> NDArray[np.float64]:
    """A path; of an instrument that spends nothing in a run there is none."""
    found = run.paths.get(name)
    return np.zeros_like(next(iter(run.paths.values()))) if found is None else found
