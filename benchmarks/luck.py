"""What common random numbers save: variance of a policy's effect on the same and on other luck."""

from __future__ import annotations

import numpy as np

from abm.simulation import RunSpec
from benchmarks.row import Row
from experiments.runs.past import simulate_plans
from experiments.studies.seeds import seeds_of

OUTCOMES = ("competitive_firms", "specialty_parks", "output_plan")
PLANS = ("baseline", "action_plan_2022")


def measure(quick: bool) -> list[Row]:
    """Variance of the difference of two plans: pairs of one seed against pairs of two seeds."""
    seeds = 8 if quick else 40
    by_plan: dict[str, list[list[float]]] = {plan: [] for plan in PLANS}
    for seed in seeds_of(seeds):
        specs = [RunSpec("shanghai", plan, seed, outcomes=OUTCOMES) for plan in PLANS]
        for run in simulate_plans(specs, tables=()):
            by_plan[run.spec.plan].append([float(run.outcomes[name][-1]) for name in OUTCOMES])
    reference, policy = (np.array(by_plan[plan]) for plan in PLANS)
    paired = np.var(policy - reference, axis=0, ddof=1)
    apart = np.var(policy, axis=0, ddof=1) + np.var(reference, axis=0, ddof=1)
    return [
        Row(f"{name}: variance on other luck by same", float(a / max(p, 1e-12)), "times")
        for name, a, p in zip(OUTCOMES, apart, paired, strict=True)
    ]
